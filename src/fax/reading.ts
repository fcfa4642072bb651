import { and, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { type AuditEvent, disclosed, historyOf } from '../audit/index.ts'
import { type Db, found, prepared } from '../db/index.ts'
import { notFound } from '../kit/errors.ts'
import { type Tx, whileUnchanged } from '../tenancy/index.ts'
import { type Attempt, type Recipient, recipientsOf } from './attempts.ts'
import { filesOf } from './preparing.ts'
import { faxAttempts, faxes, type faxFiles, faxTotals } from './schema.tenant.ts'
import type { FaxId, FaxStatus } from './status.ts'

export type Fax = typeof faxes.$inferSelect
export type FaxFile = typeof faxFiles.$inferSelect

/** A place in a newest-first list: the last row's time and id. */
export type Cursor = { readonly at: number; readonly id: string }
export const cursorText = ({ at, id }: Cursor): string => Buffer.from(`${at}/${id}`).toString('base64url')
export function parseCursor(text: string | undefined): Cursor | undefined {
  const match = /^(\d{1,16})\/([0-9a-f-]{36})$/.exec(Buffer.from(text ?? '', 'base64url').toString('utf8'))
  return match ? { at: Number(match[1]), id: match[2] ?? '' } : undefined
}

export const cursorOfSent = ({ createdAt, id }: { createdAt: Date; id: string }): string => cursorText({ at: createdAt.getTime(), id })

export type FaxFilter = {
  readonly status?: FaxStatus | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly text?: string | undefined
}
export type Page = { readonly limit: number; readonly after?: Cursor | undefined; readonly offset?: number | undefined }

const COLUMNS = {
  id: faxes.id,
  status: faxes.status,
  firstTo: faxes.firstTo,
  firstName: faxes.firstName,
  recipientCount: faxes.recipientCount,
  pages: faxes.pages,
  subject: faxes.subject,
  cause: faxes.cause,
  sendAt: faxes.sendAt,
  createdAt: faxes.createdAt,
  updatedAt: faxes.updatedAt,
}
const newestFirst = (db: Db) =>
  db
    .select(COLUMNS)
    .from(faxes)
    .where(sql`(${faxes.createdAt}, ${faxes.id}) < (${sql.placeholder('at')}, ${sql.placeholder('id')})`)
    .orderBy(desc(faxes.createdAt), desc(faxes.id))
    .limit(sql.placeholder('limit'))
    .prepare()
const END_OF_TIME: Cursor = { at: 8_640_000_000_000_000, id: 'zzzz' }

/** Newest first. Its beginning without a filter is the office's busiest sight, and is read again only when something has changed. */
export function listFaxes(tx: Tx, filter: FaxFilter, page: Page) {
  const filters = matching(tx, filter)
  const { limit, after } = page
  const newest = () => prepared(tx.db, 'fax.newest', newestFirst).all({ ...(after ?? END_OF_TIME), limit })
  if (!filters && !page.offset) return after ? newest() : whileUnchanged(tx, `fax.newest ${limit}`, newest)
  return tx.db
    .select(COLUMNS)
    .from(faxes)
    .where(and(filters, after && sql`(${faxes.createdAt}, ${faxes.id}) < (${after.at}, ${after.id})`))
    .orderBy(desc(faxes.createdAt), desc(faxes.id))
    .limit(limit)
    .offset(page.offset ?? 0)
    .all()
}
export type FaxSummary = ReturnType<typeof listFaxes>[number]

const totals = (db: Db) => db.select().from(faxTotals).prepare()

/** Of all, or of one status, the totals are kept; anything else is counted. */
export function countFaxes(tx: Tx, filter: FaxFilter): number {
  const { status, ...others } = filter
  const filters = matching(tx, others)
  if (filters) return tx.db.select({ n: sql<number>`count(*)` }).from(faxes).where(matching(tx, filter)).get()?.n ?? 0
  const rows = prepared(tx.db, 'fax.totals', totals).all()
  return rows.reduce((sum, row) => (status === undefined || status === row.status ? sum + row.n : sum), 0)
}

function matching({ actor }: Tx, filter: FaxFilter): SQL | undefined {
  const conditions = [
    actor.reach && eq(faxes.createdBy, actor.id),
    filter.status && eq(faxes.status, filter.status),
    filter.from && gte(faxes.createdAt, filter.from),
    filter.until && lt(faxes.createdAt, filter.until),
    filter.text ? found(faxes.search, filter.text) : undefined,
  ].filter((each) => each !== undefined)
  return conditions.length > 0 ? and(...conditions) : undefined
}

export type FaxDetail = {
  readonly fax: Fax
  readonly recipients: readonly Recipient[]
  readonly attempts: readonly Attempt[]
  readonly files: readonly FaxFile[]
  readonly timeline: readonly AuditEvent[]
}

/** One fax and its story. A disclosure: call it in a write transaction. */
export function showFax(tx: Tx, id: FaxId): FaxDetail {
  const fax = getFax(tx, id)
  disclosed(tx, 'fax.viewed', id)
  const recipients = recipientsOf(tx, id)
  const ids = recipients.map((each) => each.id)
  const attempts = tx.db.select().from(faxAttempts).where(inArray(faxAttempts.recipientId, ids)).orderBy(faxAttempts.askedAt).all()
  return { fax, recipients, attempts, files: filesOf(tx, id), timeline: historyOf(tx, id) }
}

/** What is somebody else's does not exist for who sees only their own. */
export function getFax(tx: Tx, id: FaxId): Fax {
  const fax = tx.db.select().from(faxes).where(eq(faxes.id, id)).get()
  if (!fax || (tx.actor.reach && fax.createdBy !== tx.actor.id)) throw notFound('Fax')
  return fax
}
