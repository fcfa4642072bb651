import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { supportDoors, supportGrants } from './schema.tenant.ts'

/*
 * running → over: its time is up, or an owner ended it. Whether it runs is looked up at each request of a visitor, so an end counts at once.
 */
export type GrantId = Id<'support_grant'>
export type SupportGrant = typeof supportGrants.$inferSelect

export const GRANT_HOURS = [1, 4, 24, 72] as const
const HOUR_MS = 3_600_000

/** Throws AppError invalid, or conflict while one is running. */
export function grantSupport(tx: Tx, { reason, hours }: { readonly reason: string; readonly hours: number }): SupportGrant {
  const wrong: Record<string, string> = {}
  if (reason.trim().length < 5 || reason.length > 500)
    wrong['reason'] = 'Say what support should look at, in 5 to 500 characters. No patient’s name.'
  if (!(GRANT_HOURS as readonly number[]).includes(hours)) wrong['hours'] = `Choose ${GRANT_HOURS.join(', ')} hours.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  if (runningGrant(tx)) throw conflict('Support is let in already. End that first to choose another time.')
  const endsAt = new Date(tx.now.getTime() + hours * HOUR_MS)
  const row = { id: newId<'support_grant'>(), reason: reason.trim(), grantedBy: tx.actor.id as UserId, grantedAt: tx.now, endsAt }
  const grant = tx.db.insert(supportGrants).values(row).returning().get()
  record(tx, 'support.granted', grant.id, { hours })
  return grant
}

export const runningGrant = (tx: Tx): SupportGrant | undefined =>
  tx.db
    .select()
    .from(supportGrants)
    .where(and(gt(supportGrants.endsAt, tx.now), isNull(supportGrants.endedBy)))
    .get()

/** Whoever is in is out at the next request. Throws AppError not_found. */
export function endGrant(tx: Tx, id: GrantId): SupportGrant {
  const before = tx.db.select().from(supportGrants).where(eq(supportGrants.id, id)).get()
  if (!before) throw notFound('Grant')
  if (before.endedBy !== null || before.endsAt <= tx.now) return before
  tx.db.delete(supportDoors).where(eq(supportDoors.grantId, id)).run()
  record(tx, 'support.ended', id)
  return tx.db
    .update(supportGrants)
    .set({ endedBy: tx.actor.id, endsAt: tx.now })
    .where(eq(supportGrants.id, id))
    .returning()
    .get() as SupportGrant
}

/** Newest first. */
export const listGrants = (tx: Tx): SupportGrant[] =>
  tx.db.select().from(supportGrants).orderBy(desc(supportGrants.grantedAt), desc(supportGrants.id)).limit(50).all()
