import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { withdraw } from '../jobs/index.ts'
import { conflict, notFound } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { findRecipient, openAttempt, planSend, type Recipient, type RecipientId, recipientsOf, settle, stopCall } from './attempts.ts'
import { refuseWhole } from './bulk/bulks.ts'
import { prepareKey, sendKey } from './kinds.ts'
import { getFax } from './reading.ts'
import { faxAttempts, faxRecipients } from './schema.tenant.ts'
import { type FaxId, refreshStatus } from './status.ts'

/**
 * Stops what has not gone: waiting recipients at once, running calls by asking the carrier, whose event then settles them.
 * Throws conflict when everything is settled.
 */
export function cancelFax(tx: Tx, id: FaxId): void {
  getFax(tx, id)
  refuseWhole(tx, id, `Cancel it at /api/bulks/${id}/cancellation, or on its page.`)
  const open = recipientsOf(tx, id).filter(({ status }) => status !== 'delivered' && status !== 'failed' && status !== 'canceled')
  if (open.length === 0) throw conflict('This fax is already settled; there is nothing left to cancel.')
  withdraw(tx, prepareKey(id), 'The fax was canceled.')
  record(tx, 'fax.cancel_asked', id)
  for (const recipient of open) cancelRecipient(tx, recipient)
}

function cancelRecipient(tx: Tx, recipient: Recipient): void {
  const attempt = openAttempt(tx, recipient.id)
  if (!attempt || recipient.status === 'held') {
    withdraw(tx, sendKey(recipient.id), 'The fax was canceled.')
    if (attempt) closeByPerson(tx, attempt.id)
    return settle(tx, recipient, 'canceled', null)
  }
  stopCall(tx, attempt)
}

/** For a held recipient that was never called: a person looked at it, and it goes. */
function letGo(tx: Tx, faxId: FaxId, recipient: Recipient): void {
  const { createdBy, sendAt } = getFax(tx, faxId)
  if (recipient.cause === 'second_person') refuseAlone(tx, createdBy)
  const at = sendAt && sendAt > tx.now ? sendAt : undefined
  const status = at ? 'scheduled' : 'queued'
  tx.db.update(faxRecipients).set({ status, cause: null, nextTryAt: null }).where(eq(faxRecipients.id, recipient.id)).run()
  record(tx, 'fax.confirmed', faxId, { recipient: recipient.id, cause: recipient.cause })
  refreshStatus(tx, faxId)
  // Before its document is ready there is nothing to call with: then that plans the call.
  if (getFax(tx, faxId).documentId) planSend(tx, recipient, at ?? tx.now)
}

/** Throws AppError conflict unless it is another person than this one. */
export function refuseAlone(tx: Tx, createdBy: string): void {
  if (tx.actor.kind !== 'user') throw conflict('A person has to confirm this fax: a key cannot.')
  if (tx.actor.id === createdBy) throw conflict('A second person has to confirm this fax: ask a colleague to open it.')
}

/** For a held recipient that was never called: it does not go. */
export function dropHeld(tx: Tx, faxId: FaxId, recipientId: RecipientId): void {
  const recipient = heldRecipient(tx, faxId, recipientId)
  if (!isGuarded(recipient)) throw conflict('It may have gone already. Say whether it arrived.')
  settle(tx, recipient, 'canceled', null)
}

/** Held before anything was sent, not because nobody knows whether it was. */
export const isGuarded = ({ status, cause }: Pick<Recipient, 'status' | 'cause'>): boolean =>
  status === 'held' && (cause === 'second_person' || cause === 'possible_duplicate' || cause === 'unlooked')

/** For a held recipient: a person has asked the other side, and it did not arrive; or it never went, and may. */
export function sendAgain(tx: Tx, faxId: FaxId, recipientId: RecipientId): void {
  const recipient = heldRecipient(tx, faxId, recipientId)
  if (isGuarded(recipient)) return letGo(tx, faxId, recipient)
  const attempt = openAttempt(tx, recipientId)
  if (attempt) closeByPerson(tx, attempt.id)
  tx.db.update(faxRecipients).set({ status: 'queued', cause: null, nextTryAt: null }).where(eq(faxRecipients.id, recipientId)).run()
  record(tx, 'fax.sent_again', faxId, { recipient: recipientId })
  refreshStatus(tx, recipient.faxId)
  planSend(tx, recipient, tx.now)
}

/** For a held recipient: a person has asked the other side, and it did arrive. */
export function markSent(tx: Tx, faxId: FaxId, recipientId: RecipientId): void {
  const recipient = heldRecipient(tx, faxId, recipientId)
  if (isGuarded(recipient)) throw conflict('It was not sent yet. Send it, or do not.')
  const attempt = openAttempt(tx, recipientId)
  if (attempt) closeByPerson(tx, attempt.id)
  settle(tx, recipient, 'delivered', null, { confirmedBy: tx.actor.id })
}

function heldRecipient(tx: Tx, faxId: FaxId, id: RecipientId): Recipient {
  getFax(tx, faxId)
  const recipient = findRecipient(tx, id)
  if (recipient?.faxId !== faxId) throw notFound('Recipient')
  if (recipient.status !== 'held') throw conflict('This recipient is not waiting for a decision.')
  return recipient
}

const closeByPerson = (tx: Tx, id: typeof faxAttempts.$inferSelect.id): void =>
  void tx.db.update(faxAttempts).set({ state: 'absent', settledAt: tx.now, cause: 'outcome_unknown' }).where(eq(faxAttempts.id, id)).run()
