import { and, eq, inArray } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import type { Documents } from '../../documents/index.ts'
import { type FileId, type Files, keepFile, type Stored } from '../../files/index.ts'
import { conflict } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { receivedGone } from '../content/gone.ts'
import { carryTexts } from '../page-text/planning.ts'
import { refreshText } from './found-by.ts'
import { isWhole, type Plan, planMerge, planSplit, type Source } from './plan.ts'
import { changed, getReceived, type ReceivedFax, type ReceivedId, showReceived } from './received.ts'
import { receivedArrangements, receivedFaxes, receivedPages } from './schema.tenant.ts'
import { changeTags, tagsOf } from './tags.ts'
import { turnsOf } from './turns.ts'

export type ArrangementId = Id<'arrangement'>
export type ArrangeDeps = { readonly files: Files; readonly documents: Documents }
export type Wish =
  | { readonly kind: 'split'; readonly fax: ReceivedId; readonly starts: readonly number[] }
  | { readonly kind: 'merge'; readonly faxes: readonly ReceivedId[] }
export type Arranged = { readonly id: ArrangementId; readonly faxes: readonly ReceivedId[] }

/**
 * Splits a fax, or makes several one: new faxes with documents of their own, which name where each page comes from. The sources stay,
 * out of the way, and come back when it is undone. Throws AppError.
 */
export async function arrange(deps: ArrangeDeps, tenant: Tenant, wish: Wish): Promise<Arranged> {
  const asked = tenant.write((tx) => look(tx, wish))
  const bytes = await Promise.all(asked.sources.map(({ fileId }) => deps.files.read(tenant.id, fileId)))
  const file = (id: ReceivedId) => asked.sources.findIndex((source) => source.id === id)
  const plan = asked.plan.map((pages) =>
    pages.map(({ source, page }) => ({ file: file(source), page, turn: asked.sources[file(source)]?.turns.get(page) ?? 0 })),
  )
  const made = await deps.documents.arrange(tenant.id, bytes, plan)
  const stored: Stored[] = []
  try {
    for (const pdf of made) stored.push(await deps.files.put(tenant.id, pdf))
    return tenant.write((tx) => replace(tx, wish.kind, asked, stored))
  } catch (error) {
    for (const { id } of stored) await deps.files.remove(tenant.id, id)
    throw error
  }
}

type Looked = Source & { readonly fileId: FileId; readonly turns: ReadonlyMap<number, number> }
type Asked = { readonly sources: readonly Looked[]; readonly plan: Plan }

/** Their pages are read: a disclosure. */
function look(tx: Tx, wish: Wish): Asked {
  const ids = wish.kind === 'split' ? [wish.fax] : wish.faxes
  const sources = [...new Set(ids)].map((id) => lookAt(tx, showReceived(tx, id)))
  const [first] = sources
  if (wish.kind === 'split' && first) return { sources, plan: planSplit(first, wish.starts) }
  return { sources, plan: planMerge(ids.flatMap((id) => sources.find((source) => source.id === id) ?? [])) }
}

function lookAt(tx: Tx, { id, pages, fileId, shelf, trashedAt, contentGoneAt }: ReceivedFax): Looked {
  if (trashedAt) throw conflict('A fax is in the trash. Take it out first.')
  if (contentGoneAt) throw receivedGone()
  if (!fileId || pages === null) throw conflict('The pages of a fax are not here yet.')
  if (shelf === 'replaced') throw conflict('A fax was split or put together meanwhile. Work with what was made of it.')
  return { id, pages, fileId, turns: turnsOf(tx, id) }
}

