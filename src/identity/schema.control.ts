import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'

/** Operators act by key on the admin host. */
export const operators = sqliteTable('operators', {
  id: text('id').$type<Id<'operator'>>().primaryKey(),
  name: text('name').notNull(),
  secretHash: text('secret_hash').notNull().unique(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  revokedAt: integer('revoked_at', { mode: 'timestamp_ms' }),
})
