import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { faxes } from '../schema.tenant.ts'

/**
 * reading ─► draft ─► running ◄─► paused
 *               └► held ─┘ └────────┴──► stopping ─► ended ──(retry what failed)──► running
 */
export const BULK_STATES = ['reading', 'draft', 'held', 'running', 'paused', 'stopping', 'ended'] as const

/**
 * One document for many. Its id is that of the row in `faxes` that stands for it in the list, with the files and the words as they were
 * written; each recipient's own fax names it in `bulk_id`.
 */
export const bulks = sqliteTable('bulks', {
  id: text('id')
    .$type<Id<'fax'>>()
    .primaryKey()
    .references(() => faxes.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  state: text('state', { enum: BULK_STATES }).notNull(),
  /** Why it is paused or held, when a person did not say so. */
  cause: text('cause'),
  /** At most so many begin in a minute; null for as many as there are lines. */
  perMinute: integer('per_minute'),
  /** Calls are made only while the office is open. */
  officeHours: integer('office_hours', { mode: 'boolean' }).notNull(),
  /** Who got the same files within the office's time gets them again. */
  repeats: integer('repeats', { mode: 'boolean' }).notNull(),
  /** How many of those who get it are marked “Second person”, when it was drafted. */
  sensitive: integer('sensitive').notNull().default(0),
  /** The second person who let it go. */
  confirmedBy: text('confirmed_by'),
  /** Not before this the next one begins: that is how the pace is kept. */
  nextAt: integer('next_at', { mode: 'timestamp_ms' }),
  startedAt: integer('started_at', { mode: 'timestamp_ms' }),
  startedBy: text('started_by'),
  endedAt: integer('ended_at', { mode: 'timestamp_ms' }),
})

/** waiting ─► made ─► stopped, both with a fax of their own whose status counts; left_out and canceled never had a call. */
export const ROW_STATES = ['waiting', 'made', 'stopped', 'left_out', 'canceled'] as const

export const bulkRecipients = sqliteTable(
  'bulk_recipients',
  {
    bulkId: text('bulk_id')
      .$type<Id<'fax'>>()
      .notNull()
      .references(() => bulks.id, { onDelete: 'cascade' }),
    /** In the list as it was given, counted from 1, without the row that names the columns. */
    row: integer('row').notNull(),
    /** E.164; as it was typed where that is no number. */
    to: text('to_number').notNull(),
    name: text('name').notNull(),
    /** JSON: what the cover says of this one, by field. */
    fields: text('fields').notNull(),
    state: text('state', { enum: ROW_STATES }).notNull(),
    /** Why it was left out. */
    reason: text('reason'),
    /** What a person was to look at, of one who gets it: a new number, or one slip away from a known one. */
    doubt: text('doubt'),
    /** The fax that went last; a retry makes another. */
    faxId: text('fax_id').$type<Id<'fax'>>(),
  },
  (table) => [
    primaryKey({ columns: [table.bulkId, table.row] }),
    index('bulk_recipients_waiting').on(table.bulkId, table.row).where(sql`state = 'waiting'`),
  ],
)
