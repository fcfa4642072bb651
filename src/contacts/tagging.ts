import { eq, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { AppError, conflict, invalid } from '../kit/errors.ts'
import { fold } from '../kit/fold.ts'
import type { Tx } from '../tenancy/index.ts'
import type { TagId } from './contact.ts'
import { contactTagged, contactTags } from './schema.tenant.ts'
import { checkTags, ensureTag, getTag } from './tags.ts'

/** Throws AppError invalid, or conflict when another tag is called so. */
export function renameTag(tx: Tx, id: TagId, typed: string): void {
  getTag(tx, id)
  const name = checkedName(typed)
  const folded = fold(name)
  const other = tx.db.select({ id: contactTags.id }).from(contactTags).where(eq(contactTags.folded, folded)).get()
  if (other && other.id !== id)
    throw new AppError('conflict', 'Another tag has this name. Merge the two instead.', { name: 'Another tag has this name.' })
  tx.db.update(contactTags).set({ name, folded }).where(eq(contactTags.id, id)).run()
  record(tx, 'contact.tag_renamed', tx.tenantId, { tag: id })
}

/** Everybody who has one gets the other, by name, and the one is gone. */
export function mergeTag(tx: Tx, id: TagId, typed: string): void {
  getTag(tx, id)
  const into = ensureTag(tx, checkedName(typed))
  if (into === id) throw conflict('That is the same tag. Choose another.')
  tx.db.run(
    sql`INSERT OR IGNORE INTO ${contactTagged} (contact_id, tag_id) SELECT contact_id, ${into} FROM ${contactTagged} WHERE tag_id = ${id}`,
  )
  tx.db.delete(contactTags).where(eq(contactTags.id, id)).run()
  record(tx, 'contact.tag_merged', tx.tenantId, { tag: id, into })
}

/** Its contacts stay. */
export function removeTag(tx: Tx, id: TagId): void {
  getTag(tx, id)
  tx.db.delete(contactTags).where(eq(contactTags.id, id)).run()
  record(tx, 'contact.tag_removed', tx.tenantId, { tag: id })
}

function checkedName(typed: string): string {
  const wrong: Record<string, string> = {}
  const [name] = checkTags([typed], wrong)
  if (wrong['tags'] || name === undefined) throw invalid({ name: wrong['tags'] ?? 'Enter a name.' })
  return name
}
