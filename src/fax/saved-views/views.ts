import { and, asc, eq, or, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { conflict, forbidden, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import { type Tx, whileUnchanged } from '../../tenancy/index.ts'
import { LISTS, savedViews } from './schema.tenant.ts'

export type ViewId = Id<'view'>
export type View = typeof savedViews.$inferSelect
export type List = (typeof LISTS)[number]
export type NewView = { readonly list: List; readonly name: string; readonly query: string; readonly shared: boolean }

export const LONGEST_NAME = 40
/** More than that nobody finds anything in. */
export const MOST_VIEWS = 100
const LONGEST_QUERY = 600
const WORDS: Readonly<Record<List, readonly string[]>> = {
  sent: ['q', 'status', 'from', 'until', 'col'],
  received: ['q', 'show', 'tag', 'number', 'status', 'col'],
}

export const isList = (text: string): text is List => (LISTS as readonly string[]).includes(text)
export const placeOf = ({ list, query }: Pick<View, 'list' | 'query'>): string => `${list === 'sent' ? '/faxes' : '/received'}?${query}`

export const viewLink = (view: View) => ({ id: view.id, name: view.name, shared: view.shared, href: placeOf(view) })

/** One's own and the office's, by name. */
export const listViews = (tx: Tx, list?: List): readonly View[] =>
  whileUnchanged(tx, `fax.views ${list ?? ''} ${tx.actor.id}`, () =>
    prepared(tx.db, 'fax.views', listing).all({ me: tx.actor.id, list: list ?? null }),
  )
const listing = (db: Db) => {
  const [me, list] = [sql.placeholder('me'), sql.placeholder('list')]
  return db
    .select()
    .from(savedViews)
    .where(and(or(eq(savedViews.shared, true), eq(savedViews.savedBy, me)), sql`(${list} IS NULL OR ${savedViews.list} = ${list})`))
    .orderBy(asc(sql`lower(${savedViews.name})`), asc(savedViews.id))
    .prepare()
}

/** Under a name that is one's own already it takes that one's place. Throws AppError. */
export function saveView(tx: Tx, { list, name, query, shared }: NewView): View {
  const known = listViews(tx, list)
  const values = { list, name: readName(name), query: readQuery(list, query), shared }
  const before = known.find((each) => each.savedBy === tx.actor.id && each.name.toLowerCase() === values.name.toLowerCase())
  if (!before && known.length >= MOST_VIEWS) throw conflict(`There are ${MOST_VIEWS} saved views. Remove one first.`)
  const view = { id: before?.id ?? newId<'view'>(), ...values, savedBy: tx.actor.id, savedAt: tx.now }
  tx.db.insert(savedViews).values(view).onConflictDoUpdate({ target: savedViews.id, set: values }).run()
  // Its name and words stay out of the trail: somebody may look for a patient.
  record(tx, 'view.saved', view.id, { list, shared })
  return view
}

/** Of somebody else, only where it is the office's and who removes it may change what the office sees. Throws AppError. */
export function removeView(tx: Tx, id: ViewId, mayRemoveOthers: boolean): View {
  const view = listViews(tx).find((each) => each.id === id)
  if (!view) throw notFound('Saved view')
  if (view.savedBy !== tx.actor.id && !mayRemoveOthers)
    throw forbidden(tx.actor.kind === 'key' ? 'A key removes only the views that it saved.' : undefined)
  tx.db.delete(savedViews).where(eq(savedViews.id, id)).run()
  record(tx, 'view.removed', id, { list: view.list })
  return view
}

function readName(typed: string): string {
  const name = typed.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (name === '' || name.length > LONGEST_NAME || /\p{Cc}/u.test(name))
    throw invalid({ name: `Give the view a name of at most ${LONGEST_NAME} characters.` })
  return name
}

/** Only words that the list knows, each as often as it was said. */
function readQuery(list: List, text: string): string {
  const said = [...new URLSearchParams(text)].filter(([word, value]) => WORDS[list].includes(word) && value !== '')
  const query = new URLSearchParams(said).toString()
  if (query === '') throw invalid({ query: 'Filter the list or choose columns first, then save the view.' })
  if (query.length > LONGEST_QUERY) throw invalid({ query: 'That is too much for a saved view. Search for fewer words.' })
  return query
}
