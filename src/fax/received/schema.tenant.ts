import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { FileId } from '../../files/index.ts'
import type { Id } from '../../kit/ids.ts'

export const RECEIVED_STATUSES = ['downloading', 'received', 'failed'] as const

export const receivedFaxes = sqliteTable(
  'received_faxes',
  {
    id: text('id').$type<Id<'received'>>().primaryKey(),
    carrierId: text('carrier_id').notNull().unique(),
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
  },
  (table) => [
    index('received_faxes_newest').on(table.receivedAt, table.id, table.from),
    index('received_faxes_unread').on(table.receivedAt).where(sql`read_at IS NULL AND status = 'received'`),
  ],
)
