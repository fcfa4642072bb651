import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { FileId } from '../../files/index.ts'
import type { Id } from '../../kit/ids.ts'

/** How a cover page can look. One that was removed stays: faxes that go later, and whoever brings it back, still name it. */
export const coverTemplates = sqliteTable('cover_templates', {
  id: text('id').$type<Id<'cover'>>().primaryKey(),
  name: text('name').notNull(),
  /** Of exactly one. */
  isDefault: integer('is_default', { mode: 'boolean' }).notNull(),
  showsAddress: integer('shows_address', { mode: 'boolean' }).notNull(),
  /** Printed instead of the office's own; empty for that. */
  notice: text('notice').notNull(),
  logoId: text('logo_id').$type<FileId>(),
  logoSha256: text('logo_sha256'),
  removedAt: integer('removed_at', { mode: 'timestamp_ms' }),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
})
