import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { users } from '../schema.tenant.ts'

/** Where a person signed in from before: a browser is told from others by a random cookie, of which the file holds the SHA-256. */
export const knownBrowsers = sqliteTable(
  'known_browsers',
  {
    userId: text('user_id')
      .$type<Id<'user'>>()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    browserHash: text('browser_hash').notNull(),
    userAgent: text('user_agent').notNull(),
    address: text('address').notNull(),
    firstAt: integer('first_at', { mode: 'timestamp_ms' }).notNull(),
    lastAt: integer('last_at', { mode: 'timestamp_ms' }).notNull(),
    /** Whether its person was told of it: not of the first they ever used. */
    isNews: integer('is_news', { mode: 'boolean' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.browserHash] })],
)

/** One row: how long sessions of this office last. Without it, what Frontdesk does by itself. */
export const sessionLimits = sqliteTable('session_limits', {
  id: integer('id').primaryKey(),
  idleMinutes: integer('idle_minutes').notNull(),
  longestHours: integer('longest_hours').notNull(),
})
