import { and, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { nameAt } from '../../contacts/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Cursor } from '../reading.ts'
import { receivedFaxes } from '../received/schema.tenant.ts'
import { faxes } from '../schema.tenant.ts'

export type Trashed = {
  readonly kind: 'sent' | 'received'
  readonly id: string
  /** From contacts or as it was sent; empty for nobody's. */
  readonly name: string
  readonly number: string
  readonly pages: number | null
  readonly trashedAt: Date
  readonly trashedBy: string | null
}

/** What was put there last comes first. */
export function listTrash(tx: Tx, limit: number, after?: Cursor): Trashed[] {
  const { reach, id: actor } = tx.actor
  const older = (at: typeof faxes | typeof receivedFaxes): SQL | undefined =>
    after && sql`(${at.trashedAt}, ${at.id}) < (${after.at}, ${after.id})`
  const sent = tx.db
    .select({ id: faxes.id, name: faxes.firstName, number: faxes.firstTo, pages: faxes.pages, at: faxes.trashedAt, by: faxes.trashedBy })
    .from(faxes)
    .where(and(isNotNull(faxes.trashedAt), isNull(faxes.emptiedAt), reach && eq(faxes.createdBy, actor), older(faxes)))
    .orderBy(desc(faxes.trashedAt), desc(faxes.id))
    .limit(limit)
    .all()
    .map((row) => ({ ...row, kind: 'sent' as const }))
  const received = tx.db
    .select({
      id: receivedFaxes.id,
      name: nameAt(receivedFaxes.from),
      number: receivedFaxes.from,
      pages: receivedFaxes.pages,
      at: receivedFaxes.trashedAt,
      by: receivedFaxes.trashedBy,
    })
    .from(receivedFaxes)
    .where(and(isNotNull(receivedFaxes.trashedAt), reach && eq(receivedFaxes.assignedTo, actor), older(receivedFaxes)))
    .orderBy(desc(receivedFaxes.trashedAt), desc(receivedFaxes.id))
    .limit(limit)
    .all()
    .map((row) => ({ ...row, kind: 'received' as const }))
  return [...sent, ...received]
    .flatMap(({ at, by, name, ...row }) => (at ? [{ ...row, name: name ?? '', trashedAt: at, trashedBy: by }] : []))
    .sort((one, other) => other.trashedAt.getTime() - one.trashedAt.getTime() || (one.id < other.id ? 1 : -1))
    .slice(0, limit)
}
