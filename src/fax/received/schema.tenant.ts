import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { FileId } from '../../files/index.ts'
import type { Id } from '../../kit/ids.ts'

export const RECEIVED_STATUSES = ['downloading', 'received', 'failed'] as const

/** Where a fax lies. */
export const SHELVES = ['inbox', 'blocked', 'replaced'] as const

/** By mail: of every fax, or of those that are one's own. */
export const WISHES = ['every', 'mine'] as const
export const ARRANGEMENTS = ['split', 'merge'] as const

export const receivedFaxes = sqliteTable(
  'received_faxes',
  {
    id: text('id').$type<Id<'received'>>().primaryKey(),
    /** The carrier's name for it; of a fax that was made here of others, its own. */
    carrierId: text('carrier_id').notNull().unique(),
    /** The office's own account that it came by; null is the platform's. */
    accountId: text('account_id').$type<Id<'carrier-account'>>(),
    from: text('from_number').notNull(),
    to: text('to_number').notNull(),
    status: text('status', { enum: RECEIVED_STATUSES }).notNull(),
    pages: integer('pages'),
    partial: integer('partial', { mode: 'boolean' }).notNull().default(false),
    /** The carrier's short-lived link; gone once the document is here. */
    mediaUrl: text('media_url'),
    fileId: text('file_id').$type<FileId>(),
    sha256: text('sha256'),
    cause: text('cause'),
    tries: integer('tries').notNull().default(0),
    receivedAt: integer('received_at', { mode: 'timestamp_ms' }).notNull(),
    readAt: integer('read_at', { mode: 'timestamp_ms' }),
    /** Who read it first, for the office: a person, or a key that said so. */
    readBy: text('read_by'),
    shelf: text('shelf', { enum: SHELVES }).notNull().default('inbox'),
    /** Whose it is to deal with: a person of the office. */
    assignedTo: text('assigned_to'),
    urgent: integer('urgent', { mode: 'boolean' }).notNull().default(false),
    /** When somebody last decided by hand whose it is, how it is tagged or whether it is urgent: what rules are measured against. */
    sortedAt: integer('sorted_at', { mode: 'timestamp_ms' }),
    /** In the trash since then; whatever is there stands in no other list. */
    trashedAt: integer('trashed_at', { mode: 'timestamp_ms' }),
    trashedBy: text('trashed_by'),
    /** When its pages left, as the office has it. */
    contentGoneAt: integer('content_gone_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    index('received_faxes_newest').on(table.shelf, table.receivedAt, table.id, table.trashedAt),
    index('received_faxes_unread')
      .on(table.receivedAt, table.id, table.shelf, table.urgent, table.assignedTo, table.to)
      .where(sql`read_at IS NULL AND status = 'received' AND trashed_at IS NULL`),
    index('received_faxes_assigned').on(table.assignedTo, table.shelf, table.receivedAt, table.id, table.to, table.trashedAt),
    index('received_faxes_number').on(table.to, table.shelf, table.receivedAt, table.id, table.trashedAt),
    index('received_faxes_from').on(table.from, table.receivedAt),
    index('received_faxes_not_here')
      .on(table.status, table.receivedAt, table.id, table.shelf, table.trashedAt)
      .where(sql`status <> 'received'`),
    index('received_faxes_urgent')
      .on(table.receivedAt, table.id, table.shelf, table.assignedTo, table.to)
      .where(sql`urgent = 1 AND trashed_at IS NULL`),
    index('received_faxes_trashed').on(table.trashedAt, table.id).where(sql`trashed_at IS NOT NULL`),
  ],
)

/** How many faxes lie on each shelf, kept by triggers: counting a hundred thousand takes longer than listing fifty of them. */
export const receivedTotals = sqliteTable('received_totals', {
  shelf: text('shelf', { enum: SHELVES }).primaryKey(),
  n: integer('n').notNull(),
})

/** With what else a fax is filtered by (a trigger sees to that), so that the newest of a tag are found without looking at the others. */
export const receivedTags = sqliteTable(
  'received_tags',
  {
    receivedId: receivedId(),
    tag: text('tag').notNull(),
    shelf: text('shelf', { enum: SHELVES }).notNull(),
    receivedAt: integer('received_at', { mode: 'timestamp_ms' }).notNull(),
    assignedTo: text('assigned_to'),
    to: text('to_number').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.receivedId, table.tag] }),
    index('received_tags_newest').on(table.tag, table.shelf, table.receivedAt, table.receivedId),
    index('received_tags_person').on(table.tag, table.assignedTo, table.shelf, table.receivedAt, table.receivedId, table.to),
    index('received_tags_number').on(table.tag, table.to, table.shelf, table.receivedAt, table.receivedId),
  ],
)

