import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'

export const LISTS = ['sent', 'received'] as const

/** A list as somebody wants to see it again: its filters and columns, as its address says them. */
export const savedViews = sqliteTable('saved_views', {
  id: text('id').$type<Id<'view'>>().primaryKey(),
  list: text('list', { enum: LISTS }).notNull(),
  name: text('name').notNull(),
  query: text('query').notNull(),
  /** Seen by everybody of the office, not by who saved it alone. */
  shared: integer('shared', { mode: 'boolean' }).notNull(),
  savedBy: text('saved_by').notNull(),
  savedAt: integer('saved_at', { mode: 'timestamp_ms' }).notNull(),
})
