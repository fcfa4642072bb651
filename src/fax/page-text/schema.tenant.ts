import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** One row while the office has the words of received pages read. */
export const pageTextRule = sqliteTable('page_text_rule', {
  id: integer('id').primaryKey(),
  setBy: text('set_by').notNull(),
  setAt: integer('set_at', { mode: 'timestamp_ms' }).notNull(),
  /** While older faxes are read, newest first: back to when, and how far that is. */
  pastSince: integer('past_since', { mode: 'timestamp_ms' }),
  pastReached: integer('past_reached', { mode: 'timestamp_ms' }),
})
