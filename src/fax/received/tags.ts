import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { invalid } from '../../kit/errors.ts'
import { type Tx, whileUnchanged } from '../../tenancy/index.ts'
import { refreshText } from './found-by.ts'
import type { ReceivedId } from './received.ts'
import { receivedFaxes, receivedTags } from './schema.tenant.ts'

const LONGEST_TAG = 40
export const MOST_TAGS = 20

/** As it is kept: one spelling, whoever types it. Throws AppError invalid. */
export function readTag(text: string): string {
  const tag = text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase()
  if (tag === '' || tag.length > LONGEST_TAG || /[\p{Cc},]/u.test(tag))
    throw invalid({ tag: `Write a tag of at most ${LONGEST_TAG} characters, without a comma.` })
  return tag
}

export const tagsOf = (tx: Tx, id: ReceivedId): string[] =>
  tx.db
    .select({ tag: receivedTags.tag })
    .from(receivedTags)
    .where(eq(receivedTags.receivedId, id))
    .orderBy(asc(receivedTags.tag))
    .all()
    .map(({ tag }) => tag)

/** How many were added and removed. Throws AppError invalid when there would be too many. */
export function changeTags(tx: Tx, id: ReceivedId, add: readonly string[], remove: readonly string[]) {
  const before = new Set(tagsOf(tx, id))
  const gone = [...new Set(remove.map(readTag))].filter((tag) => before.has(tag))
  const fresh = [...new Set(add.map(readTag))].filter((tag) => !before.has(tag))
  if (before.size - gone.length + fresh.length > MOST_TAGS) throw invalid({ tag: `A fax has at most ${MOST_TAGS} tags.` })
  if (gone.length > 0)
    tx.db
      .delete(receivedTags)
      .where(and(eq(receivedTags.receivedId, id), inArray(receivedTags.tag, gone)))
      .run()
  for (const tag of fresh) insertTag(tx, id, tag)
  if (fresh.length + gone.length > 0) refreshText(tx, id)
  return { added: fresh.length, removed: gone.length }
}

/** With what the fax is filtered by as it stands now: whoever sorts it may have changed that a moment ago. */
function insertTag(tx: Tx, id: ReceivedId, tag: string): void {
  const { receivedAt, shelf, assignedTo, to } = receivedFaxes
  const row = tx.db
    .select({ receivedId: receivedFaxes.id, tag: sql<string>`${tag}`.as('tag'), shelf, receivedAt, assignedTo, to })
    .from(receivedFaxes)
    .where(eq(receivedFaxes.id, id))
  tx.db.insert(receivedTags).select(row).run()
}

/** Every tag in use: from one to the next, without looking at the faxes that have it. */
export const listTags = (tx: Tx): readonly string[] => (tx.actor.reach ? [] : whileUnchanged(tx, 'received.tags', () => namesOfTags(tx)))

const namesOfTags = (tx: Tx): string[] =>
  tx.db
    .all<{ tag: string }>(
      sql`WITH RECURSIVE names (tag) AS (
        SELECT min(tag) FROM received_tags
        UNION ALL SELECT (SELECT min(tag) FROM received_tags WHERE tag > names.tag) FROM names WHERE names.tag IS NOT NULL)
      SELECT tag FROM names WHERE tag IS NOT NULL`,
    )
    .map(({ tag }) => tag)

type TagInUse = { readonly tag: string; readonly faxes: number }
/** With how many faxes have it, those in the trash aside. */
export const countTags = (tx: Tx): readonly TagInUse[] =>
  tx.actor.reach ? [] : whileUnchanged(tx, 'received.tags_counted', () => counted(tx))

function counted(tx: Tx): TagInUse[] {
  const n = sql<number>`count(*)`
  const trashed = new Map(
    tx.db
      .select({ tag: receivedTags.tag, n })
      .from(receivedFaxes)
      .innerJoin(receivedTags, eq(receivedTags.receivedId, receivedFaxes.id))
      .where(isNotNull(receivedFaxes.trashedAt))
      .groupBy(receivedTags.tag)
      .all()
      .map((row) => [row.tag, row.n]),
  )
  const all = tx.db.select({ tag: receivedTags.tag, n }).from(receivedTags).groupBy(receivedTags.tag).orderBy(asc(receivedTags.tag)).all()
  return all.map((row) => ({ tag: row.tag, faxes: row.n - (trashed.get(row.tag) ?? 0) })).filter(({ faxes }) => faxes > 0)
}
