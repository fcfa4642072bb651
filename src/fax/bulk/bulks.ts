import { and, count, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import { type Db, prepared } from '../../db/index.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { planSentLeaving } from '../content/planning.ts'
import { faxes } from '../schema.tenant.ts'
import type { FaxId, FaxStatus } from '../status.ts'
import type { BULK_STATES } from './schema.tenant.ts'
import { bulks } from './schema.tenant.ts'

export type BulkState = (typeof BULK_STATES)[number]
export type BulkRow = typeof bulks.$inferSelect
/** With the row of `faxes` that stands for it. */
export type Bulk = { readonly bulk: BulkRow; readonly letter: typeof faxes.$inferSelect }

const withLetter = (db: Db) =>
  db
    .select({ bulk: bulks, letter: faxes })
    .from(bulks)
    .innerJoin(faxes, eq(faxes.id, bulks.id))
    .where(eq(bulks.id, sql.placeholder('id')))
    .prepare()

export const findBulk = (tx: Tx, id: FaxId): Bulk | undefined => prepared(tx.db, 'bulk', withLetter).get({ id })

/** The bulk that a fax belongs to, or stands for in the list; null for a fax of its own. */
export const bulkOf = (tx: Tx, { id, bulkId }: { readonly id: FaxId; readonly bulkId: FaxId | null }): FaxId | null =>
  bulkId ?? findBulk(tx, id)?.bulk.id ?? null

/** For what is done with one fax and its recipients. Throws AppError conflict for the row that stands for a bulk, and says where to do it. */
export function refuseWhole(tx: Tx, id: FaxId, instead: string): void {
  if (findBulk(tx, id)) throw conflict(`This is a bulk. ${instead}`)
}

/** What is somebody else's does not exist for who sees only their own. */
export function getBulk(tx: Tx, id: FaxId): Bulk {
  const found = findBulk(tx, id)
  if (!found || found.bulk.state === 'reading' || (tx.actor.reach && found.letter.createdBy !== tx.actor.id)) throw notFound('Bulk')
  return found
}

/** As `getBulk`, in one of these states. Throws AppError conflict. */
export function getBulkIn(tx: Tx, id: FaxId, states: readonly BulkState[], otherwise: string): Bulk {
  const found = getBulk(tx, id)
  if (!states.includes(found.bulk.state)) throw conflict(otherwise)
  return found
}

/** Newest first: those that go, went or wait. */
export const listBulks = (tx: Tx, after: FaxId | undefined, most: number, offset = 0): Bulk[] =>
  tx.db
    .select({ bulk: bulks, letter: faxes })
    .from(bulks)
    .innerJoin(faxes, eq(faxes.id, bulks.id))
    .where(and(isNull(faxes.bulkId), after && lt(bulks.id, after), tx.actor.reach && eq(faxes.createdBy, tx.actor.id)))
    .orderBy(desc(bulks.id))
    .limit(most)
    .offset(offset)
    .all()

export const countBulks = (tx: Tx): number =>
  tx.db
    .select({ n: count() })
    .from(bulks)
    .innerJoin(faxes, eq(faxes.id, bulks.id))
    .where(and(isNull(faxes.bulkId), tx.actor.reach && eq(faxes.createdBy, tx.actor.id)))
    .get()?.n ?? 0

export const topicOf = (id: FaxId): string => `bulk:${id}`

/** Its own state, and how the list of sent faxes shows it. */
export function setState(tx: Tx, id: FaxId, change: Partial<BulkRow> & { readonly state: BulkState }, status: FaxStatus): void {
  const cause = change.cause ?? null
  tx.db
    .update(bulks)
    .set({ ...change, cause })
    .where(eq(bulks.id, id))
    .run()
  tx.db.update(faxes).set({ status, cause, updatedAt: tx.now }).where(eq(faxes.id, id)).run()
  if (change.state === 'ended') planSentLeaving(tx, id, status === 'delivered')
  announce(tx, { kind: 'changed', topic: topicOf(id) })
  announce(tx, { kind: 'changed', topic: `fax:${id}` })
}
