import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { PageFrom } from '../documents/index.ts'
import type { FileId } from '../files/index.ts'
import type { Id } from '../kit/ids.ts'

export const FAX_STATUSES = ['held', 'scheduled', 'queued', 'sending', 'delivered', 'partial', 'failed', 'canceled'] as const
export const RECIPIENT_STATUSES = ['held', 'scheduled', 'queued', 'sending', 'delivered', 'failed', 'canceled'] as const
export const ATTEMPT_STATES = ['calling', 'accepted', 'delivered', 'failed', 'absent'] as const

/** What was submitted, once: the status is that of its recipients taken together (status.ts). */
export const faxes = sqliteTable(
  'faxes',
  {
    id: text('id').$type<Id<'fax'>>().primaryKey(),
    status: text('status', { enum: FAX_STATUSES }).notNull(),
    fromNumber: text('from_number').notNull(),
    cover: integer('cover', { mode: 'boolean' }).notNull(),
    /** Which; null without one, and for faxes from before there was a choice. */
    coverId: text('cover_id').$type<Id<'cover'>>(),
    subject: text('subject').notNull(),
    note: text('note').notNull(),
    sendAt: integer('send_at', { mode: 'timestamp_ms' }),
    /** Cover and files together. */
    pages: integer('pages').notNull(),
    /** The one PDF that is sent, made by the job fax.prepare. */
    documentId: text('document_id').$type<FileId>(),
    sha256: text('sha256'),
    /** Names the files taken together, whatever they are called: the same again is the same document. */
    content: text('content').notNull().default(''),
    /** The pages that are sent, in their order, when they are not all of the files as they are. */
    plan: text('plan', { mode: 'json' }).$type<PageFrom[]>(),
    recipientCount: integer('recipient_count').notNull(),
    firstTo: text('first_to').notNull(),
    firstName: text('first_name').notNull(),
    cause: text('cause'),
    createdByKind: text('created_by_kind').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
    /** The bulk that it is one recipient's part of, or its own id while that is being drafted. Whatever has one stands in no list. */
    bulkId: text('bulk_id').$type<Id<'fax'>>(),
    /** In the trash since then; whatever is there stands in no other list. */
    trashedAt: integer('trashed_at', { mode: 'timestamp_ms' }),
    trashedBy: text('trashed_by'),
    /** The trash was emptied of it: it does not come back, and its content went. */
    emptiedAt: integer('emptied_at', { mode: 'timestamp_ms' }),
    /** When its document, files and words left, as the office has it; the row, what it names, its digest and its story stay. */
    contentGoneAt: integer('content_gone_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    index('faxes_newest').on(table.createdAt, table.id, table.bulkId, table.trashedAt),
    index('faxes_by_status').on(table.status, table.createdAt, table.id, table.bulkId, table.trashedAt),
    index('faxes_of_bulk').on(table.bulkId, table.status).where(sql`bulk_id IS NOT NULL`),
    index('faxes_by_person').on(table.createdBy, table.createdAt, table.id),
    index('faxes_content').on(table.content, table.createdAt),
    index('faxes_trashed').on(table.trashedAt, table.id).where(sql`trashed_at IS NOT NULL AND emptied_at IS NULL`),
  ],
)

/** How many faxes are in each status, kept by triggers: counting a hundred thousand takes longer than listing fifty of them. */
export const faxTotals = sqliteTable('fax_totals', {
  status: text('status', { enum: FAX_STATUSES }).primaryKey(),
  n: integer('n').notNull(),
})

/** The files as they were attached, sealed, in their order. */
export const faxFiles = sqliteTable(
  'fax_files',
  {
    id: text('id').$type<FileId>().primaryKey(),
    faxId: text('fax_id')
      .$type<Id<'fax'>>()
      .notNull()
      .references(() => faxes.id),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    type: text('type', { enum: ['pdf', 'tiff'] }).notNull(),
    pages: integer('pages').notNull(),
    bytes: integer('bytes').notNull(),
    sha256: text('sha256').notNull(),
  },
  (table) => [index('fax_files_fax').on(table.faxId, table.position)],
)

export const faxRecipients = sqliteTable(
  'fax_recipients',
  {
    id: text('id').$type<Id<'recipient'>>().primaryKey(),
    faxId: text('fax_id')
      .$type<Id<'fax'>>()
      .notNull()
      .references(() => faxes.id),
    position: integer('position').notNull(),
    to: text('to_number').notNull(),
    name: text('name').notNull(),
    status: text('status', { enum: RECIPIENT_STATUSES }).notNull(),
    /** Calls the carrier made that count against the limit of tries. */
    tries: integer('tries').notNull().default(0),
    nextTryAt: integer('next_try_at', { mode: 'timestamp_ms' }),
    cause: text('cause'),
    settledAt: integer('settled_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    index('fax_recipients_fax').on(table.faxId, table.position),
    index('fax_recipients_past').on(table.to, table.status, table.settledAt),
  ],
)

/** One call asked of the carrier. Written before the carrier is asked, so that no crash can forget it. */
export const faxAttempts = sqliteTable(
  'fax_attempts',
  {
    id: text('id').$type<Id<'attempt'>>().primaryKey(),
    recipientId: text('recipient_id')
      .$type<Id<'recipient'>>()
      .notNull()
      .references(() => faxRecipients.id),
    number: integer('number').notNull(),
    state: text('state', { enum: ATTEMPT_STATES }).notNull(),
    /** The carrier's own word for where it stands: queued, media.processed, originated, sending. */
    stage: text('stage'),
    carrierId: text('carrier_id').unique(),
    /** The account that it began with; null is the platform's. */
    accountId: text('account_id').$type<Id<'carrier-account'>>(),
    askedAt: integer('asked_at', { mode: 'timestamp_ms' }).notNull(),
    settledAt: integer('settled_at', { mode: 'timestamp_ms' }),
    cause: text('cause'),
    pages: integer('pages'),
    seconds: integer('seconds'),
    /** Set when the person canceled while the carrier had it. */
    cancelAskedAt: integer('cancel_asked_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    uniqueIndex('fax_attempts_number').on(table.recipientId, table.number),
    index('fax_attempts_open').on(table.askedAt).where(sql`state IN ('calling', 'accepted')`),
    uniqueIndex('fax_attempts_one_open').on(table.recipientId).where(sql`state IN ('calling', 'accepted')`),
  ],
)

/** Every event the carrier told us of this tenant, by its id: a second delivery changes nothing. */
export const carrierEvents = sqliteTable(
  'carrier_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    carrierId: text('carrier_id').notNull(),
    occurredAt: integer('occurred_at', { mode: 'timestamp_ms' }).notNull(),
    receivedAt: integer('received_at', { mode: 'timestamp_ms' }).notNull(),
    effect: text('effect', { enum: ['applied', 'late', 'kept'] }).notNull(),
  },
  (table) => [index('carrier_events_fax').on(table.carrierId)],
)

/** Numbers this office sends from and receives at. The control plane has the routing copy. */
export const faxNumbers = sqliteTable('fax_numbers', {
  number: text('number').primaryKey(),
  label: text('label').notNull(),
  addedAt: integer('added_at', { mode: 'timestamp_ms' }).notNull(),
})

/** Answers kept so that a repeated request is answered again, not done again. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    key: text('key').primaryKey(),
    fingerprint: text('fingerprint').notNull(),
    status: integer('status').notNull(),
    body: text('body').notNull(),
    location: text('location').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('idempotency_keys_at').on(table.createdAt)],
)
