import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { trashRule } from './schema.tenant.ts'

const ONLY = 1
export const USUAL_DAYS = 30
export const MOST_DAYS = 3_650

export const trashDays = (tx: Tx): number => tx.db.select().from(trashRule).where(eq(trashRule.id, ONLY)).get()?.days ?? USUAL_DAYS

/** Throws AppError invalid. */
export function setTrashDays(tx: Tx, days: number): void {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw invalid({ days: `Enter a number of days from 1 to ${MOST_DAYS.toLocaleString('en-US')}.` })
  tx.db.insert(trashRule).values({ id: ONLY, days }).onConflictDoUpdate({ target: trashRule.id, set: { days } }).run()
  record(tx, 'trash.rule_set', tx.tenantId, { days })
}
