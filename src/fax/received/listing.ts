import { and, desc, eq, getTableColumns, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { nameAt } from '../../contacts/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { wordsOf } from '../../kit/searchable.ts'
import { type Tx, whileUnchanged } from '../../tenancy/index.ts'
import { cursorText, type Page } from '../reading.ts'
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
} from '../search/finding.ts'
import { faxWords } from '../search/indexed.ts'
import { marksOf } from '../search/marks.ts'
import { faxTexts } from '../search/schema.tenant.ts'
import { readSought } from '../search/sought.ts'
import { RECEIVED_PARTS } from '../search/texts.ts'
import type { ReceivedFax } from './received.ts'
import { receivedFaxes, receivedTags, receivedTotals, type SHELVES } from './schema.tenant.ts'

export const cursorOfReceived = ({ receivedAt, id, found }: { receivedAt: Date; id: string; found?: Found | undefined }): string =>
  cursorText({ at: found?.n ?? receivedAt.getTime(), id })

export type Shelf = (typeof SHELVES)[number]
export type ReceivedFilter = {
  readonly shelf?: Shelf | undefined
  readonly status?: ReceivedFax['status'] | undefined
  readonly unread?: boolean | undefined
  readonly urgent?: boolean | undefined
  /** A person's id; null is nobody. */
  readonly assignedTo?: string | null | undefined
  readonly tag?: string | undefined
  /** The office's own number that it came in at. */
  readonly number?: string | undefined
  readonly text?: string | undefined
  /** What lies in the trash, of whichever shelf; it is in no list otherwise. */
  readonly trashed?: boolean | undefined
}
export type ReceivedSummary = ReceivedFax & { readonly fromName: string | null; readonly tags: readonly string[]; readonly found?: Found }

const COLUMNS = {
  ...getTableColumns(receivedFaxes),
  fromName: nameAt(receivedFaxes.from),
  tagList: sql<
    string | null
  >`(SELECT group_concat(tag) FROM (SELECT tag FROM received_tags WHERE received_id = ${receivedFaxes.id} ORDER BY tag))`,
}
type Row = ReceivedFax & { readonly fromName: string | null; readonly tagList: string | null }
/** No tag has a comma in it. */
const withTags = <Each extends Row>({ tagList, ...fax }: Each) => ({ ...fax, tags: tagList?.split(',') ?? [] })

/**
 * Newest first, with the sender's name from contacts; what is found by a text in the order it came to this file. Its beginning without a
 * filter is read again only when something has changed.
 */
export function listReceived(tx: Tx, filter: ReceivedFilter, page: Page): ReceivedSummary[] {
  const finding = findingOf(tx, filter, page.after?.at)
  if (finding) return find(tx, filter, finding, page)
  if (isPlain(filter) && !tx.actor.reach && !page.after && !page.offset)
    return whileUnchanged(tx, `received.newest ${page.limit}`, () => read(tx, filter, page))
  return read(tx, filter, page)
}

const isPlain = (filter: ReceivedFilter): boolean => Object.values(filter).every((value) => value === undefined || value === '')

function read(tx: Tx, filter: ReceivedFilter, { after, limit, offset = 0 }: Page): ReceivedSummary[] {
  const rows = tx.db.select(COLUMNS).from(receivedFaxes).$dynamic()
  // The newest of a tag come from its own index; everything else has one that begins with what is asked for.
  const place = filter.tag === undefined ? receivedFaxes : { receivedAt: receivedTags.receivedAt, id: receivedTags.receivedId }
  const before = after && sql`(${place.receivedAt}, ${place.id}) < (${after.at}, ${after.id})`
  if (filter.tag !== undefined) rows.innerJoin(receivedTags, and(eq(receivedTags.receivedId, receivedFaxes.id), tagged(tx, filter)))
  return rows
    .where(and(matching(tx, filter), before))
    .orderBy(desc(place.receivedAt), desc(place.id))
    .limit(limit)
    .offset(offset)
    .all()
    .map(withTags)
}

