import { and, desc, eq, getTableColumns, isNull, or, type SQL, sql } from 'drizzle-orm'
import { isOfMatching, nameAt } from '../../contacts/index.ts'
import { type Db, found, prepared } from '../../db/index.ts'
import { type Tx, whileUnchanged } from '../../tenancy/index.ts'
import { cursorText, type Page } from '../reading.ts'
import type { ReceivedFax } from './received.ts'
import { receivedFaxes, receivedTags, receivedTotals, type SHELVES } from './schema.tenant.ts'

export const cursorOfReceived = ({ receivedAt, id }: { receivedAt: Date; id: string }): string =>
  cursorText({ at: receivedAt.getTime(), id })

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
}
export type ReceivedSummary = ReceivedFax & { readonly fromName: string | null; readonly tags: readonly string[] }

const COLUMNS = {
  ...getTableColumns(receivedFaxes),
  fromName: nameAt(receivedFaxes.from),
  tagList: sql<
    string | null
  >`(SELECT group_concat(tag) FROM (SELECT tag FROM received_tags WHERE received_id = ${receivedFaxes.id} ORDER BY tag))`,
}
type Row = ReceivedFax & { readonly fromName: string | null; readonly tagList: string | null }
/** No tag has a comma in it. */
const withTags = ({ tagList, ...fax }: Row): ReceivedSummary => ({ ...fax, tags: tagList?.split(',') ?? [] })

/** Newest first, with the sender's name from contacts. Its beginning without a filter is read again only when something has changed. */
export function listReceived(tx: Tx, filter: ReceivedFilter, page: Page): ReceivedSummary[] {
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
  if (filter.tag !== undefined) rows.innerJoin(receivedTags, and(eq(receivedTags.receivedId, receivedFaxes.id), tagged(filter)))
  return rows
    .where(and(matching(tx, filter), before))
    .orderBy(desc(place.receivedAt), desc(place.id))
    .limit(limit)
    .offset(offset)
    .all()
    .map(withTags)
}

const tagged = ({ tag = '', shelf = 'inbox' }: ReceivedFilter): SQL | undefined =>
  and(eq(receivedTags.tag, tag), eq(receivedTags.shelf, shelf))

function matching({ actor }: Tx, filter: ReceivedFilter): SQL | undefined {
  const { shelf = 'inbox', unread, urgent } = filter
  // What is new or urgent is little and has an index of its own, which the planner takes only when the shelf is no reason for another.
  const lies = unread || urgent ? sql`+${receivedFaxes.shelf} = ${shelf}` : eq(receivedFaxes.shelf, shelf)
  return and(
    actor.reach && eq(receivedFaxes.assignedTo, actor.id),
    lies,
    unread ? sql`read_at IS NULL AND ${receivedFaxes.status} = 'received'` : undefined,
    urgent ? sql`urgent = 1` : undefined,
    filter.status && eq(receivedFaxes.status, filter.status),
    filter.assignedTo === null ? isNull(receivedFaxes.assignedTo) : undefined,
    filter.assignedTo ? eq(receivedFaxes.assignedTo, filter.assignedTo) : undefined,
    filter.number ? eq(receivedFaxes.to, filter.number) : undefined,
    filter.text ? senderMatch(filter.text) : undefined,
  )
}

const senderMatch = (text: string): SQL | undefined => or(found(receivedFaxes.from, text), isOfMatching(receivedFaxes.from, text))

/** Of a shelf the total is kept; anything else is counted. */
export function countReceived(tx: Tx, filter: ReceivedFilter = {}): number {
  const { shelf = 'inbox', tag, ...others } = filter
  const n = sql<number>`count(*)`
  if (isPlain(others) && !tx.actor.reach)
    return tag === undefined
      ? (tx.db.select({ n: receivedTotals.n }).from(receivedTotals).where(eq(receivedTotals.shelf, shelf)).get()?.n ?? 0)
      : (tx.db.select({ n }).from(receivedTags).where(tagged(filter)).get()?.n ?? 0)
  const rows = tx.db.select({ n }).from(receivedFaxes).$dynamic()
  if (tag !== undefined) rows.innerJoin(receivedTags, and(eq(receivedTags.receivedId, receivedFaxes.id), tagged(filter)))
  return rows.where(matching(tx, filter)).get()?.n ?? 0
}

const countingUnread = (db: Db) =>
  db
    .select({ n: sql<number>`count(*)` })
    .from(receivedFaxes)
    .where(sql`read_at IS NULL AND status = 'received' AND +shelf = 'inbox'`)
    .prepare()
/** What is new, for the number beside the section. */
export const countUnread = (tx: Tx): number =>
  tx.actor.reach ? countReceived(tx, { unread: true }) : (prepared(tx.db, 'received.countUnread', countingUnread).get()?.n ?? 0)
