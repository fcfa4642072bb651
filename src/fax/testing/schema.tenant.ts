import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import type { FAX_STATUSES, RECIPIENT_STATUSES } from '../schema.tenant.ts'

export type TestRecipient = {
  readonly id: string
  readonly to: string
  readonly name: string
  readonly status: (typeof RECIPIENT_STATUSES)[number]
  readonly cause: string | null
}

/** What keys for tests submitted. Nothing that sends reads this table, and nothing that lists real faxes. */
export const testFaxes = sqliteTable(
  'test_faxes',
  {
    id: text('id').$type<Id<'fax'>>().primaryKey(),
    keyId: text('key_id').notNull(),
    status: text('status').$type<(typeof FAX_STATUSES)[number]>().notNull(),
    fromNumber: text('from_number').notNull(),
    cover: integer('cover', { mode: 'boolean' }).notNull(),
    subject: text('subject').notNull(),
    note: text('note').notNull(),
    pages: integer('pages').notNull(),
    recipients: text('recipients', { mode: 'json' }).$type<readonly TestRecipient[]>().notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('test_faxes_newest').on(table.keyId, table.id)],
)