function replace(tx: Tx, kind: Wish['kind'], { sources, plan }: Asked, stored: readonly Stored[]): Arranged {
  if (!isWhole(plan, sources) || stored.length !== plan.length) throw new Error('A page would be lost or doubled.')
  const before = sources.map(({ id }) => getReceived(tx, id))
  for (const fax of before) lookAt(tx, fax)
  const id = newId<'arrangement'>()
  tx.db.insert(receivedArrangements).values({ id, kind, madeBy: tx.actor.id, madeAt: tx.now }).run()
  const faxes = plan.map((pages, at) => {
    const document = stored[at]
    if (!document) throw new Error('A document is missing.')
    keepFile(tx, document)
    const fax = insert(tx, before, document, pages.length)
    for (const [index, { source, page }] of pages.entries())
      tx.db
        .insert(receivedPages)
        .values({ receivedId: fax, page: index + 1, arrangementId: id, sourceId: source, sourcePage: page })
        .run()
    carryTexts(tx, fax, pages)
    record(tx, 'received.made', fax, { arrangement: id, pages: pages.length, sha256: document.sha256 })
    return fax
  })
  for (const fax of before) {
    tx.db.update(receivedFaxes).set({ shelf: 'replaced' }).where(eq(receivedFaxes.id, fax.id)).run()
    record(tx, kind === 'split' ? 'received.split' : 'received.merged', fax.id, { arrangement: id, faxes: faxes.length })
    changed(tx, fax.id)
  }
  return { id, faxes }
}

/** It takes after its sources: whose it is when they agree, all their tags, urgent when one was. */
function insert(tx: Tx, sources: readonly ReceivedFax[], document: Stored, pages: number): ReceivedId {
  const [first] = sources
  if (!first) throw new Error('Nothing comes of nothing.')
  const id: ReceivedId = newId()
  const same = sources.every(({ assignedTo }) => assignedTo === first.assignedTo)
  const receivedAt = new Date(Math.max(...sources.map((each) => each.receivedAt.getTime())))
  const fax = {
    id,
    carrierId: id,
    from: first.from,
    to: first.to,
    status: 'received' as const,
    pages,
    partial: sources.some(({ partial }) => partial),
    fileId: document.id,
    sha256: document.sha256,
    receivedAt,
    ...(sources.every(({ readAt }) => readAt !== null) && { readAt: first.readAt, readBy: first.readBy }),
    shelf: first.shelf,
    assignedTo: same ? first.assignedTo : null,
    urgent: sources.some(({ urgent }) => urgent),
  }
  tx.db.insert(receivedFaxes).values(fax).run()
  const tags = [...new Set(sources.flatMap((source) => tagsOf(tx, source.id)))]
  changeTags(tx, id, tags.slice(0, MOST_INHERITED), [])
  refreshText(tx, id)
  changed(tx, id)
  return id
}

const MOST_INHERITED = 20

/** What was made of a fax, or what it was made of. */
export type Origin = {
  readonly id: ArrangementId
  readonly kind: Wish['kind']
  readonly undone: boolean
  readonly pages: readonly (typeof receivedPages.$inferSelect)[]
}

/** Every arrangement this fax is part of, as source or as result. */
export function arrangementsOf(tx: Tx, id: ReceivedId): Origin[] {
  const part = (column: typeof receivedPages.receivedId | typeof receivedPages.sourceId) =>
    tx.db.select({ id: receivedPages.arrangementId }).from(receivedPages).where(eq(column, id)).all()
  const ids = [...new Set([...part(receivedPages.receivedId), ...part(receivedPages.sourceId)].map((each) => each.id))]
  return ids.flatMap((arrangement) => findArrangement(tx, arrangement) ?? [])
}

export function findArrangement(tx: Tx, id: ArrangementId): Origin | undefined {
  const row = tx.db.select().from(receivedArrangements).where(eq(receivedArrangements.id, id)).get()
  if (!row) return undefined
  const pages = tx.db
    .select()
    .from(receivedPages)
    .where(and(eq(receivedPages.arrangementId, id)))
    .orderBy(receivedPages.receivedId, receivedPages.page)
    .all()
  return { id, kind: row.kind, undone: row.undoneAt !== null, pages }
}

export const faxesIn = (tx: Tx, ids: readonly ReceivedId[]): ReceivedFax[] =>
  tx.db
    .select()
    .from(receivedFaxes)
    .where(inArray(receivedFaxes.id, [...new Set(ids)]))
    .all()
