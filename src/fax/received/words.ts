import type { AuditEvent } from '../../audit/index.ts'
import { detailOf } from '../words.ts'

export type Told = { readonly at: Date; readonly what: string; readonly tone: 'neutral' | 'ok' | 'warn' | 'error' }

const WORDS: Readonly<Record<string, string>> = {
  'received.announced': 'The carrier announced it',
  'received.stored': 'The pages arrived and were sealed',
  'received.fetch_failed': 'The pages could not be fetched; it is tried again',
  'received.fetch_asked': 'Somebody asked for the pages again',
  'received.failed': 'The pages never arrived',
  'received.viewed': 'Looked at here',
  'received.document_viewed': 'The document was opened here',
  'received.read': 'Marked as read',
  'received.unread': 'Marked as new',
  'received.urgent': 'Marked as urgent',
  'received.not_urgent': 'No longer urgent',
  'received.tagged': 'Tags changed',
  'received.note_added': 'A note was written',
  'received.note_removed': 'A note was removed',
  'received.forwarded': 'It was sent on by fax',
  'received.trashed': 'Put in the trash',
  'received.restored': 'Taken out of the trash',
  'received.content_gone': 'Its pages were let go of and destroyed',
  'received.mailed': 'It is going out by e-mail, encrypted',
  'received.mail_sent': 'An e-mail about it was sent',
  'received.mail_failed': 'An e-mail about it could not be sent',
  'received.pages_read': 'The words of its pages were read for the search',
  'received.turned': 'A page was turned',
  'received.split': 'It was split',
  'received.merged': 'It was put together with others',
  'received.made': 'It was made of pages of other faxes',
  'received.put_back': 'It came back: what was made of it was undone',
  'received.unmade': 'It was undone',
}
const TONES: Readonly<Record<string, Told['tone']>> = {
  'received.stored': 'ok',
  'received.fetch_failed': 'warn',
  'received.failed': 'error',
}

/** One trail entry as the front desk would say it. */
export function tell(event: AuditEvent, nameOf: (id: string) => string | undefined): Told {
  const what = event.action === 'received.assigned' ? assignment(event, nameOf) : (WORDS[event.action] ?? event.action)
  return { at: event.at, what, tone: TONES[event.action] ?? 'neutral' }
}

function assignment(event: AuditEvent, nameOf: (id: string) => string | undefined): string {
  const { to } = detailOf(event)
  return typeof to === 'string' ? `Assigned to ${nameOf(to) ?? 'somebody no longer listed'}` : 'Assigned to nobody'
}
