import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'

/** What is looked at again before a fax goes. One row, once the office has changed anything. */
export const sendRules = sqliteTable('send_rules', {
  id: integer('id').primaryKey(),
  /** Within which the same document to the same number is asked about; 0 for never. */
  duplicateHours: integer('duplicate_hours').notNull(),
  askNewNumbers: integer('ask_new_numbers', { mode: 'boolean' }).notNull(),
  /** A program cannot be asked: whether what is likely a duplicate waits for a person instead of going. */
  holdPrograms: integer('hold_programs', { mode: 'boolean' }).notNull(),
  /** A bulk to more than so many waits for a second person; 0 for never. */
  secondOver: integer('second_over').notNull().default(0),
})
