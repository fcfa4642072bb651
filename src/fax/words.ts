import type { AuditEvent } from '../audit/index.ts'
import { formatPhone } from '../kit/phone.ts'
import type { Recipient } from './attempts.ts'
import { causeOf } from './causes.ts'

export type Told = { readonly at: Date; readonly what: string; readonly tone: 'neutral' | 'ok' | 'warn' | 'error' }

const WORDS: Readonly<Record<string, string>> = {
  'fax.submitted': 'Submitted',
  'fax.prepared': 'The pages were put together and sealed',
  'fax.calling': 'Handed to the carrier',
  'fax.accepted': 'Taken by the carrier',
  'fax.queued': 'Waiting for a line at the carrier',
  'fax.media.processed': 'Converted to fax pages',
  'fax.originated': 'Dialing',
  'fax.sending': 'The line is open and pages are going over',
  'fax.not_taken': 'The carrier did not take the call; it is made again',
  'fax.delivered': 'Delivered',
  'fax.try_failed': 'The call did not go through',
  'fax.retry_planned': 'Another call is planned',
  'fax.failed': 'Given up',
  'fax.canceled': 'Canceled',
  'fax.cancel_asked': 'Somebody asked to cancel it',
  'fax.held': 'Held for a person to decide',
  'fax.sent_again': 'Somebody decided to send it again',
  'fax.confirmed': 'Somebody looked at it and let it go',
  'fax.surfaced': 'The carrier had taken a call it could not name before',
  'fax.refreshed': 'Somebody asked the carrier',
  'fax.viewed': 'Looked at here',
  'fax.document_viewed': 'The document was opened here',
  'fax.receipt_made': 'A receipt was made',
  'fax.trashed': 'Put in the trash',
  'fax.restored': 'Taken out of the trash',
  'fax.emptied': 'The trash was emptied: its pages and words were destroyed',
  'fax.resent': 'It was sent again as a fax of its own',
  'fax.by_mail': 'It came by e-mail',
  'fax.content_gone': 'Its pages and words were let go of and destroyed; the receipt stays',
  'fax.resends': 'It sends an earlier fax again',
}
const TONES: Readonly<Record<string, Told['tone']>> = {
  'fax.delivered': 'ok',
  'fax.try_failed': 'warn',
  'fax.not_taken': 'warn',
  'fax.held': 'warn',
  'fax.failed': 'error',
}

/** One trail entry as the front desk would say it. */
export function tell(event: AuditEvent, recipients: readonly Recipient[]): Told {
  const detail = detailOf(event)
  const cause = typeof detail['cause'] === 'string' ? causeOf(detail['cause']).words : ''
  const wait = typeof detail['inSeconds'] === 'number' ? ` in ${Math.round(detail['inSeconds'] / 60)} min` : ''
  const pages = event.action === 'fax.delivered' && typeof detail['pages'] === 'number' ? `, ${countOf(detail['pages'])}` : ''
  const what = `${WORDS[event.action] ?? event.action}${wait}${pages}`
  return {
    at: event.at,
    what: [whom(detail['recipient'], recipients) + what, cause].filter(Boolean).join('. '),
    tone: TONES[event.action] ?? 'neutral',
  }
}

const FEW = 3
const STEPS = new Set(['fax.calling', 'fax.accepted', 'fax.queued', 'fax.media.processed', 'fax.originated', 'fax.sending'])

/** What a page shows of the story: for many recipients the steps of each call would bury how it ended. The JSON has them all. */
export const shownEvents = (events: readonly AuditEvent[], recipients: readonly Recipient[]): readonly AuditEvent[] =>
  recipients.length > FEW ? events.filter(({ action }) => !STEPS.has(action)) : events

/** The faxes that this one sends again, or that send it again. */
export const relatedTo = (events: readonly AuditEvent[]): { before: string[]; after: string[] } => {
  const named = (action: string) => events.flatMap((event) => (event.action === action ? [String(detailOf(event)['fax'])] : []))
  return { before: named('fax.resends'), after: named('fax.resent') }
}

const countOf = (pages: number): string => (pages === 1 ? '1 page' : `${pages} pages`)

export function detailOf(event: AuditEvent): Readonly<Record<string, unknown>> {
  const detail: unknown = JSON.parse(event.detail)
  return typeof detail === 'object' && detail !== null ? (detail as Record<string, unknown>) : {}
}

/** With several recipients an entry says whose it is. */
function whom(id: unknown, recipients: readonly Recipient[]): string {
  if (recipients.length < 2) return ''
  const recipient = recipients.find((each) => each.id === id)
  return recipient ? `${recipient.name || formatPhone(recipient.to)}: ` : ''
}
