import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { TenantId } from './tenant.ts'

export const tenants = sqliteTable('tenants', {
  id: text('id').$type<TenantId>().primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  state: text('state', { enum: ['making', 'active', 'suspended'] }).notNull(),
  wrappedKey: blob('wrapped_key', { mode: 'buffer' }).notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
})
