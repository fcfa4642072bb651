import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { TenantId } from '../tenancy/index.ts'

/** Whose number it is: how an inbound call finds its office. A number has one owner. */
export const numberRoutes = sqliteTable('number_routes', {
  number: text('number').primaryKey(),
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  addedAt: integer('added_at', { mode: 'timestamp_ms' }).notNull(),
})

/** Events that belong to no office that may be written to, kept as they came for a person to look at. */
export const strayEvents = sqliteTable(
  'stray_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    body: text('body').notNull(),
    /** The closed office that it was for: when that is destroyed, this goes too. */
    tenantId: text('tenant_id').$type<TenantId>(),
    receivedAt: integer('received_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('stray_events_at').on(table.receivedAt)],
)

/** How far the inbound poller has read, one row. */
export const pollCursors = sqliteTable('poll_cursors', {
  name: text('name').primaryKey(),
  at: integer('at', { mode: 'timestamp_ms' }).notNull(),
})
