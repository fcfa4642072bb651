import { asc, eq } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { keepReceivedText } from '../search/texts.ts'
import { findReceived, type ReceivedId } from './received.ts'
import { receivedNotes, receivedTags } from './schema.tenant.ts'

/** Called after every change to what a received fax can be found by, in its transaction. */
export function refreshText(tx: Tx, id: ReceivedId): void {
  const fax = findReceived(tx, id)
  if (!fax) return
  const tags = tx.db.select({ tag: receivedTags.tag }).from(receivedTags).where(eq(receivedTags.receivedId, id)).all()
  const notes = tx.db
    .select({ text: receivedNotes.text })
    .from(receivedNotes)
    .where(eq(receivedNotes.receivedId, id))
    .orderBy(asc(receivedNotes.writtenAt))
    .all()
  keepReceivedText(tx, id, { ...fax, tags: tags.map(({ tag }) => tag), notes: notes.map(({ text }) => text) })
}
