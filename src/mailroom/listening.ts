import type { SMTPServer, SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from 'smtp-server'
import { LIMITS } from '../documents/index.ts'
import { AppError, type ErrorCode } from '../kit/errors.ts'
import { describeError, type Log } from '../kit/log.ts'
import type { TenantId } from '../tenancy/index.ts'
import { type AcceptDeps, acceptMail, type Handed } from './accepting.ts'
import { parseFaxAddress } from './addresses.ts'
import { createCallers } from './callers.ts'

export type MailroomSettings = {
  readonly port: number
  readonly host: string
  readonly domain: string
  /** PEM, for STARTTLS. */
  readonly cert: string
  readonly key: string
  /** Bytes of all mails that are in memory at a time; what comes beyond is asked to come later. */
  readonly mostLying?: number
  readonly mostFromOne?: number
  readonly longestMs?: number
}
export type MailroomDeps = AcceptDeps & {
  readonly log: Log
  /** An office that is active, by the name in its address. */
  readonly officeBySlug: (slug: string) => TenantId | undefined
}
export type Mailroom = AsyncDisposable & { readonly port: number }

/** What a fax may weigh, in the third more that a mail writes it with. */
const MOST_BYTES = Math.ceil(LIMITS.bytes * 1.4)
const [MOST_CLIENTS, MOST_FROM_ONE, MOST_RECIPIENTS, SILENCE_MS] = [50, 10, 10, 60_000]
/** The largest mail on a line of two megabits a second. */
const LONGEST_MS = 5 * 60_000
/** Anybody may begin to send one, and each lies there several times over while it is taken apart. */
const MOST_LYING = 2 * MOST_BYTES

const BUSY = 'Try again later.'
const CODES: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid: '550 5.6.0',
  forbidden: '550 5.7.1',
  not_found: '550 5.1.1',
  // The same mail is being dealt with: handed in once more, its answer is there.
  conflict: '451 4.3.0',
  too_large: '552 5.3.4',
}

class SmtpRefusal extends Error {
  readonly responseCode: number
  constructor(status: string, words: string) {
    super(`${status.slice(4)} ${words}`)
    this.responseCode = Number(status.slice(0, 3))
  }
}

/** Takes mails that are to become faxes, over an encrypted line only; each is durable before it is answered with 250. */
export async function openMailroom(deps: MailroomDeps, settings: MailroomSettings): Promise<Mailroom> {
  const { port, host, domain, cert, key, mostLying = MOST_LYING, mostFromOne = MOST_FROM_ONE, longestMs = LONGEST_MS } = settings
  const { SMTPServer: Server } = await import('smtp-server')
  const offices = new WeakMap<SMTPServerSession, Map<string, { readonly tenantId: TenantId; readonly to: string }>>()
  const callers = createCallers<SMTPServerSession>(mostFromOne, longestMs, (session) => {
    for (const connection of server.connections) if (connection.session === session) connection.close()
  })
  const server: SMTPServer = new Server({
    name: domain,
    banner: 'Frontdesk',
    authOptional: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    socketTimeout: SILENCE_MS,
    closeTimeout: 2_000,
    logger: false,
    cert,
    key,
    onConnect: (session, done) => done(callers.enter(session) ? null : new SmtpRefusal('421 4.7.0', BUSY)),
    onClose: (session) => callers.leave(session),
    onMailFrom({ address }, session, done) {
      offices.set(session, new Map())
      if (!session.secure) return done(new SmtpRefusal('530 5.7.0', 'Faxes are taken over an encrypted line only: use STARTTLS.'))
      done(address ? null : new SmtpRefusal('550 5.7.1', 'Bounces are not taken here.'))
    },
    onRcptTo: ({ address }, session, done) => done(recipient(address, offices.get(session))),
    onData: (stream, session, done) => {
      collect(stream, (raw) => hand(raw, session))
        .then((ids) => done(null, `OK ${ids.map((id) => `fax ${id}`).join(', ')}`))
        .catch((error: unknown) => done(refusalOf(error)))
    },
  })

  function recipient(address: string, known = new Map<string, { tenantId: TenantId; to: string }>()): Error | null {
    const found = parseFaxAddress(address, domain)
    const tenantId = found && deps.officeBySlug(found.slug)
    if (!found || !tenantId)
      return new SmtpRefusal('550 5.1.1', `Write to the fax number at the office, such as 5552010100@office.${domain}.`)
    if (known.size >= MOST_RECIPIENTS) return new SmtpRefusal('452 4.5.3', `At most ${MOST_RECIPIENTS} recipients a mail.`)
    const others = [...known.values()].some((each) => each.tenantId !== tenantId)
    if (others) return new SmtpRefusal('452 4.5.3', 'One office a mail: send it to the other by itself.')
    known.set(address, { tenantId, to: found.to })
    return null
  }

  async function hand(raw: Buffer, session: SMTPServerSession) {
    const { mailFrom, rcptTo } = session.envelope
    const known = offices.get(session)
    const recipients = rcptTo.flatMap(({ address }: SMTPServerAddress) => {
      const found = known?.get(address)
      return found ? [{ address, ...found }] : []
    })
    const [first] = recipients
    if (!first) throw new SmtpRefusal('503 5.5.1', 'Say first whom it is to.')
    const from = mailFrom === false ? '' : mailFrom.address
    const envelope = { ip: session.remoteAddress, helo: session.hostNameAppearsAs || '', from }
    const handed: Handed = { raw, envelope, tenantId: first.tenantId, recipients }
    const ids = await acceptMail(deps, handed)
    deps.log('info', 'mailroom.taken', { tenant: first.tenantId, faxes: ids.length })
    return ids
  }

  let lying = 0
  /** Read to its end in any case, as the protocol wants. Throws AppError too_large. */
  async function collect<T>(stream: SMTPServerDataStream, deal: (raw: Buffer) => Promise<T>): Promise<T> {
    const parts: Buffer[] = []
    let [mine, isFull] = [0, false]
    try {
      for await (const part of stream as AsyncIterable<Buffer>) {
        isFull ||= lying + part.length > mostLying
        if (isFull || stream.sizeExceeded) continue
        parts.push(part)
        mine += part.length
        lying += part.length
      }
      if (stream.sizeExceeded) throw new AppError('too_large', `The mail is larger than a fax may be: ${LIMITS.bytes / 1_048_576} MB.`)
      if (isFull) throw new SmtpRefusal('452 4.3.1', BUSY)
      return await deal(Buffer.concat(parts))
    } finally {
      lying -= mine
    }
  }

  /** What it cannot say to a stranger it says to the log, which quotes nothing of the mail either. */
  function refusalOf(error: unknown): Error {
    if (error instanceof SmtpRefusal) return error
    const status = error instanceof AppError ? CODES[error.code] : undefined
    deps.log(status ? 'info' : 'warn', 'mailroom.refused', error instanceof AppError ? { because: error.code } : describeError(error))
    if (!(error instanceof AppError) || !status) return new SmtpRefusal('451 4.3.0', BUSY)
    return new SmtpRefusal(status, [error.message, ...Object.values(error.fields)].join(' '))
  }

  server.on('error', (error) => deps.log('warn', 'mailroom.trouble', describeError(error)))
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
