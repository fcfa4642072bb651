import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Documents } from '../../src/documents/index.ts'
import { type Mailroom, type MailroomSettings, openMailroom, type Resolver } from '../../src/mailroom/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'

export const DOMAIN = 'fax.us.test'
export const TO = `5552010100@maple.${DOMAIN}`
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const RECORD = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

/** The DNS of the world: maple.test signs, sends from nowhere we know, and says nothing of DMARC unless told to. */
export const dns = new Map<string, string>()
const nothing = (name: string) => Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' })
const resolver: Resolver = async (name, type) => {
  const found = dns.get(`${type} ${name}`)
  if (found === undefined) throw nothing(name)
  return type === 'TXT' ? [[found]] : [found]
}

export const PDF_FILE = { filename: 'Nettleship labs.pdf', content: Buffer.from('%PDF-1.4 Nettleship'), contentType: 'application/pdf' }

export type World = Faxing & {
  readonly mailroom: Mailroom
  /** What the server answered, or the refusal it made. */
  send(mail: SendMailOptions, how?: How): Promise<string>
}
export type How = {
  readonly dkim?: false | { readonly skipFields?: string }
  readonly tls?: false
  /** A line that somebody put above the signed mail, to hand it in at this address. */
  readonly above?: { readonly line: string; readonly to: string }
}

/** A mailroom with a real socket, and a real program that sends mail to it. */
export async function openMailWorld(
  documents?: Documents,
  mayStill: (person: string) => boolean = () => true,
  limits: Pick<MailroomSettings, 'mostLying' | 'mostFromOne' | 'longestMs'> = {},
): Promise<World> {
  const faxing = openFaxing(undefined, documents)
  dns.clear()
  dns.set('TXT key._domainkey.maple.test', RECORD)
  const fixture = (name: string) => Bun.file(join(import.meta.dir, '../fixtures', name)).text()
  const mailroom = await openMailroom(
    {
      files: faxing.files,
      documents: faxing.documents,
      log: faxing.log,
      resolver,
      mayStill: (_, { id }) => mayStill(id),
      officeBySlug: (slug) => ({ maple: faxing.ids.maple, harbor: faxing.ids.harbor })[slug],
      open: (id, actor) => faxing.tenants.as(id, actor),
    },
    {
      port: 0,
      host: '127.0.0.1',
      domain: DOMAIN,
      cert: await fixture('mail-certificate.pem'),
      key: await fixture('mail-key.pem'),
      ...limits,
    },
  )
  return {
    ...faxing,
    mailroom,
    async send(mail, { dkim = {}, tls, above } = {}) {
      const signing = dkim && { dkim: { domainName: 'maple.test', keySelector: 'key', privateKey: PEM, ...dkim } }
      const letter = { from: 'Ana <ana@maple.test>', to: TO, subject: 'About Nettleship', text: 'Nettleship is ill', ...mail }
      const transport = createTransport({
        host: '127.0.0.1',
        port: mailroom.port,
        tls: { rejectUnauthorized: false },
        ...(tls === false ? { ignoreTLS: true } : { requireTLS: true }),
        ...(above ? {} : signing),
      })
      try {
        if (!above) return (await transport.sendMail(letter)).response
        const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...signing }).sendMail(letter)
        const envelope = { from: 'eve@evil.test', to: above.to }
        return (await transport.sendMail({ envelope, raw: `${above.line}\r\n${message}` })).response
      } catch (error) {
        return (error as { response?: string }).response ?? String(error)
      }
    },
    [Symbol.dispose]() {
      void mailroom[Symbol.asyncDispose]()
      faxing[Symbol.dispose]()
    },
  }
}
