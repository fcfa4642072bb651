import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { users } from '../schema.tenant.ts'
import { challengeColumns, passkeyColumns } from './columns.ts'

const ofUser = () =>
  text('user_id')
    .$type<Id<'user'>>()
    .references(() => users.id, { onDelete: 'cascade' })

/** The public half of a key that a person's phone, computer or security key keeps. */
export const passkeys = sqliteTable('passkeys', { userId: ofUser().notNull(), ...passkeyColumns() }, (table) => [
  index('passkeys_user').on(table.userId),
])

/**
 * What a passkey is asked to sign: once, for one purpose, in the browser it was made for. The file holds SHA-256 of both. Nobody's where the
 * passkey itself says who signs in.
 */
export const passkeyChallenges = sqliteTable('passkey_challenges', { userId: ofUser(), ...challengeColumns() })
