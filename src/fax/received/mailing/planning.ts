import { enqueue, kind } from '../../../jobs/index.ts'
import type { Tx } from '../../../tenancy/index.ts'
import type { ReceivedFax, ReceivedId } from '../received.ts'
import { listMailings, type MailingId } from './mailings.ts'

export const MAIL = kind<{ readonly mailingId: MailingId; readonly receivedId: ReceivedId }>('fax.mail')

/** Its pages are here, and it is known whose it is. */
export function mailArrival(tx: Tx, fax: ReceivedFax): void {
  if (fax.shelf !== 'inbox') return
  for (const { id, number, personId } of listMailings(tx)) {
    if (number !== null && number !== fax.to) continue
    if (personId === null || personId === fax.assignedTo) planMail(tx, id, fax.id)
  }
}

/** By hand, later than it came in. */
export function mailAssigned(tx: Tx, fax: ReceivedFax, personId: string): void {
  if (fax.shelf !== 'inbox' || fax.status !== 'received') return
  for (const each of listMailings(tx))
    if (each.personId === personId && (each.number === null || each.number === fax.to)) planMail(tx, each.id, fax.id)
}

const planMail = (tx: Tx, mailingId: MailingId, receivedId: ReceivedId): boolean =>
  enqueue(tx, MAIL, { mailingId, receivedId }, { uniqueKey: `${MAIL.name}:${mailingId}:${receivedId}` })
