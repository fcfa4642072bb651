import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { withdraw } from '../jobs/index.ts'
import { conflict, notFound } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { findRecipient, openAttempt, planSend, type Recipient, type RecipientId, recipientsOf, settle, stopCall } from './attempts.ts'
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

/** For a held recipient: a person has asked the other side, and it did not arrive. */
export function sendAgain(tx: Tx, faxId: FaxId, recipientId: RecipientId): void {
  const recipient = heldRecipient(tx, faxId, recipientId)
  const attempt = openAttempt(tx, recipientId)
  if (attempt) closeByPerson(tx, attempt.id)
  tx.db.update(faxRecipients).set({ status: 'queued', cause: null, nextTryAt: null }).where(eq(faxRecipients.id, recipientId)).run()
  record(tx, 'fax.sent_again', faxId, { recipient: recipientId })
  refreshStatus(tx, recipient.faxId)
  planSend(tx, recipientId, tx.now)
}

/** For a held recipient: a person has asked the other side, and it did arrive. */
export function markSent(tx: Tx, faxId: FaxId, recipientId: RecipientId): void {
  const recipient = heldRecipient(tx, faxId, recipientId)
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
