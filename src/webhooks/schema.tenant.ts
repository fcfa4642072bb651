import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const

/** Where a program of the office's wants to hear what happens. */
export const webhookEndpoints = sqliteTable('webhook_endpoints', {
  id: text('id').$type<Id<'endpoint'>>().primaryKey(),
  url: text('url').notNull(),
  description: text('description').notNull(),
  events: text('events', { mode: 'json' }).$type<readonly string[]>().notNull(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  /** Why it was switched off by itself. */
  disabledBecause: text('disabled_because'),
  /** Its secret follows from the office's key and this: none is kept. */
  secretVersion: integer('secret_version').notNull(),
  /** Until then what is sent is signed with the secret before, too. */
  previousUntil: integer('previous_until', { mode: 'timestamp_ms' }),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
})

/** One event on its way to one endpoint. What it says is made of these columns alone: an id, never a patient's data. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: text('id').$type<Id<'delivery'>>().primaryKey(),
    endpointId: text('endpoint_id')
      .$type<Id<'endpoint'>>()
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    /** Of the entry of the trail that tells of it; null for a test. */
    seq: integer('seq'),
    type: text('type').notNull(),
    subjectId: text('subject_id').notNull(),
    recipientId: text('recipient_id'),
    occurredAt: integer('occurred_at', { mode: 'timestamp_ms' }).notNull(),
    state: text('state', { enum: DELIVERY_STATES }).notNull(),
    tries: integer('tries').notNull(),
    nextTryAt: integer('next_try_at', { mode: 'timestamp_ms' }),
    /** What the endpoint answered last; null when it did not. */
    status: integer('status'),
    /** Why the last try was none, in a word. */
    trouble: text('trouble'),
    settledAt: integer('settled_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    uniqueIndex('webhook_deliveries_once').on(table.endpointId, table.seq),
    index('webhook_deliveries_newest').on(table.endpointId, table.id),
    index('webhook_deliveries_settled').on(table.settledAt).where(sql`settled_at IS NOT NULL`),
  ],
)

/** How far the trail was read for events. One row, from the first endpoint on. */
export const webhookProgress = sqliteTable('webhook_progress', {
  id: integer('id').primaryKey(),
  seq: integer('seq').notNull(),
})
