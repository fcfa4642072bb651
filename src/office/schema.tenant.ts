import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** One row: how the office presents itself. */
export const office = sqliteTable('office', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  phone: text('phone').notNull().default(''),
  timeZone: text('time_zone').notNull().default('America/New_York'),
  coverNotice: text('cover_notice').notNull(),
  updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
})
