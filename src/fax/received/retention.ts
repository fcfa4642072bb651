import { and, asc, count, eq, inArray, lt, notExists, notInArray } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import type { Gone } from '../retention.ts'
import { carrierEvents } from '../schema.tenant.ts'
import { tidySoon } from '../search/tidying.ts'
import type { ReceivedId } from './received.ts'
import { receivedArrangements, receivedFaxes, receivedPages } from './schema.tenant.ts'

const receivedBefore = (before: Date, held: readonly string[]) =>
  and(
    inArray(receivedFaxes.status, ['received', 'failed']),
    lt(receivedFaxes.receivedAt, before),
    notInArray(receivedFaxes.id, held as never),
  )

export const receivedFaxRecords = {
  name: 'received',
  label: 'Received faxes',
  lastWord: 'received.removed',
  count: (tx: Tx, before: Date, held: readonly string[]): number =>
    tx.db.select({ n: count() }).from(receivedFaxes).where(receivedBefore(before, held)).get()?.n ?? 0,
  remove(tx: Tx, before: Date, held: readonly string[], most: number): Gone {
    const doomed = tx.db
      .select({ id: receivedFaxes.id })
      .from(receivedFaxes)
      .where(receivedBefore(before, held))
      .orderBy(asc(receivedFaxes.receivedAt), asc(receivedFaxes.id))
      .limit(most)
      .all()
    return removeReceived(
      tx,
      doomed.map(({ id }) => id),
    )
  },
}

/** These faxes and all that belongs to them, whatever their state. Their documents are the caller's to dispose of. */
export function removeReceived(tx: Tx, ids: readonly ReceivedId[]): Gone {
  const doomed = tx.db.select().from(receivedFaxes).where(inArray(receivedFaxes.id, ids)).all()
  for (const { id, carrierId } of doomed) {
    tx.db.delete(carrierEvents).where(eq(carrierEvents.carrierId, carrierId)).run()
    tx.db.delete(receivedFaxes).where(eq(receivedFaxes.id, id)).run()
  }
  tx.db
    .delete(receivedArrangements)
    .where(notExists(tx.db.select().from(receivedPages).where(eq(receivedPages.arrangementId, receivedArrangements.id))))
    .run()
  tidySoon(tx)
  return {
    ids: doomed.map(({ id }) => id),
    files: doomed.flatMap(({ fileId, contentGoneAt }) => (fileId && !contentGoneAt ? [fileId] : [])),
  }
}
