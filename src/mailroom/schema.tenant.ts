import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'

/** Whose mail becomes a fax, and in whose name. */
export const mailroomSenders = sqliteTable('mailroom_senders', {
  id: text('id').$type<Id<'sender'>>().primaryKey(),
  /** In small letters. */
  address: text('address').notNull().unique(),
  personId: text('person_id').notNull(),
  /** Whether the subject of a mail stands on the cover page. */
  coverSubject: integer('cover_subject', { mode: 'boolean' }).notNull(),
  /** Whether they are written to once more when the fax has ended. */
  tellEnd: integer('tell_end', { mode: 'boolean' }).notNull(),
  addedBy: text('added_by').notNull(),
  addedAt: integer('added_at', { mode: 'timestamp_ms' }).notNull(),
})
