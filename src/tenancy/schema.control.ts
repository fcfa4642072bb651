import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { TenantId } from './tenant.ts'

/*
 * state:  making → active ⇄ suspended → closing → (the row goes to destroyed_tenants)
 * keyState: settled → turning (the key is the next one, and the directory `next` holds what it opens) → settled
 */
export const tenants = sqliteTable('tenants', {
  id: text('id').$type<TenantId>().primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  state: text('state', { enum: ['making', 'active', 'suspended', 'closing'] }).notNull(),
  wrappedKey: blob('wrapped_key', { mode: 'buffer' }).notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  keyState: text('key_state', { enum: ['settled', 'turning'] })
    .notNull()
    .default('settled'),
  keyRotatedAt: integer('key_rotated_at', { mode: 'timestamp_ms' }),
  /** From when a closing office may be destroyed. */
  closesAt: integer('closes_at', { mode: 'timestamp_ms' }),
})

/** What is left of an office whose key was destroyed. Without a certificate its files may still lie there. */
export const destroyedTenants = sqliteTable('destroyed_tenants', {
  id: text('id').$type<TenantId>().primaryKey(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  keyId: text('key_id').notNull(),
  documents: integer('documents').notNull(),
  files: integer('files').notNull(),
  bytes: integer('bytes').notNull(),
  manifestSha256: text('manifest_sha256').notNull(),
  destroyedBy: text('destroyed_by').notNull(),
  destroyedAt: integer('destroyed_at', { mode: 'timestamp_ms' }).notNull(),
  certificate: text('certificate'),
})
