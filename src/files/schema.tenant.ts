import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'

export const PLACES = ['disk', 'bucket'] as const

/** The sealed bytes of each document: a copy of them anywhere can be checked without a key. */
export const storedFiles = sqliteTable(
  'stored_files',
  {
    id: text('id').$type<Id<'file'>>().primaryKey(),
    /** Part of the copy's name in the bucket: a document sealed anew, under another key, is another object. */
    sealedSha256: text('sealed_sha256').notNull(),
    sealedBytes: integer('sealed_bytes').notNull(),
    /** When the copy in the bucket was read back and was the same. Until then only this machine has it. */
    uploadedAt: integer('uploaded_at', { mode: 'timestamp_ms' }),
    /** What the bucket answered about that copy, never what it was asked for. */
    encryption: text('encryption'),
    lockedUntil: integer('locked_until', { mode: 'timestamp_ms' }),
  },
  (table) => [index('stored_files_waiting').on(table.id).where(sql`uploaded_at IS NULL`)],
)

/** Sealed bytes that no row names, and since when that is known: after the grace they are removed. */
export const orphanedFiles = sqliteTable(
  'orphaned_files',
  {
    place: text('place', { enum: PLACES }).notNull(),
    name: text('name').notNull(),
    noticedAt: integer('noticed_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.place, table.name] })],
)
