import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { FileId } from '../../files/index.ts'
import type { Id } from '../../kit/ids.ts'
import type { PageWish } from '../page-plan.ts'
import type { faxes } from '../schema.tenant.ts'

/** A fax that was begun, as it was typed. Whoever sends it leaves the row, without its words, so that sending twice sends once. */
export const faxDrafts = sqliteTable(
  'fax_drafts',
  {
    id: text('id').$type<Id<'draft'>>().primaryKey(),
    to: text('to_typed').notNull(),
    cover: integer('cover', { mode: 'boolean' }).notNull(),
    /** Which cover page, by id or name; empty for the default. */
    template: text('template').notNull().default(''),
    subject: text('subject').notNull(),
    note: text('note').notNull(),
    from: text('from_number').notNull(),
    sendAt: text('send_at').notNull(),
    /** The pages that go, in their order, by the number of their file. */
    pages: text('pages', { mode: 'json' }).$type<PageWish[]>().notNull(),
    /** The fax that it sends again. */
    resendOf: text('resend_of').$type<typeof faxes.$inferSelect.id>(),
    /** The fax it became. */
    faxId: text('fax_id').$type<typeof faxes.$inferSelect.id>(),
    discardedAt: integer('discarded_at', { mode: 'timestamp_ms' }),
    createdByKind: text('created_by_kind').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('fax_drafts_newest').on(table.updatedAt).where(sql`fax_id IS NULL`)],
)

/** The files of a draft, sealed. They are the fax's once it is sent. */
export const faxDraftFiles = sqliteTable('fax_draft_files', {
  id: text('id').$type<FileId>().primaryKey(),
  draftId: text('draft_id')
    .$type<Id<'draft'>>()
    .notNull()
    .references(() => faxDrafts.id, { onDelete: 'cascade' }),
  /** From 1 in the order they were added, and never another's. */
  number: integer('number').notNull(),
  name: text('name').notNull(),
  type: text('type', { enum: ['pdf', 'tiff'] }).notNull(),
  pages: integer('pages').notNull(),
  bytes: integer('bytes').notNull(),
  sha256: text('sha256').notNull(),
  /** The received fax it is a copy of. */
  receivedId: text('received_id').$type<Id<'received'>>(),
})
