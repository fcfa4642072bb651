import { desc, eq, isNull } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { conflict, invalid, notFound } from '../kit/errors.ts'
import { type Id, isId, newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { legalHolds } from './schema.tenant.ts'

export type Hold = typeof legalHolds.$inferSelect

export const listHolds = (tx: Tx): Hold[] =>
  tx.db.select().from(legalHolds).where(isNull(legalHolds.releasedAt)).orderBy(desc(legalHolds.placedAt)).all()

/** What no rule may touch: these records, or all of them. */
export function heldIds(tx: Tx): 'all' | readonly string[] {
  const holds = listHolds(tx)
  return holds.some(({ subjectId }) => subjectId === null) ? 'all' : holds.flatMap(({ subjectId }) => (subjectId ? [subjectId] : []))
}

/** Without a subject everything is held. Throws AppError invalid. */
export function placeHold(tx: Tx, subject: string, reason: string): Hold {
  const [subjectId, why] = [subject.trim().split('/').at(-1) || null, reason.trim()]
  const wrong: Record<string, string> = {}
  if (subjectId !== null && !isId(subjectId))
    wrong['subject'] = 'Paste the address of the fax’s page, or leave it empty to hold everything.'
  if (why.length < 1 || why.length > 200) wrong['reason'] = 'Say in at most 200 characters why, without patient details.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const id = newId<'hold'>()
  const hold = tx.db.insert(legalHolds).values({ id, subjectId, reason: why, placedBy: tx.actor.id, placedAt: tx.now }).returning().get()
  record(tx, 'retention.held', subjectId ?? 'everything', { hold: id })
  return hold
}

/** Throws AppError not_found or conflict. */
export function releaseHold(tx: Tx, id: string): Hold {
  const hold = tx.db
    .select()
    .from(legalHolds)
    .where(eq(legalHolds.id, id as Id<'hold'>))
    .get()
  if (!hold) throw notFound('Hold')
  if (hold.releasedAt) throw conflict('This hold was released already.')
  const released = tx.db.update(legalHolds).set({ releasedAt: tx.now }).where(eq(legalHolds.id, hold.id)).returning().get()
  record(tx, 'retention.released', hold.subjectId ?? 'everything', { hold: hold.id })
  return released
}
