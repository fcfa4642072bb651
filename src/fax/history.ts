import { and, desc, eq, inArray, isNull, max, sql } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import { receivedFaxes } from './received/schema.tenant.ts'
import { faxes, faxRecipients } from './schema.tenant.ts'

/** The newest that went to any of these numbers and came from them, for who may see them, and when one last arrived there. */
export function exchangedWith(tx: Tx, numbers: readonly string[], most: number) {
  const { reach, id: actor } = tx.actor
  const to = inArray(faxRecipients.to, [...numbers])
  const sent = tx.db
    .select({ id: faxes.id, number: faxRecipients.to, status: faxRecipients.status, at: faxes.createdAt, pages: faxes.pages })
    .from(faxRecipients)
    .innerJoin(faxes, eq(faxes.id, faxRecipients.faxId))
    .where(and(to, isNull(faxes.trashedAt), reach && eq(faxes.createdBy, actor)))
    // As they were written: the index by number has that order, and a number with thousands of faxes is not sorted.
    .orderBy(desc(sql`${faxRecipients}.rowid`))
    .limit(most)
    .all()
  const received = tx.db
    .select({
      id: receivedFaxes.id,
      number: receivedFaxes.from,
      status: receivedFaxes.status,
      at: receivedFaxes.receivedAt,
      pages: receivedFaxes.pages,
    })
    .from(receivedFaxes)
    .where(and(inArray(receivedFaxes.from, [...numbers]), isNull(receivedFaxes.trashedAt), reach && eq(receivedFaxes.assignedTo, actor)))
    .orderBy(desc(receivedFaxes.receivedAt))
    .limit(most)
    .all()
  const last = tx.db
    .select({ at: max(faxRecipients.settledAt) })
    .from(faxRecipients)
    .where(and(to, eq(faxRecipients.status, 'delivered')))
    .get()
  return { sent, received, lastDelivered: last?.at ?? null }
}
export type Exchanged = ReturnType<typeof exchangedWith>
