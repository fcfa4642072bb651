import { and, asc, count, inArray, isNull, lt, notInArray } from 'drizzle-orm'
import type { FileId } from '../files/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { carrierEvents, faxAttempts, faxes, faxFiles, faxRecipients } from './schema.tenant.ts'
import { tidySoon } from './search/tidying.ts'
import { ENDED, type FaxId } from './status.ts'

export type Gone = { readonly ids: readonly string[]; readonly files: readonly FileId[] }

const sentBefore = (before: Date, held: readonly string[]) =>
  and(inArray(faxes.status, [...ENDED]), lt(faxes.updatedAt, before), notInArray(faxes.id, held as never))

/** Faxes that have ended, with their documents and calls. What still moves, or waits for a person, is never among them. */
export const sentFaxRecords = {
  name: 'sent',
  label: 'Sent faxes',
  lastWord: 'fax.removed',
  count: (tx: Tx, before: Date, held: readonly string[]): number =>
    tx.db.select({ n: count() }).from(faxes).where(sentBefore(before, held)).get()?.n ?? 0,
  remove(tx: Tx, before: Date, held: readonly string[], most: number): Gone {
    const doomed = tx.db
      .select({ id: faxes.id })
      .from(faxes)
      .where(sentBefore(before, held))
      .orderBy(asc(faxes.updatedAt), asc(faxes.id))
      .limit(most)
      .all()
    return removeSent(
      tx,
      doomed.map(({ id }) => id),
    )
  },
}

/** These faxes and all that belongs to them, whatever their state. Their documents are the caller's to dispose of. */
export function removeSent(tx: Tx, ids: readonly FaxId[]): Gone {
  const documents = tx.db
    .select({ id: faxes.documentId })
    .from(faxes)
    .where(and(inArray(faxes.id, ids), isNull(faxes.contentGoneAt)))
    .all()
    .flatMap(({ id }) => id ?? [])
  const files = tx.db.select({ id: faxFiles.id }).from(faxFiles).where(inArray(faxFiles.faxId, ids)).all()
  const recipients = tx.db.select({ id: faxRecipients.id }).from(faxRecipients).where(inArray(faxRecipients.faxId, ids))
  const calls = tx.db.select({ id: faxAttempts.carrierId }).from(faxAttempts).where(inArray(faxAttempts.recipientId, recipients))
  tx.db.delete(carrierEvents).where(inArray(carrierEvents.carrierId, calls)).run()
  tx.db.delete(faxAttempts).where(inArray(faxAttempts.recipientId, recipients)).run()
  tx.db.delete(faxRecipients).where(inArray(faxRecipients.faxId, ids)).run()
  tx.db.delete(faxFiles).where(inArray(faxFiles.faxId, ids)).run()
  tx.db.delete(faxes).where(inArray(faxes.id, ids)).run()
  tidySoon(tx)
  return { ids, files: [...new Set([...files.map(({ id }) => id), ...documents])] }
}
