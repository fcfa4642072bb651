import { and, asc, eq, gt, inArray, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { adviceOf, causeOf } from '../causes.ts'
import type { Doubt } from '../guard/concerns.ts'
import { faxes, faxRecipients } from '../schema.tenant.ts'
import type { FaxId } from '../status.ts'
import { reasonWords } from './judging.ts'
import { bulkRecipients } from './schema.tenant.ts'
import { outcomeOf, type RowOutcome } from './totals.ts'

/** One of the list, and what became of it. */
export type BulkLine = {
  readonly row: number
  readonly to: string
  readonly name: string
  readonly outcome: RowOutcome
  /** In words, where something kept it from arriving. */
  readonly why: string
  /** What the office may do about it, of a fax that failed. */
  readonly advice: string
  /** A code that does not change: a reason of ours, or the carrier's cause. */
  readonly code: string | null
  readonly tries: number
  readonly at: Date | null
  readonly faxId: FaxId | null
  readonly doubt: Doubt | null
}

export type LineFilter = {
  /** Only those whose number is to be looked at. */
  readonly doubtful?: boolean | undefined
  readonly outcomes?: readonly RowOutcome[] | undefined
  readonly after?: number | undefined
  readonly offset?: number
  readonly most: number
}

/** In the order of the list. */
export const linesOf = (tx: Tx, id: FaxId, { outcomes, doubtful = false, after = 0, offset = 0, most }: LineFilter): BulkLine[] =>
  tx.db
    .select({
      row: bulkRecipients.row,
      to: bulkRecipients.to,
      name: bulkRecipients.name,
      outcome: outcomeOf,
      reason: bulkRecipients.reason,
      cause: faxRecipients.cause,
      tries: faxRecipients.tries,
      at: faxRecipients.settledAt,
      faxId: bulkRecipients.faxId,
      doubt: sql<Doubt | null>`${bulkRecipients.doubt}`,
    })
    .from(bulkRecipients)
    .leftJoin(faxes, eq(faxes.id, bulkRecipients.faxId))
    .leftJoin(faxRecipients, eq(faxRecipients.faxId, bulkRecipients.faxId))
    .where(
      and(
        eq(bulkRecipients.bulkId, id),
        gt(bulkRecipients.row, after),
        outcomes && among(outcomes),
        doubtful ? isNotNull(bulkRecipients.doubt) : undefined,
      ),
    )
    .orderBy(asc(bulkRecipients.row))
    .limit(most)
    .offset(offset)
    .all()
    .map(({ reason, cause, tries, at, ...line }) => ({ ...line, ...told(line.outcome, reason, cause), tries: tries ?? 0, at: at ?? null }))

const among = (outcomes: readonly RowOutcome[]): SQL => inArray(sql`(${outcomeOf})`, [...outcomes])

function told(outcome: RowOutcome, reason: string | null, cause: string | null) {
  if (outcome === 'left_out') return { why: reasonWords(reason), advice: '', code: reason }
  if (cause === null || outcome === 'waiting' || outcome === 'delivered') return { why: '', advice: '', code: null }
  return { why: causeOf(cause).words, advice: adviceOf(cause, outcome === 'retrying' || outcome === 'sending'), code: cause }
}