const shelfOf = ({ shelf, trashed }: ReceivedFilter): Shelf | undefined => shelf ?? (trashed ? undefined : 'inbox')
function liesOn(at: typeof receivedFaxes.shelf | typeof receivedTags.shelf, filter: ReceivedFilter, isReason = true): SQL | undefined {
  const shelf = shelfOf(filter)
  return shelf && (isReason ? eq(at, shelf) : sql`+${at} = ${shelf}`)
}

const tagged = ({ actor }: Tx, { tag = '', ...filter }: ReceivedFilter): SQL | undefined =>
  and(eq(receivedTags.tag, tag), liesOn(receivedTags.shelf, filter), whose(actor, filter, receivedTags))

/** Both stand with each tag, too, and in the indexes of what is new or urgent. Where `isReason` is false, they are looked at there and not begun with. */
function whose(
  { reach, id }: Tx['actor'],
  { assignedTo, number }: ReceivedFilter,
  at: typeof receivedFaxes | typeof receivedTags,
  isReason = true,
): SQL | undefined {
  const person = reach ? id : assignedTo === '' ? undefined : assignedTo
  // The indexes by person have the number behind the time.
  const isNumberReason = isReason && person === undefined
  return and(
    reach && assignedTo !== undefined && assignedTo !== id ? sql`0` : undefined,
    person === undefined ? undefined : sql`${isReason ? sql`` : sql`+`}${at.assignedTo} IS ${person}`,
    number ? sql`${isNumberReason ? sql`` : sql`+`}${at.to} = ${number}` : undefined,
  )
}

function matching({ actor }: Tx, filter: ReceivedFilter): SQL | undefined {
  const { unread, urgent, status } = filter
  const isStray = status !== undefined && status !== 'received'
  // What is new, urgent or not here is little and has an index of its own, which the planner takes only when the shelf is no reason for another.
  const isShelfReason = !(unread || urgent || isStray || (filter.text && filter.tag !== undefined))
  return and(
    filter.tag === undefined ? whose(actor, filter, receivedFaxes, !(unread || urgent)) : undefined,
    liesOn(receivedFaxes.shelf, filter, isShelfReason),
    filter.trashed ? isNotNull(receivedFaxes.trashedAt) : isNull(receivedFaxes.trashedAt),
    unread ? sql`read_at IS NULL AND ${receivedFaxes.status} = 'received'` : undefined,
    // Of both, what is new is less.
    urgent ? (unread ? sql`+urgent = 1` : sql`urgent = 1`) : undefined,
    // Said as the index says it, too: the planner does not know that another status is not that one.
    isStray ? sql`status <> 'received'` : undefined,
    filter.status && eq(receivedFaxes.status, filter.status),
  )
}

function findingOf(tx: Tx, { text, tag, number, ...others }: ReceivedFilter, past?: number): Finding | undefined {
  const finding = text
    ? findingIn(tx, 'received', text, [...marksOf('received', others), ...wordsOf(`${tag ?? ''} ${number ?? ''}`)])
    : undefined
  return finding && { ...finding, past }
}

function find(tx: Tx, filter: ReceivedFilter, finding: Finding, { limit, offset = 0 }: Page): ReceivedSummary[] {
  const columns = { ...COLUMNS, ...KEPT }
  const [place, rows] = isAmongFew(tx, filter, finding)
    ? [
        faxTexts.n,
        tx.db
          .select(columns)
          .from(receivedFaxes)
          .crossJoin(faxTexts)
          .where(amongFew(tx, filter, finding)),
      ]
    : [
        faxWords.n,
        tx.db
          .select(columns)
          .from(faxWords)
          .crossJoin(faxTexts)
          .crossJoin(receivedFaxes)
          .where(amongAll(tx, filter, finding)),
      ]
  return rows
    .orderBy(newestFound(finding, place))
    .limit(limit)
    .offset(offset)
    .all()
    .map((row) => withTags(withFound(row, finding.sought, RECEIVED_PARTS)))
}

