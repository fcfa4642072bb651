import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { type AuditEvent, disclosed, historyOf } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import { notFound } from '../kit/errors.ts'
import { type Tx, whileUnchanged } from '../tenancy/index.ts'
import { type Attempt, type Recipient, recipientsOf } from './attempts.ts'
import { bulkOf } from './bulk/bulks.ts'
import { filesOf } from './preparing.ts'
import { faxAttempts, faxes, type faxFiles, faxTotals } from './schema.tenant.ts'
import {
  type Counted,
  countedFrom,
  countedTo,
  FEW,
  type Finding,
  type Found,
  findingIn,
  inTexts,
  inWords,
  KEPT,
  MOST_COUNTED,
  MOST_FOUND,
  newestFound,
  withFound,
} from './search/finding.ts'
import { faxWords } from './search/indexed.ts'
import { marksOf } from './search/marks.ts'
import { faxTexts } from './search/schema.tenant.ts'
import { readSought } from './search/sought.ts'
import { SENT_PARTS } from './search/texts.ts'
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

export const cursorOfSent = ({ createdAt, id, found }: { createdAt: Date; id: string; found?: Found | undefined }): string =>
  cursorText({ at: found?.n ?? createdAt.getTime(), id })

export type FaxFilter = {
  readonly status?: FaxStatus | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly text?: string | undefined
  /** What lies in the trash, which is in no list otherwise. */
  readonly trashed?: boolean | undefined
}
/** Of what is found by a text the cursor names its place among the found ones. */
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
  fromNumber: faxes.fromNumber,
  createdBy: faxes.createdBy,
  createdByKind: faxes.createdByKind,
  sendAt: faxes.sendAt,
  createdAt: faxes.createdAt,
  updatedAt: faxes.updatedAt,
  trashedAt: faxes.trashedAt,
}
/** What one of a bulk's recipients gets stands on the page of the bulk. As both indexes of the list say it. */
const listed = and(isNull(faxes.bulkId), isNull(faxes.trashedAt))
const inTrash = and(isNull(faxes.bulkId), isNotNull(faxes.trashedAt), isNull(faxes.emptiedAt))
const lying = ({ trashed }: FaxFilter): SQL | undefined => (trashed ? inTrash : listed)
const newestFirst = (db: Db) =>
  db
    .select(COLUMNS)
    .from(faxes)
    .where(and(listed, sql`(${faxes.createdAt}, ${faxes.id}) < (${sql.placeholder('at')}, ${sql.placeholder('id')})`))
    .orderBy(desc(faxes.createdAt), desc(faxes.id))
    .limit(sql.placeholder('limit'))
    .prepare()
const END_OF_TIME: Cursor = { at: 8_640_000_000_000_000, id: 'zzzz' }

/** Newest first. Its beginning without a filter is the office's busiest sight, and is read again only when something has changed. */
export function listFaxes(tx: Tx, filter: FaxFilter, page: Page): FaxSummary[] {
  const finding = findingOf(tx, filter, page.after)
  if (finding) return find(tx, filter, finding, page)
  const filters = matching(tx, filter)
  const { limit, after } = page
  const newest = () => prepared(tx.db, 'fax.newest', newestFirst).all({ ...(after ?? END_OF_TIME), limit })
  if (!filters && !page.offset) return after ? newest() : whileUnchanged(tx, `fax.newest ${limit}`, newest)
  return tx.db
    .select(COLUMNS)
    .from(faxes)
    .where(and(lying(filter), filters, after && sql`(${faxes.createdAt}, ${faxes.id}) < (${after.at}, ${after.id})`))
    .orderBy(desc(faxes.createdAt), desc(faxes.id))
    .limit(limit)
    .offset(page.offset ?? 0)
    .all()
}
/** A page, and how many there are in all. */
export const countedFaxes = (tx: Tx, filter: FaxFilter, page: Page): Counted<FaxSummary> =>
  filter.text && readSought(filter.text) && !page.after && !page.offset
    ? countedFrom(page.limit, (limit) => listFaxes(tx, filter, { limit }))
    : { rows: listFaxes(tx, filter, page), total: countFaxes(tx, filter) }

/** Those of them that there are, and that may be seen, newest first. */
export const findFaxes = (tx: Tx, ids: readonly string[]): FaxSummary[] =>
  tx.db
    .select(COLUMNS)
    .from(faxes)
    .where(and(inArray(faxes.id, ids as FaxId[]), matching(tx, {})))
    .orderBy(desc(faxes.createdAt), desc(faxes.id))
    .all()
export type FaxSummary = { readonly [Column in keyof typeof COLUMNS]: Fax[Column] } & { readonly found?: Found }

function findingOf(tx: Tx, { text, from, until, ...others }: FaxFilter, after?: Cursor): Finding | undefined {
  const finding = text ? findingIn(tx, 'sent', text, marksOf('sent', others)) : undefined
  return (
    finding && {
      ...finding,
      past: later(after?.at, until && placeFrom(tx, until)),
      until: from && (placeFrom(tx, from) ?? 0),
    }
  )
}

const later = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)

