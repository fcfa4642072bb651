import { and, asc, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { tidySoon } from '../search/tidying.ts'
import { refreshText } from './found-by.ts'
import { changed, getReceived, type ReceivedId } from './received.ts'
import { receivedNotes } from './schema.tenant.ts'

export type NoteId = Id<'note'>
export type Note = typeof receivedNotes.$inferSelect

export const LONGEST_NOTE = 2_000

export function addNote(tx: Tx, receivedId: ReceivedId, text: string): Note {
  const fax = getReceived(tx, receivedId)
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > LONGEST_NOTE)
    throw invalid({ text: `Write a note of at most ${LONGEST_NOTE.toLocaleString('en-US')} characters.` })
  const note = { id: newId<'note'>(), receivedId: fax.id, text: trimmed, writtenBy: tx.actor.id, writtenAt: tx.now }
  tx.db.insert(receivedNotes).values(note).run()
  refreshText(tx, fax.id)
  record(tx, 'received.note_added', fax.id, { note: note.id })
  changed(tx, fax.id)
  return note
}

export function removeNote(tx: Tx, receivedId: ReceivedId, id: NoteId): void {
  const fax = getReceived(tx, receivedId)
  const gone = tx.db
    .delete(receivedNotes)
    .where(and(eq(receivedNotes.receivedId, fax.id), eq(receivedNotes.id, id)))
    .run()
  if (gone.changes === 0) throw notFound('Note')
  refreshText(tx, fax.id)
  tidySoon(tx)
  record(tx, 'received.note_removed', fax.id, { note: id })
  changed(tx, fax.id)
}

/** Of a fax that is being shown: that is the disclosure. */
export const notesOf = (tx: Tx, receivedId: ReceivedId): Note[] =>
  tx.db
    .select()
    .from(receivedNotes)
    .where(eq(receivedNotes.receivedId, receivedId))
    .orderBy(asc(receivedNotes.writtenAt), asc(receivedNotes.id))
    .all()
