import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { phoneColumns, setupColumns } from '../factor/columns.ts'
import { challengeColumns, passkeyColumns } from '../passkeys/columns.ts'
import { OPERATOR_ROLES } from './rights.ts'

/** Operators as people. The trail names them for ever, so a row stays when its person is removed, without an address. */
export const operatorAccounts = sqliteTable('operator_accounts', {
  id: text('id').$type<Id<'operator_account'>>().primaryKey(),
  email: text('email').unique(),
  name: text('name').notNull(),
  role: text('role', { enum: OPERATOR_ROLES }).notNull(),
  state: text('state', { enum: ['invited', 'active', 'suspended', 'removed'] }).notNull(),
  failures: integer('failures').notNull().default(0),
  pausedUntil: integer('paused_until', { mode: 'timestamp_ms' }),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  lastSignInAt: integer('last_sign_in_at', { mode: 'timestamp_ms' }),
})

const ofOperator = (name: 'account_id' | 'user_id') =>
  text(name)
    .$type<Id<'operator_account'>>()
    .references(() => operatorAccounts.id, { onDelete: 'cascade' })

/** The browser holds the session's secret; the file holds its SHA-256. */
export const operatorSessions = sqliteTable(
  'operator_sessions',
  {
    idHash: text('id_hash').primaryKey(),
    accountId: ofOperator('account_id').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    seenAt: integer('seen_at', { mode: 'timestamp_ms' }).notNull(),
    userAgent: text('user_agent').notNull(),
    address: text('address').notNull(),
    provenAt: integer('proven_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('operator_sessions_account').on(table.accountId)],
)

/** A link with which an operator sets up how to sign in: once, within a day. A new one takes the place of the one before. */
export const operatorLinks = sqliteTable('operator_links', {
  accountId: ofOperator('account_id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
})

/** The next four are under the same names as in an office's file, so that the same code keeps and uses them. */
export const operatorPasskeys = sqliteTable('passkeys', { userId: ofOperator('user_id').notNull(), ...passkeyColumns() }, (table) => [
  index('passkeys_user').on(table.userId),
])
export const operatorChallenges = sqliteTable('passkey_challenges', { userId: ofOperator('user_id'), ...challengeColumns() })
export const operatorPhones = sqliteTable('factors', { userId: ofOperator('user_id').primaryKey(), ...phoneColumns() })
export const operatorSetups = sqliteTable('factor_setups', { userId: ofOperator('user_id').notNull(), ...setupColumns() })