const hasTag = (tx: Tx, filter: ReceivedFilter): SQL | undefined =>
  filter.tag === undefined
    ? undefined
    : sql`${receivedFaxes.id} IN (SELECT ${receivedTags.receivedId} FROM ${receivedTags} WHERE ${tagged(tx, filter)})`
const amongFew = (tx: Tx, filter: ReceivedFilter, finding: Finding) =>
  and(matching(tx, filter), hasTag(tx, filter), eq(faxTexts.faxId, receivedFaxes.id), inTexts(finding))
const amongAll = (tx: Tx, filter: ReceivedFilter, finding: Finding) =>
  and(inWords(finding), eq(receivedFaxes.id, faxTexts.faxId), matching(tx, filter), hasTag(tx, filter))

function isAmongFew(tx: Tx, filter: ReceivedFilter, { isNarrowed }: Finding): boolean {
  if (isNarrowed) return false
  const { shelf, text: _, ...others } = filter
  if (isPlain(others) && !tx.actor.reach) return shelf !== undefined && countReceived(tx, { shelf }) < FEW
  return countedTo(tx, FEW, rowsOf(tx, filter)) < FEW
}

const rowsOf = (tx: Tx, filter: ReceivedFilter): SQL =>
  filter.tag === undefined
    ? sql`SELECT 1 FROM ${receivedFaxes} WHERE ${matching(tx, filter)}`
    : sql`SELECT 1 FROM ${receivedTags} CROSS JOIN ${receivedFaxes} WHERE ${and(tagged(tx, filter), eq(receivedFaxes.id, receivedTags.receivedId), matching(tx, filter))}`

const countFound = (tx: Tx, filter: ReceivedFilter, finding: Finding): number =>
  isAmongFew(tx, filter, finding)
    ? countedTo(tx, MOST_FOUND, sql`SELECT 1 FROM received_faxes CROSS JOIN fax_texts WHERE ${amongFew(tx, filter, finding)}`)
    : countedTo(
        tx,
        MOST_FOUND,
        sql`SELECT 1 FROM fax_words CROSS JOIN fax_texts CROSS JOIN received_faxes WHERE ${amongAll(tx, filter, finding)} ORDER BY ${newestFound(finding, faxWords.n)}`,
      )

/** Of a shelf the total is kept; anything else is counted, as far as MOST_COUNTED. */
export function countReceived(tx: Tx, filter: ReceivedFilter = {}): number {
  const finding = findingOf(tx, filter)
  if (finding) return countFound(tx, filter, finding)
  const { shelf = 'inbox', ...others } = filter
  if (!isPlain(others) || tx.actor.reach) return countedTo(tx, MOST_COUNTED, rowsOf(tx, filter))
  return tx.db.select({ n: receivedTotals.n }).from(receivedTotals).where(eq(receivedTotals.shelf, shelf)).get()?.n ?? 0
}

/** A page, and how many there are in all. */
export const countedReceived = (tx: Tx, filter: ReceivedFilter, page: Page): Counted<ReceivedSummary> =>
  filter.text && readSought(filter.text) && !page.after && !page.offset
    ? countedFrom(page.limit, (limit) => listReceived(tx, filter, { limit }))
    : { rows: listReceived(tx, filter, page), total: countReceived(tx, filter) }

const countingUnread = (db: Db) =>
  db
    .select({ n: sql<number>`count(*)` })
    .from(receivedFaxes)
    .where(sql`read_at IS NULL AND status = 'received' AND trashed_at IS NULL AND +shelf = 'inbox'`)
    .prepare()
/** What is new, for the number beside the section. */
export const countUnread = (tx: Tx): number =>
  tx.actor.reach ? countReceived(tx, { unread: true }) : (prepared(tx.db, 'received.countUnread', countingUnread).get()?.n ?? 0)
