import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'
import type { TenantId } from './tenant.ts'

/*
 * state:  making → active ⇄ suspended → closing → (the row goes to destroyed_tenants)
 * keyState: settled → turning (the key is the next one; what was under the last one is still to be cleared away) → settled
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
  /** How often its key was exchanged: each time its database begins a new file, whose name says so. */
  keyTurns: integer('key_turns').notNull().default(0),
  keyRotatedAt: integer('key_rotated_at', { mode: 'timestamp_ms' }),
  /** From when a closing office may be destroyed. */
  closesAt: integer('closes_at', { mode: 'timestamp_ms' }),
  /** How often it changed its cell: each time it begins a new replica, which nobody of before writes to. */
  epoch: integer('epoch').notNull().default(0),
})

/** What a tenant's earlier key gave, under its key of now: documents and links that were made with it open until it is destroyed. */
export const retiredKeys = sqliteTable('retired_keys', {
  id: text('id').$type<Id<'retired-key'>>().primaryKey(),
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  purpose: text('purpose', { enum: ['files', 'tokens'] }).notNull(),
  sealed: blob('sealed', { mode: 'buffer' }).notNull(),
  retiredAt: integer('retired_at', { mode: 'timestamp_ms' }).notNull(),
})

/** The master keys there have been, by id. Nothing may be wrapped under one that is retired. */
export const masterKeys = sqliteTable('master_keys', {
  id: text('id').primaryKey(),
  firstUsedAt: integer('first_used_at', { mode: 'timestamp_ms' }).notNull(),
  retiredAt: integer('retired_at', { mode: 'timestamp_ms' }),
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

/** What a bucket had of a destroyed office, how much of it is gone, and since when all of it. */
export const destroyedCopies = sqliteTable(
  'destroyed_copies',
  {
    id: text('id').$type<TenantId>().notNull(),
    /** Which bucket. */
    place: text('place').notNull(),
    removed: integer('removed').notNull().default(0),
    bytes: integer('bytes').notNull().default(0),
    /** Objects that the bucket itself keeps, and until when if it says. */
    kept: integer('kept').notNull().default(0),
    keptUntil: integer('kept_until', { mode: 'timestamp_ms' }),
    /** Not asked again before. */
    nextAt: integer('next_at', { mode: 'timestamp_ms' }).notNull(),
    goneAt: integer('gone_at', { mode: 'timestamp_ms' }),
  },
  (table) => [primaryKey({ columns: [table.id, table.place] })],
)
