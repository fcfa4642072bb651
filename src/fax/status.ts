import { eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import type { Id } from '../kit/ids.ts'
import { announce, type Tx } from '../tenancy/index.ts'
import { planSentLeaving } from './content/planning.ts'
import { type FAX_STATUSES, faxes, faxRecipients, type RECIPIENT_STATUSES } from './schema.tenant.ts'

export type FaxId = Id<'fax'>
export type FaxStatus = (typeof FAX_STATUSES)[number]
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number]

const UNDER_WAY = ['sending', 'queued', 'scheduled', 'held'] as const
/** Nothing of it is under way, and nobody is to decide about it. */
export const ENDED: readonly FaxStatus[] = ['delivered', 'partial', 'failed', 'canceled']
export const hasEnded = (status: FaxStatus): boolean => ENDED.includes(status)

/** Whether it is called by itself, now or later: who is held waits for a person. */
export const isCalledAgain = (status: RecipientStatus): boolean => status === 'queued' || status === 'sending' || status === 'scheduled'

/** What is under way speaks for the whole; once nothing is, the ends are counted. */
export function statusOf(counts: Readonly<Partial<Record<RecipientStatus, number>>>): FaxStatus {
  for (const open of UNDER_WAY) if (counts[open]) return open
  const { delivered = 0, failed = 0, canceled = 0 } = counts
  if (delivered > 0) return failed + canceled > 0 ? 'partial' : 'delivered'
  return failed > 0 ? 'failed' : 'canceled'
}

const counting = (db: Db) =>
  db
    .select({ status: faxRecipients.status, n: sql<number>`count(*)`, cause: sql<string | null>`max(${faxRecipients.cause})` })
    .from(faxRecipients)
    .where(eq(faxRecipients.faxId, sql.placeholder('faxId')))
    .groupBy(faxRecipients.status)
    .prepare()
const setting = (db: Db) =>
  db
    .update(faxes)
    .set({ status: sql`${sql.placeholder('status')}`, updatedAt: sql`${sql.placeholder('now')}`, cause: sql`${sql.placeholder('cause')}` })
    .where(eq(faxes.id, sql.placeholder('id')))
    .prepare()

/** Called after every change to a recipient, in its transaction. The whole shows the cause that needs attention most. */
export function refreshStatus(tx: Tx, faxId: FaxId): void {
  const rows = prepared(tx.db, 'fax.counting', counting).all({ faxId })
  const status = statusOf(Object.fromEntries(rows.map(({ status, n }) => [status, n])))
  const causeAmong = (wanted: RecipientStatus) => rows.find((each) => each.status === wanted)?.cause
  const cause = causeAmong('held') ?? causeAmong('failed') ?? causeAmong('queued') ?? null
  prepared(tx.db, 'fax.setting', setting).run({ id: faxId, status, cause, now: tx.now.getTime() })
  if (!UNDER_WAY.some((each) => each === status)) planSentLeaving(tx, faxId, status === 'delivered')
  announce(tx, { kind: 'changed', topic: `fax:${faxId}` })
}
