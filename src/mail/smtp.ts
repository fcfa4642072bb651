import type { Transporter } from 'nodemailer'
import type { Delivery, Mailer } from './mailer.ts'

export type SmtpSettings = { readonly url: string; readonly from: string }

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])
const GIVE_UP_MS = 20_000

/** A mail server outside this machine is spoken to over TLS only: `smtps:` from the first byte, `smtp:` by STARTTLS or not at all. */
export function smtpMailer({ url, from }: SmtpSettings): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const options = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !LOCAL.has(hostname),
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: GIVE_UP_MS,
    greetingTimeout: GIVE_UP_MS,
    socketTimeout: GIVE_UP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  let transport: Promise<Transporter> | undefined
  // Read with the first letter: it was an eighth of what every start takes.
  const connect = async () => (await import('nodemailer')).createTransport(options)
  return {
    async send({ locked, ...mail }) {
      const attachments = locked ? [{ filename: locked.name, content: Buffer.from(locked.bytes), contentType: 'application/pdf' }] : []
      try {
        transport ??= connect()
        await (await transport).sendMail({ from, ...mail, attachments })
        return { is: 'sent' }
      } catch (error) {
        return meaningOf(error)
      }
    },
  }
}

/** A server's own words quote addresses, so they are not repeated. */
function meaningOf(error: unknown): Delivery {
  const { code, responseCode } = (error ?? {}) as { readonly code?: unknown; readonly responseCode?: unknown }
  if (code === 'EAUTH') return { is: 'later', because: 'The mail server does not accept our name and password.' }
  if (code === 'ETLS') return { is: 'later', because: 'The mail server offers no encrypted connection.' }
  if (typeof responseCode === 'number' && responseCode >= 500) return { is: 'refused', because: 'The mail server refused it.' }
  if (typeof responseCode === 'number') return { is: 'later', because: 'The mail server asked to come back later.' }
  return { is: 'later', because: 'The mail server could not be reached.' }
}
