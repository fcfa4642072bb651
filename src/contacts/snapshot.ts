import { eq } from 'drizzle-orm'
import { newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Contact, ContactId, ContactNumber } from './contact.ts'
import { numbersOf, setNumbers } from './numbers.ts'
import { contacts, contactTagged } from './schema.tenant.ts'
import { ensureTag, findTag, type Tag, tagsOf } from './tags.ts'

/** A contact with all that is kept beside it, as text. */
type Snapshot = {
  readonly contact: Omit<Contact, 'n' | 'createdAt' | 'updatedAt'> & { readonly createdAt: number; readonly updatedAt: number }
  readonly numbers: readonly ContactNumber[]
  readonly tags: readonly Tag[]
}

export function snapshotOf(tx: Tx, { n: _, createdAt, updatedAt, ...row }: Contact): string {
  const snapshot: Snapshot = {
    contact: { ...row, createdAt: createdAt.getTime(), updatedAt: updatedAt.getTime() },
    numbers: numbersOf(tx, [row.id]).get(row.id) ?? [],
    tags: tagsOf(tx, [row.id]).get(row.id) ?? [],
  }
  return JSON.stringify(snapshot)
}

export const readSnapshot = (text: string): Snapshot => JSON.parse(text) as Snapshot

/** As it was, whether it is still there or not. Its numbers must be nobody else's. */
export function restoreSnapshot(tx: Tx, { contact, numbers, tags }: Snapshot): void {
  const row = { ...contact, createdAt: new Date(contact.createdAt), updatedAt: new Date(contact.updatedAt), revision: newId() }
  tx.db.insert(contacts).values(row).onConflictDoUpdate({ target: contacts.id, set: row }).run()
  setNumbers(tx, contact.id, numbers)
  setTagIds(
    tx,
    contact.id,
    // A tag that was renamed is still the same; one that was deleted is made again.
    tags.map(({ id, name }) => findTag(tx, id)?.id ?? ensureTag(tx, name)),
  )
}

function setTagIds(tx: Tx, contactId: ContactId, ids: readonly Tag['id'][]): void {
  tx.db.delete(contactTagged).where(eq(contactTagged.contactId, contactId)).run()
  for (const tagId of new Set(ids)) tx.db.insert(contactTagged).values({ contactId, tagId }).run()
}
