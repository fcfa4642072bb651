import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import type { Doubt } from '../guard/concerns.ts'
import { faxes } from '../schema.tenant.ts'
import { type FaxId, type FaxStatus, statusOf } from '../status.ts'
import { bulkRecipients } from './schema.tenant.ts'

/** What became of somebody in the list. `removed` is one whose fax was removed under a rule since. */
export const OUTCOMES = ['waiting', 'sending', 'retrying', 'held', 'delivered', 'failed', 'canceled', 'left_out', 'removed'] as const
export type RowOutcome = (typeof OUTCOMES)[number]
export const isOutcome = (text: string): text is RowOutcome => (OUTCOMES as readonly string[]).includes(text)
export type Totals = Readonly<Record<RowOutcome | 'all', number>>

/** One expression for the totals, the list and the report, so that they cannot differ. */
export const outcomeOf = sql<RowOutcome>`CASE
  WHEN ${bulkRecipients.state} IN ('waiting', 'left_out', 'canceled') THEN ${bulkRecipients.state}
  WHEN ${faxes.status} IS NULL THEN 'removed'
  WHEN ${faxes.status} = 'queued' AND ${faxes.cause} IS NOT NULL THEN 'retrying'
  WHEN ${faxes.status} IN ('queued', 'scheduled', 'sending') THEN 'sending'
  ELSE ${faxes.status} END`

const countedBy = (tx: Tx, id: FaxId) =>
  tx.db
    .select({ outcome: outcomeOf, n: sql<number>`count(*)` })
    .from(bulkRecipients)
    .leftJoin(faxes, eq(faxes.id, bulkRecipients.faxId))
    .where(eq(bulkRecipients.bulkId, id))
    .groupBy(outcomeOf)
    .all()

export function totalsOf(tx: Tx, id: FaxId): Totals {
  const counts = Object.fromEntries(OUTCOMES.map((each) => [each, 0])) as Record<RowOutcome, number>
  for (const { outcome, n } of countedBy(tx, id)) counts[outcome] = n
  return { ...counts, all: Object.values(counts).reduce((sum, n) => sum + n, 0) }
}

/** Why those who were left out were, by how many. */
export const reasonsOf = (tx: Tx, id: FaxId): { readonly reason: string; readonly n: number }[] =>
  tx.db
    .select({ reason: sql<string>`${bulkRecipients.reason}`, n: sql<number>`count(*)` })
    .from(bulkRecipients)
    .where(and(eq(bulkRecipients.bulkId, id), inArray(bulkRecipients.state, ['left_out'])))
    .groupBy(bulkRecipients.reason)
    .all()

/** What is to be looked at among those who get it, by how many. */
export const doubtsOf = (tx: Tx, id: FaxId): { readonly doubt: Doubt; readonly n: number }[] =>
  tx.db
    .select({ doubt: sql<Doubt>`${bulkRecipients.doubt}`, n: sql<number>`count(*)` })
    .from(bulkRecipients)
    .where(and(eq(bulkRecipients.bulkId, id), isNotNull(bulkRecipients.doubt)))
    .groupBy(bulkRecipients.doubt)
    .all()

/** Once nothing moves any more. */
export function endedAs(tx: Tx, id: FaxId) {
  const { delivered, failed, canceled, left_out: leftOut } = totalsOf(tx, id)
  const status: FaxStatus = statusOf({ delivered, failed, canceled })
  return { status, delivered, failed, canceled, leftOut }
}
