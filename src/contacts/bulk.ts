import { and, eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { invalid } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { type ActId, type ActKind, beginAct, noteChange } from './acts.ts'
import type { Contact, ContactId, TagId } from './contact.ts'
import { getContact, takeOut } from './contacts.ts'
import { contacts, contactTagged } from './schema.tenant.ts'
import { snapshotOf } from './snapshot.ts'
import { checkTags, ensureTag, getTag, MOST_TAGS_EACH, tagsOf } from './tags.ts'

/** As many as a list shows after it was read on a few times. */
export const MOST_PICKED = 200

/** All of them or none. Throws AppError invalid, or conflict when one has too many already. */
export function tagContacts(tx: Tx, ids: readonly ContactId[], typed: string): ActId {
  const wrong: Record<string, string> = {}
  const [name, ...more] = checkTags([typed], wrong)
  if (name === undefined || more.length > 0) wrong['tag'] = 'Enter a tag.'
  if (wrong['tags']) wrong['tag'] = wrong['tags']
  if (wrong['tag'] || name === undefined) throw invalid({ tag: wrong['tag'] ?? '' })
  const tagId = ensureTag(tx, name)
  const tagged = tagsOf(tx, ids)
  const without = picked(tx, ids).filter(({ id }) => !tagged.get(id)?.some((tag) => tag.id === tagId))
  const full = without.find(({ id }) => (tagged.get(id)?.length ?? 0) >= MOST_TAGS_EACH)
  if (full) throw invalid({ tag: `${full.name} has ${MOST_TAGS_EACH} tags, which is the most. Take one off first.` })
  const act = beginAct(tx, 'tagged', name)
  for (const contact of without)
    change(tx, act, contact, 'tagged', () => tx.db.insert(contactTagged).values({ contactId: contact.id, tagId }).run())
  return act
}

export function untagContacts(tx: Tx, ids: readonly ContactId[], tagId: TagId): ActId {
  const { name } = getTag(tx, tagId)
  const tagged = tagsOf(tx, ids)
  const act = beginAct(tx, 'untagged', name)
  for (const contact of picked(tx, ids).filter(({ id }) => tagged.get(id)?.some((tag) => tag.id === tagId)))
    change(tx, act, contact, 'untagged', () =>
      tx.db
        .delete(contactTagged)
        .where(and(eq(contactTagged.contactId, contact.id), eq(contactTagged.tagId, tagId)))
        .run(),
    )
  return act
}

export function removeContacts(tx: Tx, ids: readonly ContactId[]): ActId {
  const gone = picked(tx, ids)
  const act = beginAct(tx, 'removed', gone.length === 1 ? (gone[0]?.name ?? '') : '')
  for (const { id } of gone) takeOut(tx, act, id)
  return act
}

/** Throws AppError invalid for none or too many, not_found for one that is not there. */
export function picked(tx: Tx, ids: readonly ContactId[]): Contact[] {
  const each = [...new Set(ids)]
  if (each.length === 0) throw invalid({ contacts: 'Select at least one contact.' })
  if (each.length > MOST_PICKED) throw invalid({ contacts: `Select at most ${MOST_PICKED} contacts.` })
  return each.map((id) => getContact(tx, id))
}

function change(tx: Tx, act: ActId, contact: Contact, kind: Extract<ActKind, 'tagged' | 'untagged'>, make: () => unknown): void {
  const before = snapshotOf(tx, contact)
  make()
  const after = tx.db.update(contacts).set({ revision: newId(), updatedAt: tx.now }).where(eq(contacts.id, contact.id)).returning().get()
  noteChange(tx, act, contact.id, before, after)
  record(tx, `contact.${kind}`, contact.id, { change: act })
}
