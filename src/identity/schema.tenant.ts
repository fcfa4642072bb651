import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'
import { phoneColumns, setupColumns } from './factor/columns.ts'
import { ROLES, type Scope } from './permissions.ts'

export const users = sqliteTable('users', {
  id: text('id').$type<Id<'user'>>().primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role', { enum: ROLES }).notNull(),
  state: text('state', { enum: ['invited', 'active', 'suspended'] }).notNull(),
  passwordHash: text('password_hash'),
  failedSignIns: integer('failed_sign_ins').notNull().default(0),
  lockedUntil: integer('locked_until', { mode: 'timestamp_ms' }),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  lastSignInAt: integer('last_sign_in_at', { mode: 'timestamp_ms' }),
  /** Asked for by the person, and not theirs before a link that was sent there was used. */
  pendingEmail: text('pending_email'),
  /** Removed for good. The row stays suspended, so that the records keep a name. */
  removedAt: integer('removed_at', { mode: 'timestamp_ms' }),
})

/** The browser holds the session's secret; the file holds its SHA-256. */
export const sessions = sqliteTable(
  'sessions',
  {
    idHash: text('id_hash').primaryKey(),
    userId: text('user_id')
      .$type<Id<'user'>>()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    seenAt: integer('seen_at', { mode: 'timestamp_ms' }).notNull(),
    userAgent: text('user_agent').notNull(),
    /** Where it was begun from, for its person and the owner to recognize. */
    address: text('address').notNull().default(''),
    /** Locked by hand. It opens nothing but unlocking, as one does that was not used for too long. */
    lockedAt: integer('locked_at', { mode: 'timestamp_ms' }),
    /** When whoever uses it last proved to be that person, by a code or, without a second factor, by the password given again. */
    provenAt: integer('proven_at', { mode: 'timestamp_ms' }),
  },
  (table) => [index('sessions_user').on(table.userId)],
)

/** JWT refresh tokens: one row a token; using one makes the next of its family, using it twice ends the family. */
export const refreshTokens = sqliteTable(
  'refresh_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    family: text('family').notNull(),
    userId: text('user_id')
      .$type<Id<'user'>>()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
    usedAt: integer('used_at', { mode: 'timestamp_ms' }),
    /** As of a session. */
    provenAt: integer('proven_at', { mode: 'timestamp_ms' }),
    /** When its family began, by a sign-in of what and from where. */
    begunAt: integer('begun_at', { mode: 'timestamp_ms' }).notNull().default(sql`0`),
    userAgent: text('user_agent').notNull().default(''),
    address: text('address').notNull().default(''),
  },
  (table) => [index('refresh_tokens_family').on(table.family)],
)

export const apiKeys = sqliteTable('api_keys', {
  id: text('id').$type<Id<'key'>>().primaryKey(),
  name: text('name').notNull(),
  /** What is shown of it afterwards, such as fd_maple_3kx9. */
  prefix: text('prefix').notNull(),
  secretHash: text('secret_hash').notNull().unique(),
  scopes: text('scopes', { mode: 'json' }).$type<readonly Scope[]>().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' }),
  lastUsedFrom: text('last_used_from'),
  revokedAt: integer('revoked_at', { mode: 'timestamp_ms' }),
  /** Without, it works until it is revoked. */
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }),
  /** Addresses and blocks of them that it may be used from; none for everywhere. */
  addresses: text('addresses', { mode: 'json' }).$type<readonly string[]>().notNull().default([]),
  /** Requests a minute; without, as many as Frontdesk allows every key. */
  perMinute: integer('per_minute'),
  /** When it got the secret that it has, if not when it was made; the one before works until `previousUntil`. */
  rotatedAt: integer('rotated_at', { mode: 'timestamp_ms' }),
  previousPrefix: text('previous_prefix'),
  previousHash: text('previous_hash').unique(),
  previousUntil: integer('previous_until', { mode: 'timestamp_ms' }),
})

/** One-time links: the owner's first sign-in. */
export const welcomeLinks = sqliteTable('welcome_links', {
  tokenHash: text('token_hash').primaryKey(),
  userId: text('user_id')
    .$type<Id<'user'>>()
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
  usedAt: integer('used_at', { mode: 'timestamp_ms' }),
})

const ofUser = () =>
  text('user_id')
    .$type<Id<'user'>>()
    .references(() => users.id, { onDelete: 'cascade' })

/** A person's second factor: what their phone makes codes from. */
export const factors = sqliteTable('factors', { userId: ofUser().primaryKey(), ...phoneColumns() })

/** A secret that was shown and not yet confirmed by a code: of the browser that it was shown to, and no other. */
export const factorSetups = sqliteTable('factor_setups', { userId: ofUser().notNull(), ...setupColumns() })

/** Each works once, in place of a code; the file holds its SHA-256. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    codeHash: text('code_hash').primaryKey(),
    userId: ofUser().notNull(),
    usedAt: integer('used_at', { mode: 'timestamp_ms' }),
  },
  (table) => [index('recovery_codes_user').on(table.userId)],
)

/** Who gave the right password and not yet a code. It opens nothing but the next page of signing in. */
export const halfOpen = sqliteTable(
  'half_open',
  {
    idHash: text('id_hash').primaryKey(),
    userId: ofUser().notNull(),
    userAgent: text('user_agent').notNull(),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('half_open_user').on(table.userId)],
)

/** One row: what this office asks of everybody who signs in. Without it, what Frontdesk asks of the role. */
export const signInRules = sqliteTable('sign_in_rules', {
  id: integer('id').primaryKey(),
  factorForAll: integer('factor_for_all', { mode: 'boolean' }).notNull(),
})
/** One-time links for who has an account: to choose another password, or to show that a new address is theirs. */
export const accountLinks = sqliteTable(
  'account_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: text('user_id')
      .$type<Id<'user'>>()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: text('purpose', { enum: ['reset', 'verification'] }).notNull(),
    /** The address that a verification is of. */
    email: text('email'),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('account_links_user').on(table.userId)],
)
