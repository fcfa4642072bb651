import { and, eq, isNull } from 'drizzle-orm'
import { disclosed } from '../../audit/index.ts'
import { notFound } from '../../kit/errors.ts'
import type { Id } from '../../kit/ids.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { planReceivedLeaving } from '../content/planning.ts'
import { receivedFaxes } from './schema.tenant.ts'

export type ReceivedId = Id<'received'>
export type ReceivedFax = typeof receivedFaxes.$inferSelect

export const findReceived = (tx: Tx, id: ReceivedId): ReceivedFax | undefined =>
  tx.db.select().from(receivedFaxes).where(eq(receivedFaxes.id, id)).get()

/** What is somebody else's does not exist for who sees only their own: a received fax is of whom it is assigned to. */
export function getReceived(tx: Tx, id: ReceivedId): ReceivedFax {
  const row = findReceived(tx, id)
  if (!row || (tx.actor.reach && row.assignedTo !== tx.actor.id)) throw notFound('Fax')
  return row
}

/** A disclosure: call it in a write transaction. */
export function showReceived(tx: Tx, id: ReceivedId): ReceivedFax {
  const fax = getReceived(tx, id)
  disclosed(tx, 'received.viewed', id)
  return fax
}

/** Somebody of the office has opened it: it is no longer new. */
export function markOpened(tx: Tx, id: ReceivedId): void {
  const read = tx.db
    .update(receivedFaxes)
    .set({ readAt: tx.now, readBy: tx.actor.id })
    .where(and(eq(receivedFaxes.id, id), isNull(receivedFaxes.readAt), eq(receivedFaxes.status, 'received')))
    .run()
  if (read.changes === 0) return
  planReceivedLeaving(tx, id, 'read')
  changed(tx, id)
}

/** Pages that show it, or the list, read themselves again. */
export function changed(tx: Tx, id: ReceivedId): void {
  announce(tx, { kind: 'changed', topic: `received:${id}` })
  announce(tx, { kind: 'changed', topic: 'received' })
}
