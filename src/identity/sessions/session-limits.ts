import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { sessionLimits } from '../browsers/schema.tenant.ts'

export const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const ONLY = 1
/** NIST 800-63B-4 for two factors: at most an hour without use and a day in all. Below five minutes people find ways around it. */
const [LEAST_IDLE, MOST_IDLE] = [5, 60]
export const MOST_HOURS = 24

/** How long a session lasts without use, and at most. */
export type SessionLimits = { readonly idleMinutes: number; readonly longestHours: number }
type Row = { readonly idleMinutes: number | null; readonly longestHours: number | null }
const USUAL: SessionLimits = { idleMinutes: 15, longestHours: 12 }

export const sessionLimitsOf = (tx: Tx): SessionLimits =>
  tx.db
    .select({ idleMinutes: sessionLimits.idleMinutes, longestHours: sessionLimits.longestHours })
    .from(sessionLimits)
    .where(eq(sessionLimits.id, ONLY))
    .get() ?? USUAL

export const limitsIn = ({ idleMinutes, longestHours }: Row) => ({
  idleMs: (idleMinutes ?? USUAL.idleMinutes) * MINUTE_MS,
  longestMs: (longestHours ?? USUAL.longestHours) * HOUR_MS,
})
export const limitsOf = (tx: Tx) => limitsIn(sessionLimitsOf(tx))

/** Counts at the next request of everybody. Throws AppError invalid. */
export function setSessionLimits(tx: Tx, { idleMinutes, longestHours }: SessionLimits): void {
  const wrong: Record<string, string> = {}
  if (!isWithin(idleMinutes, LEAST_IDLE, MOST_IDLE)) wrong['idleMinutes'] = `Enter ${LEAST_IDLE} to ${MOST_IDLE} minutes.`
  if (!isWithin(longestHours, 1, MOST_HOURS)) wrong['longestHours'] = `Enter 1 to ${MOST_HOURS} hours.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const before = sessionLimitsOf(tx)
  if (before.idleMinutes === idleMinutes && before.longestHours === longestHours) return
  const values = { idleMinutes, longestHours }
  tx.db
    .insert(sessionLimits)
    .values({ id: ONLY, ...values })
    .onConflictDoUpdate({ target: sessionLimits.id, set: values })
    .run()
  record(tx, 'session.limits_changed', tx.tenantId, values)
}

const isWithin = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most
