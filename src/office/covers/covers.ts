import { asc, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { forgetStored, keepFile, type Stored } from '../../files/index.ts'
import { AppError, conflict, invalid, notFound } from '../../kit/errors.ts'
import { fold } from '../../kit/fold.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { coverTemplates } from './schema.tenant.ts'

export type CoverId = Id<'cover'>
export type CoverTemplate = typeof coverTemplates.$inferSelect
/** What is drawn of it. */
export type CoverLook = Pick<CoverTemplate, 'showsAddress' | 'notice' | 'logoId'>
export type CoverChange = Pick<CoverTemplate, 'name' | 'showsAddress' | 'notice'>

export const MOST_COVERS = 20
const MOST_NAME = 60
export const MOST_NOTICE = 1_000

/** The first of an office, when it is provisioned. */
export const beginCovers = (tx: Tx): CoverTemplate =>
  insert(tx, { name: 'Standard', isDefault: true, showsAddress: true, notice: '', logoId: null, logoSha256: null })

type New = Omit<CoverTemplate, 'id' | 'removedAt' | 'createdAt' | 'updatedAt'>
const insert = (tx: Tx, cover: New): CoverTemplate =>
  tx.db
    .insert(coverTemplates)
    .values({ ...cover, id: newId(), createdAt: tx.now, updatedAt: tx.now })
    .returning()
    .get()

const kept = (db: Db) =>
  db
    .select()
    .from(coverTemplates)
    .where(isNull(coverTemplates.removedAt))
    .orderBy(desc(coverTemplates.isDefault), asc(coverTemplates.name), asc(coverTemplates.id))
    .prepare()

/** The default first, then by name. */
export const listCovers = (tx: Tx): CoverTemplate[] => prepared(tx.db, 'covers', kept).all()

/** The last removed first. */
export const listRemovedCovers = (tx: Tx): CoverTemplate[] =>
  tx.db
    .select()
    .from(coverTemplates)
    .where(isNotNull(coverTemplates.removedAt))
    .orderBy(desc(coverTemplates.removedAt))
    .limit(MOST_COVERS)
    .all()

/** By its id, or by its name. */
export const findCover = (tx: Tx, wanted: string): CoverTemplate | undefined =>
  listCovers(tx).find(({ id, name }) => id === wanted || fold(name) === fold(wanted))

export function defaultCover(tx: Tx): CoverTemplate {
  const [first] = listCovers(tx)
  if (!first) throw new Error('This tenant was never furnished.')
  return first
}

/** How a fax that names it looks, also once it was removed. */
export function lookOf(tx: Tx, id: CoverId | null): CoverLook {
  const covers = listCovers(tx)
  const removed = (wanted: CoverId) => tx.db.select().from(coverTemplates).where(eq(coverTemplates.id, wanted)).get()
  return (id && (covers.find((each) => each.id === id) ?? removed(id))) || defaultCover(tx)
}

/** Throws AppError not_found. */
export function getCover(tx: Tx, id: string): CoverTemplate {
  const cover = listCovers(tx).find((each) => each.id === id)
  if (!cover) throw notFound('Cover page')
  return cover
}

/** Begins as the default one looks, without its logo. Throws AppError invalid or conflict. */
export function addCover(tx: Tx, typed: string): CoverTemplate {
  const name = checkName(tx, typed)
  if (listCovers(tx).length >= MOST_COVERS) throw conflict(`There are ${MOST_COVERS} cover pages already. Remove one of them first.`)
  const { showsAddress, notice } = defaultCover(tx)
  const cover = insert(tx, { name, isDefault: false, showsAddress, notice, logoId: null, logoSha256: null })
  record(tx, 'cover.added', cover.id)
  return cover
}

/** The trail names what changed, not what it says. Throws AppError invalid, conflict or not_found. */
export function changeCover(tx: Tx, id: string, change: CoverChange): CoverTemplate {
  const before = getCover(tx, id)
  const notice = change.notice.trim()
  if (notice.length > MOST_NOTICE) throw invalid({ notice: `Keep the notice within ${MOST_NOTICE} characters.` })
  const next = { ...change, notice, name: checkName(tx, change.name, before.id) }
  const fields = (Object.keys(next) as (keyof CoverChange)[]).filter((field) => next[field] !== before[field])
  if (fields.length === 0) return before
  record(tx, 'cover.changed', before.id, { fields: fields.join(' ') })
  return update(tx, before, next)
}

/** Sealed already; null takes it away. */
export function keepLogo(tx: Tx, id: string, logo: Stored | null): CoverTemplate {
  const before = getCover(tx, id)
  if (before.logoId) forgetStored(tx, [before.logoId])
  if (logo) keepFile(tx, logo)
  if (logo || before.logoId) record(tx, logo ? 'cover.logo_set' : 'cover.logo_removed', before.id)
  return update(tx, before, { logoId: logo?.id ?? null, logoSha256: logo?.sha256 ?? null })
}

export function makeDefault(tx: Tx, id: string): CoverTemplate {
  const cover = getCover(tx, id)
  if (cover.isDefault) return cover
  tx.db.update(coverTemplates).set({ isDefault: false }).where(eq(coverTemplates.isDefault, true)).run()
  record(tx, 'cover.made_default', cover.id)
  return update(tx, cover, { isDefault: true })
}

/** Throws AppError conflict for the one that a fax has unless somebody chooses another. */
export function removeCover(tx: Tx, id: string): CoverTemplate {
  const cover = getCover(tx, id)
  if (cover.isDefault) throw conflict('This is the default cover page. Make another one the default first.')
  record(tx, 'cover.removed', cover.id)
  return update(tx, cover, { removedAt: tx.now })
}

export function restoreCover(tx: Tx, id: string): CoverTemplate {
  const cover = listRemovedCovers(tx).find((each) => each.id === id)
  if (!cover) return getCover(tx, id)
  if (listCovers(tx).length >= MOST_COVERS) throw conflict(`There are ${MOST_COVERS} cover pages already. Remove one of them first.`)
  if (findCover(tx, cover.name)) throw taken()
  record(tx, 'cover.restored', cover.id)
  return update(tx, cover, { removedAt: null })
}

const update = (tx: Tx, { id }: CoverTemplate, change: Partial<CoverTemplate>): CoverTemplate =>
  tx.db
    .update(coverTemplates)
    .set({ ...change, updatedAt: tx.now })
    .where(eq(coverTemplates.id, id))
    .returning()
    .get()

/** Words that the `cover` of a program says yes or no with. */
const TAKEN = /^(on|off|true|false|yes|no|0|1)$/i

const taken = () =>
  new AppError('conflict', 'Another cover page has this name. Choose another, or rename that one first.', {
    name: 'Another cover page has this name.',
  })

function checkName(tx: Tx, typed: string, own?: CoverId): string {
  const name = typed.trim().replace(/\s+/g, ' ')
  if (name === '' || name.length > MOST_NAME || TAKEN.test(name))
    throw invalid({ name: `Enter a name of at most ${MOST_NAME} characters.` })
  const other = findCover(tx, name)
  if (other && other.id !== own) throw taken()
  return name
}
