import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { users } from '../schema.tenant.ts'

/** One row: when, and from where, this office lets its people in. Without it, always and from everywhere. */
export const accessRules = sqliteTable('access_rules', {
  id: integer('id').primaryKey(),
  /** Days of the week as digits, Monday is 1; with from and until, both or neither. */
  days: text('days').notNull(),
  from: text('from_time'),
  until: text('until_time'),
  addresses: text('addresses', { mode: 'json' }).$type<readonly string[]>().notNull(),
})

/** A right that somebody took for a while because it could not wait, and what an owner thought of it afterwards. */
export const emergencies = sqliteTable(
  'emergencies',
  {
    id: text('id').$type<Id<'emergency'>>().primaryKey(),
    userId: text('user_id')
      .$type<Id<'user'>>()
      .notNull()
      .references(() => users.id),
    permission: text('permission').notNull(),
    reason: text('reason').notNull(),
    openedAt: integer('opened_at', { mode: 'timestamp_ms' }).notNull(),
    endsAt: integer('ends_at', { mode: 'timestamp_ms' }).notNull(),
    endedBy: text('ended_by'),
    reviewedAt: integer('reviewed_at', { mode: 'timestamp_ms' }),
    reviewedBy: text('reviewed_by'),
    verdict: text('verdict', { enum: ['justified', 'unjustified'] }),
    note: text('note').notNull().default(''),
  },
  (table) => [index('emergencies_user').on(table.userId, table.endsAt)],
)

/** One row while owners and admins come in only from devices that were approved. */
export const deviceRule = sqliteTable('device_rule', {
  id: integer('id').primaryKey(),
  since: integer('since', { mode: 'timestamp_ms' }).notNull(),
})

/** A browser that somebody asked to come in with, told from others by its random cookie, of which the file holds the SHA-256. */
export const devices = sqliteTable('devices', {
  id: text('id').$type<Id<'device'>>().primaryKey(),
  browserHash: text('browser_hash').notNull().unique(),
  name: text('name').notNull(),
  address: text('address').notNull(),
  askedBy: text('asked_by')
    .$type<Id<'user'>>()
    .notNull()
    .references(() => users.id),
  askedAt: integer('asked_at', { mode: 'timestamp_ms' }).notNull(),
  /** Both or neither: without, it waits for an owner. */
  approvedBy: text('approved_by').$type<Id<'user'>>(),
  approvedAt: integer('approved_at', { mode: 'timestamp_ms' }),
})