/** Where the faxes of a time begin among those that can be found: they are numbered as they were submitted, the newest lowest. */
function placeFrom(tx: Tx, at: Date): number | undefined {
  const first = tx.db.select({ id: faxes.id }).from(faxes).where(gte(faxes.createdAt, at)).orderBy(faxes.createdAt, faxes.id).limit(1)
  return tx.db.select({ n: faxTexts.n }).from(faxTexts).where(inArray(faxTexts.faxId, first)).get()?.n
}

function find(tx: Tx, filter: FaxFilter, finding: Finding, { limit, offset = 0 }: Page): FaxSummary[] {
  const columns = { ...COLUMNS, ...KEPT }
  const [place, rows] = isAmongFew(tx, filter, finding)
    ? [
        faxTexts.n,
        tx.db
          .select(columns)
          .from(faxes)
          .crossJoin(faxTexts)
          .where(amongFew(tx, filter, finding)),
      ]
    : [
        faxWords.n,
        tx.db
          .select(columns)
          .from(faxWords)
          .crossJoin(faxTexts)
          .crossJoin(faxes)
          .where(amongAll(tx, filter, finding)),
      ]
  return rows
    .orderBy(newestFound(finding, place))
    .limit(limit)
    .offset(offset)
    .all()
    .map((row) => withFound(row, finding.sought, SENT_PARTS))
}

const amongFew = (tx: Tx, filter: FaxFilter, finding: Finding) =>
  and(lying(filter), matching(tx, filter), eq(faxTexts.faxId, faxes.id), inTexts(finding))
const amongAll = (tx: Tx, filter: FaxFilter, finding: Finding) =>
  and(inWords(finding), eq(faxes.id, faxTexts.faxId), lying(filter), matching(tx, filter))

const countFound = (tx: Tx, filter: FaxFilter, finding: Finding): number =>
  isAmongFew(tx, filter, finding)
    ? countedTo(tx, MOST_FOUND, sql`SELECT 1 FROM faxes CROSS JOIN fax_texts WHERE ${amongFew(tx, filter, finding)}`)
    : countedTo(
        tx,
        MOST_FOUND,
        sql`SELECT 1 FROM fax_words CROSS JOIN fax_texts CROSS JOIN faxes WHERE ${amongAll(tx, filter, finding)} ORDER BY ${newestFound(finding, faxWords.n)}`,
      )

function isAmongFew(tx: Tx, filter: FaxFilter, { isNarrowed }: Finding): boolean {
  if (isNarrowed) return false
  const filters = matching(tx, filter)
  return filters !== undefined && countedTo(tx, FEW, sql`SELECT 1 FROM faxes WHERE ${filters}`) < FEW
}

const totals = (db: Db) => db.select().from(faxTotals).prepare()

/** Of all, or of one status, the totals are kept; anything else is counted, as far as MOST_COUNTED. */
export function countFaxes(tx: Tx, filter: FaxFilter): number {
  const { status, ...others } = filter
  const finding = findingOf(tx, filter)
  if (finding) return countFound(tx, filter, finding)
  if (matching(tx, others)) return countedTo(tx, MOST_COUNTED, sql`SELECT 1 FROM faxes WHERE ${and(lying(filter), matching(tx, filter))}`)
  const rows = prepared(tx.db, 'fax.totals', totals).all()
  return rows.reduce((sum, row) => (status === undefined || status === row.status ? sum + row.n : sum), 0)
}

function matching({ actor }: Tx, filter: FaxFilter): SQL | undefined {
  const conditions = [
    actor.reach && eq(faxes.createdBy, actor.id),
    filter.status && eq(faxes.status, filter.status),
    filter.from && gte(faxes.createdAt, filter.from),
    filter.until && lt(faxes.createdAt, filter.until),
    filter.trashed ? inTrash : undefined,
  ].filter((each) => each !== undefined)
  return conditions.length > 0 ? and(...conditions) : undefined
}

export type FaxDetail = {
  readonly fax: Fax
  readonly recipients: readonly Recipient[]
  readonly attempts: readonly Attempt[]
  readonly files: readonly FaxFile[]
  readonly timeline: readonly AuditEvent[]
  readonly bulk: FaxId | null
}

/** One fax and its story. A disclosure: call it in a write transaction. */
export function showFax(tx: Tx, id: FaxId): FaxDetail {
  const fax = getFax(tx, id)
  disclosed(tx, 'fax.viewed', id)
  const recipients = recipientsOf(tx, id)
  const ids = recipients.map((each) => each.id)
  const attempts = tx.db.select().from(faxAttempts).where(inArray(faxAttempts.recipientId, ids)).orderBy(faxAttempts.askedAt).all()
  return { fax, recipients, attempts, files: filesOf(tx, fax.bulkId ?? id), timeline: historyOf(tx, id), bulk: bulkOf(tx, fax) }
}

/** What is somebody else's does not exist for who sees only their own. */
export function getFax(tx: Tx, id: FaxId): Fax {
  const fax = tx.db.select().from(faxes).where(eq(faxes.id, id)).get()
  if (!fax || (tx.actor.reach && fax.createdBy !== tx.actor.id)) throw notFound('Fax')
  return fax
}
