import { asc, eq, inArray, sql } from 'drizzle-orm'
import { conflict, invalid, notFound } from '../kit/errors.ts'
import { fold } from '../kit/fold.ts'
import { newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import type { ContactId, TagId } from './contact.ts'
import { contacts, contactTagged, contactTags } from './schema.tenant.ts'

export type Tag = { readonly id: TagId; readonly name: string }
export type CountedTag = Tag & { readonly contacts: number }

const MOST_TAGS = 200
export const MOST_TAGS_EACH = 20
const LONGEST = 40

/** With how many contacts have each, by name. */
export const listTags = (tx: Tx): CountedTag[] =>
  tx.db
    .select({
      id: contactTags.id,
      name: contactTags.name,
      contacts: sql<number>`(SELECT count(*) FROM contact_tagged WHERE tag_id = contact_tags.id)`,
    })
    .from(contactTags)
    .orderBy(asc(contactTags.folded))
    .all()

export const findTag = (tx: Tx, id: TagId): Tag | undefined =>
  tx.db.select({ id: contactTags.id, name: contactTags.name }).from(contactTags).where(eq(contactTags.id, id)).get()

export function getTag(tx: Tx, id: TagId): Tag {
  const tag = findTag(tx, id)
  if (!tag) throw notFound('Tag')
  return tag
}

export function tagNamed(tx: Tx, name: string): Tag {
  const tag = tx.db
    .select({ id: contactTags.id, name: contactTags.name })
    .from(contactTags)
    .where(eq(contactTags.folded, fold(name)))
    .get()
  if (!tag) throw notFound('Tag')
  return tag
}

/** Of each of these contacts, by name. */
export function tagsOf(tx: Tx, ids: readonly ContactId[]): ReadonlyMap<ContactId, readonly Tag[]> {
  const rows = tx.db
    .select({ contactId: contactTagged.contactId, id: contactTags.id, name: contactTags.name })
    .from(contactTagged)
    .innerJoin(contactTags, eq(contactTags.id, contactTagged.tagId))
    .where(inArray(contactTagged.contactId, [...ids]))
    .orderBy(asc(contactTags.folded))
    .all()
  const tags = new Map<ContactId, Tag[]>(ids.map((id) => [id, []]))
  for (const { contactId, ...tag } of rows) tags.get(contactId)?.push(tag)
  return tags
}

/** Everybody who has it, by name. */
export const membersOf = (tx: Tx, id: TagId, most: number): { readonly id: ContactId; readonly name: string; readonly fax: string }[] =>
  tx.db
    .select({ id: contacts.id, name: contacts.name, fax: contacts.fax })
    .from(contactTagged)
    .innerJoin(contacts, eq(contacts.id, contactTagged.contactId))
    .where(eq(contactTagged.tagId, id))
    .orderBy(asc(contacts.search))
    .limit(most)
    .all()

/** Names as typed, each once. What is wrong is said under `tags`. */
export function checkTags(typed: readonly string[], wrong: Record<string, string>): string[] {
  const names = new Map(typed.map((each) => each.replace(/\s+/g, ' ').trim()).map((name) => [fold(name), name]))
  names.delete('')
  if (names.size > MOST_TAGS_EACH) wrong['tags'] = `A contact has at most ${MOST_TAGS_EACH} tags.`
  if ([...names.values()].some((name) => name.length > LONGEST || name.includes(',')))
    wrong['tags'] = `Keep a tag within ${LONGEST} characters, without commas.`
  return [...names.values()]
}

/** In place of those it had; a tag that nobody has used before is made. Throws AppError conflict. */
export function setTags(tx: Tx, contactId: ContactId, names: readonly string[]): void {
  tx.db.delete(contactTagged).where(eq(contactTagged.contactId, contactId)).run()
  for (const name of names)
    tx.db
      .insert(contactTagged)
      .values({ contactId, tagId: ensureTag(tx, name) })
      .run()
}

export function ensureTag(tx: Tx, name: string): TagId {
  const folded = fold(name)
  if (folded === '') throw invalid({ tags: 'Enter a tag.' })
  const known = tx.db.select({ id: contactTags.id }).from(contactTags).where(eq(contactTags.folded, folded)).get()
  if (known) return known.id
  const { n } = tx.db.select({ n: sql<number>`count(*)` }).from(contactTags).get() ?? { n: 0 }
  if (n >= MOST_TAGS) throw conflict(`An office has at most ${MOST_TAGS} tags. Delete or merge some first.`)
  const id = newId<'tag'>()
  tx.db.insert(contactTags).values({ id, name, folded }).run()
  return id
}

/** As they are searched, of one contact: for who decides by them. */
export const tagNamesOf = (tx: Tx, id: ContactId): string[] =>
  tx.db
    .select({ folded: contactTags.folded })
    .from(contactTagged)
    .innerJoin(contactTags, eq(contactTags.id, contactTagged.tagId))
    .where(eq(contactTagged.contactId, id))
    .all()
    .map(({ folded }) => folded)
