import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { FileId } from '../files/index.ts'
import type { Id } from '../kit/ids.ts'

export const TAKEAWAY_STATES = ['waiting', 'making', 'ready', 'expired', 'removed', 'canceled', 'failed'] as const

/**
 * waiting ─► making ─► ready ─► expired | removed
 *      └────────┴─► canceled | failed
 * Its keys are there while it is waiting or made, and never after.
 */
export const takeaways = sqliteTable(
  'takeaways',
  {
    id: text('id').$type<Id<'takeaway'>>().primaryKey(),
    form: text('form', { enum: ['encrypted', 'open'] }).notNull(),
    state: text('state', { enum: TAKEAWAY_STATES }).notNull(),
    /** The keys of its databases, sealed under the office's own. */
    sealedKeys: blob('sealed_keys', { mode: 'buffer' }),
    step: text('step', { enum: ['copying', 'documents', 'writing', 'checking'] }),
    done: integer('done').notNull().default(0),
    total: integer('total').notNull().default(0),
    askedByKind: text('asked_by_kind').notNull(),
    askedBy: text('asked_by').notNull(),
    askedAt: integer('asked_at', { mode: 'timestamp_ms' }).notNull(),
    /** The moment whose records it holds. */
    madeAt: integer('made_at', { mode: 'timestamp_ms' }),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }),
    fetchedAt: integer('fetched_at', { mode: 'timestamp_ms' }),
    bytes: integer('bytes'),
    sha256: text('sha256'),
    documents: integer('documents'),
    cause: text('cause'),
  },
  (table) => [index('takeaways_newest').on(table.askedAt, table.id)],
)

/** The archive in pieces, each a sealed document of its own. The row is there before the piece is; without a length it may be cut short. */
export const takeawayParts = sqliteTable(
  'takeaway_parts',
  {
    takeawayId: text('takeaway_id')
      .$type<Id<'takeaway'>>()
      .notNull()
      .references(() => takeaways.id),
    position: integer('position').notNull(),
    fileId: text('file_id').$type<FileId>().notNull(),
    bytes: integer('bytes'),
    /** How many files of the archive end with this piece, when the last of them ends where it does. */
    entries: integer('entries'),
  },
  (table) => [primaryKey({ columns: [table.takeawayId, table.position] })],
)

/** What was packed so far, so that a run after a crash need not read it again. */
export const takeawayEntries = sqliteTable(
  'takeaway_entries',
  {
    takeawayId: text('takeaway_id')
      .$type<Id<'takeaway'>>()
      .notNull()
      .references(() => takeaways.id),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    bytes: integer('bytes').notNull(),
    sha256: text('sha256').notNull(),
  },
  (table) => [primaryKey({ columns: [table.takeawayId, table.position] })],
)

/** How long a class of records is kept. Without a row: for ever. */
export const retentionRules = sqliteTable('retention_rules', {
  class: text('class').primaryKey(),
  days: integer('days').notNull(),
  setBy: text('set_by').notNull(),
  setAt: integer('set_at', { mode: 'timestamp_ms' }).notNull(),
})

/** Each time the office's replica was restored and examined. */
export const backupDrills = sqliteTable('backup_drills', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at', { mode: 'timestamp_ms' }).notNull(),
  passed: integer('passed', { mode: 'boolean' }).notNull(),
  cause: text('cause'),
  /** What was found, as compact JSON, and this installation's Ed25519 signature over its bytes. */
  statement: text('statement').notNull(),
  signature: text('signature').notNull(),
})
