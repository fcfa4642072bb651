import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type Received = { readonly from: string; readonly to: readonly string[]; readonly text: string; readonly secure: boolean }
export type Mailbox = {
  readonly port: number
  readonly mails: readonly Received[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A real mail server on this machine that keeps what it is given. */
export async function openMailbox(options: SMTPServerOptions = {}, host = '127.0.0.1'): Promise<Mailbox> {
  const mails: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => void parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        mails.push({ from, to: rcptTo.map(({ address }) => address), text: plain(Buffer.concat(parts).toString()), secure: session.secure })
        done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

/** Lines that were folded for the way are one again. */
const plain = (raw: string): string =>
  raw.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** The newest link in a mail to this address. */
export function linkTo({ mails }: Mailbox, address: string): string {
  const mail = mails.filter(({ to }) => to.includes(address)).at(-1)
  const link = /https?:\/\/\S+\/(?:welcome|reset|verify)\/[A-Za-z0-9_-]{43}/.exec(mail?.text ?? '')?.[0]
  if (!link) throw new Error(`No link was mailed to ${address}: ${mail?.text ?? 'no mail'}`)
  return link
}