/** What people of the office write to each other about a fax. */
export const receivedNotes = sqliteTable(
  'received_notes',
  {
    id: text('id').$type<Id<'note'>>().primaryKey(),
    receivedId: receivedId(),
    text: text('text').notNull(),
    writtenBy: text('written_by').notNull(),
    writtenAt: integer('written_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('received_notes_fax').on(table.receivedId, table.writtenAt)],
)

/** How a page is turned to be read, clockwise; the document stays as it came. */
export const receivedTurns = sqliteTable(
  'received_turns',
  { receivedId: receivedId(), page: integer('page').notNull(), degrees: integer('degrees').notNull() },
  (table) => [primaryKey({ columns: [table.receivedId, table.page] })],
)

/** A fax that was split, or several that were made one; undone it says so and stays. */
export const receivedArrangements = sqliteTable('received_arrangements', {
  id: text('id').$type<Id<'arrangement'>>().primaryKey(),
  kind: text('kind', { enum: ARRANGEMENTS }).notNull(),
  madeBy: text('made_by').notNull(),
  madeAt: integer('made_at', { mode: 'timestamp_ms' }).notNull(),
  undoneAt: integer('undone_at', { mode: 'timestamp_ms' }),
})

/** Where each page of a fax that was made here comes from. A page of a source is in one place of what was made of it. */
export const receivedPages = sqliteTable(
  'received_pages',
  {
    receivedId: receivedId(),
    page: integer('page').notNull(),
    arrangementId: text('arrangement_id')
      .$type<Id<'arrangement'>>()
      .notNull()
      .references(() => receivedArrangements.id),
    sourceId: text('source_id').$type<Id<'received'>>().notNull(),
    sourcePage: integer('source_page').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.receivedId, table.page] }),
    uniqueIndex('received_pages_once').on(table.arrangementId, table.sourceId, table.sourcePage),
    index('received_pages_source').on(table.sourceId),
  ],
)

/** Numbers whose faxes go to a list of their own. */
export const blockedSenders = sqliteTable('blocked_senders', {
  number: text('number').primaryKey(),
  blockedBy: text('blocked_by').notNull(),
  blockedAt: integer('blocked_at', { mode: 'timestamp_ms' }).notNull(),
})

/** Whose a fax is, and how it is tagged, when it comes in at that number of the office. */
export const numberRoutings = sqliteTable('number_routings', {
  number: text('number').primaryKey(),
  assignedTo: text('assigned_to'),
  /** With commas between, as no tag has one. */
  tags: text('tags').notNull(),
})

/** One row: who else is written to when a fax comes in. */
export const receivedNoticeRule = sqliteTable('received_notice_rule', {
  id: integer('id').primaryKey(),
  backupAddress: text('backup_address').notNull(),
  /** After so many minutes in which nobody opened the fax; 0 writes at once. */
  backupAfterMinutes: integer('backup_after_minutes').notNull(),
})

/** Who of the office is written to; whoever has no row is not. */
export const receivedNoticeWishes = sqliteTable('received_notice_wishes', {
  personId: text('person_id').primaryKey(),
  wish: text('wish', { enum: WISHES }).notNull(),
})

/** What is done with faxes of a kind: suggested, until an owner has seen how often it would have been right. */
export const receivedRules = sqliteTable('received_rules', {
  id: text('id').$type<Id<'rule'>>().primaryKey(),
  name: text('name').notNull(),
  /** JSON, as rules.ts reads it. */
  conditions: text('conditions').notNull(),
  actions: text('actions').notNull(),
  acts: integer('acts', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  /** Of the last test since it was changed: faxes that it matched, those of them that people dealt with by hand, and as it says. */
  testedAt: integer('tested_at', { mode: 'timestamp_ms' }),
  matched: integer('matched').notNull().default(0),
  decided: integer('decided').notNull().default(0),
  agreed: integer('agreed').notNull().default(0),
})

/** What is written about a fax goes with it. */
function receivedId() {
  return text('received_id')
    .$type<Id<'received'>>()
    .notNull()
    .references(() => receivedFaxes.id, { onDelete: 'cascade' })
}
