import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import type { Recipient } from './attempts.ts'
import { retryAfter } from './causes.ts'
import { faxAttempts } from './schema.tenant.ts'

const LONGEST_WAIT_MS = 60 * 60_000

/**
 * When a call that was not taken is made again. One lost call: at once. A carrier that takes nothing time after time is asked less and
 * less often, in the end once an hour, and people see why; one that says itself when to come back is taken at its word.
 */
export function patience(tx: Tx, recipient: Recipient, cause: string | undefined, inMs: number) {
  const before = cause === 'rate_limited' ? 0 : absentCalls(tx, recipient)
  if (before === 0) return { cause, inMs }
  const longer = retryAfter('carrier_unreachable', before) ?? LONGEST_WAIT_MS
  return { cause: cause ?? 'carrier_unreachable', inMs: Math.max(inMs, longer) }
}

const absentCalls = (tx: Tx, recipient: Recipient): number =>
  tx.db
    .select({ n: sql<number>`count(*)` })
    .from(faxAttempts)
    .where(and(eq(faxAttempts.recipientId, recipient.id), eq(faxAttempts.state, 'absent')))
    .get()?.n ?? 0
