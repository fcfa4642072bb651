import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { enqueue } from '../../jobs/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { PAST, pastJob } from './planning.ts'
import { pageTextRule } from './schema.tenant.ts'

export type PageTextRule = {
  readonly on: boolean
  /** While older faxes are read: those that came since then, and as far back as all are read. */
  readonly past: { readonly since: Date; readonly reached: Date } | null
}

const ONLY = 1
const DAY_MS = 86_400_000
export const MOST_PAST_DAYS = 365

export function getPageTextRule(tx: Tx): PageTextRule {
  const row = tx.db.select().from(pageTextRule).where(eq(pageTextRule.id, ONLY)).get()
  const { pastSince: since, pastReached: reached } = row ?? {}
  return { on: row !== undefined, past: since && reached ? { since, reached } : null }
}

/** For what comes in from now on, and what came in so many days before. Throws AppError invalid. */
export function setPageTextRule(tx: Tx, wish: { readonly on: boolean; readonly pastDays: number }): PageTextRule {
  const { on, pastDays } = wish
  if (!Number.isInteger(pastDays) || pastDays < 0 || pastDays > MOST_PAST_DAYS)
    throw invalid({ pastDays: `Enter 0 to ${MOST_PAST_DAYS} days.` })
  const before = getPageTextRule(tx)
  if (on ? !before.on || pastDays > 0 : before.on) record(tx, 'received.page_text_set', tx.tenantId, { on, pastDays: on ? pastDays : 0 })
  if (!on) tx.db.delete(pageTextRule).where(eq(pageTextRule.id, ONLY)).run()
  else if (!before.on || pastDays > 0) {
    const past = pastDays > 0 ? { pastSince: new Date(tx.now.getTime() - pastDays * DAY_MS), pastReached: tx.now } : {}
    const row = { setBy: tx.actor.id, setAt: tx.now, ...past }
    tx.db
      .insert(pageTextRule)
      .values({ id: ONLY, ...row })
      .onConflictDoUpdate({ target: pageTextRule.id, set: row })
      .run()
    if (pastDays > 0) enqueue(tx, PAST, {}, pastJob)
  }
  return getPageTextRule(tx)
}

export const reachedBack = (tx: Tx, reached: Date): void =>
  void tx.db.update(pageTextRule).set({ pastReached: reached }).where(eq(pageTextRule.id, ONLY)).run()
export const pastIsRead = (tx: Tx): void =>
  void tx.db.update(pageTextRule).set({ pastSince: null, pastReached: null }).where(eq(pageTextRule.id, ONLY)).run()
