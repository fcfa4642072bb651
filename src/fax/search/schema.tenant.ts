import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * What a fax is found by. The migration adds fax_words beside it, an FTS5 index of the trigrams of its columns that triggers keep, and
 * the triggers that take a fax's row away with the fax and write the sender's contact into it. Sent ones are numbered down from a trillion,
 * received ones up, so that the newest of each kind stand at an end of the index.
 */
export const faxTexts = sqliteTable('fax_texts', {
  n: integer('n').primaryKey(),
  faxId: text('fax_id').notNull().unique(),
  text: text('text').notNull(),
  /** Of a received fax: the contact whose number it came from. */
  sender: text('sender').notNull().default(''),
  /** What state it is in, as `marks.ts` says it. A change of it writes nothing of the words anew. */
  marks: text('marks').notNull().default(''),
})
