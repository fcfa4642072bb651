import { integer, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'

/** Of a passkey, beside whose it is. */
export const passkeyColumns = () => ({
  id: text('id').$type<Id<'passkey'>>().primaryKey(),
  credentialId: text('credential_id').notNull().unique(),
  publicKey: text('public_key').notNull(),
  /** How often it signed, as it says itself; 0 for good where it does not count. */
  counter: integer('counter').notNull(),
  transports: text('transports', { mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Whether it may leave the device it was made on, and whether a copy of it was seen to be elsewhere. */
  isSyncable: integer('is_syncable', { mode: 'boolean' }).notNull(),
  isSynced: integer('is_synced', { mode: 'boolean' }).notNull(),
  name: text('name').notNull(),
  since: integer('since', { mode: 'timestamp_ms' }).notNull(),
  lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' }),
})

/** Of a challenge, beside whose passkey has to answer it. */
export const challengeColumns = () => ({
  challengeHash: text('challenge_hash').primaryKey(),
  holderHash: text('holder_hash').notNull(),
  purpose: text('purpose', { enum: ['sign_in', 'set_up', 'proof'] }).notNull(),
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
})
