import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { FileId } from '../files/index.ts'
import type { Id } from '../kit/ids.ts'

/** What a court or a dispute needs stays, whatever the rules say: one record, or all of them. */
export const legalHolds = sqliteTable('legal_holds', {
  id: text('id').$type<Id<'hold'>>().primaryKey(),
  /** The id of a fax; null holds everything. */
  subjectId: text('subject_id'),
  reason: text('reason').notNull(),
  placedBy: text('placed_by').notNull(),
  placedAt: integer('placed_at', { mode: 'timestamp_ms' }).notNull(),
  releasedAt: integer('released_at', { mode: 'timestamp_ms' }),
})

/** Documents whose rows are gone and which may still lie on the disk or in the bucket. */
export const doomedFiles = sqliteTable('doomed_files', { fileId: text('file_id').$type<FileId>().primaryKey() })
