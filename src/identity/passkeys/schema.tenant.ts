import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { users } from '../schema.tenant.ts'

const ofUser = () =>
  text('user_id')
    .$type<Id<'user'>>()
    .references(() => users.id, { onDelete: 'cascade' })

/** The public half of a key that a person's phone, computer or security key keeps. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    id: text('id').$type<Id<'passkey'>>().primaryKey(),
    userId: ofUser().notNull(),
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
  },
  (table) => [index('passkeys_user').on(table.userId)],
)

/** What a passkey is asked to sign: once, for one purpose, in the browser it was made for. The file holds SHA-256 of both. */
export const passkeyChallenges = sqliteTable('passkey_challenges', {
  challengeHash: text('challenge_hash').primaryKey(),
  holderHash: text('holder_hash').notNull(),
  purpose: text('purpose', { enum: ['sign_in', 'set_up', 'proof'] }).notNull(),
  /** Whose it has to be; nobody's where the passkey itself says who signs in. */
  userId: ofUser(),
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
})
