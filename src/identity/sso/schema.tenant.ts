import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import type { Role } from '../permissions.ts'
import { sessions, users } from '../schema.tenant.ts'

export type ConnectionId = Id<'sso_connection'>
/** Who is in this group at the provider has this role here. */
export type GroupRole = { readonly group: string; readonly role: Role }

/** A provider through which people of this office sign in. */
export const ssoConnections = sqliteTable('sso_connections', {
  id: text('id').$type<ConnectionId>().primaryKey(),
  kind: text('kind', { enum: ['oidc', 'saml'] }).notNull(),
  /** On its button. */
  name: text('name').notNull(),
  /** What the protocol needs to know, in the protocol's own words; nothing in it is secret. */
  settings: text('settings', { mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
  isEnabled: integer('is_enabled', { mode: 'boolean' }).notNull(),
  /** Whoever the provider vouches for may come in, without an invitation. */
  letsNewPeopleIn: integer('lets_new_people_in', { mode: 'boolean' }).notNull(),
  /** The role of who is new, and of who is in no group of the table below where there is one. */
  defaultRole: text('default_role').$type<Role>(),
  /** In order: the first group that somebody is in decides, at each sign-in. */
  groupRoles: text('group_roles', { mode: 'json' }).$type<readonly GroupRole[]>().notNull(),
  groupsMakeOwners: integer('groups_make_owners', { mode: 'boolean' }).notNull(),
  /** Somebody who is here already is known by the address that the provider vouches for. */
  linksByAddress: integer('links_by_address', { mode: 'boolean' }).notNull(),
  /** The provider asks for a second factor, so that we need not. */
  asksFactor: integer('asks_factor', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
})

const ofConnection = () =>
  text('connection_id')
    .$type<ConnectionId>()
    .notNull()
    .references(() => ssoConnections.id, { onDelete: 'cascade' })

/** Apart from the settings, so that no page, answer or archive holds them by mistake. */
export const ssoSecrets = sqliteTable(
  'sso_secrets',
  { connectionId: ofConnection(), name: text('name').notNull(), secret: text('secret').notNull() },
  (table) => [primaryKey({ columns: [table.connectionId, table.name] })],
)

/** Somebody who went to a provider and is not back yet. Each is taken once, by the browser that began it. */
export const ssoRequests = sqliteTable(
  'sso_requests',
  {
    /** Of the state, or of the id of a SAML request. */
    idHash: text('id_hash').primaryKey(),
    connectionId: ofConnection(),
    browserHash: text('browser_hash').notNull(),
    nonce: text('nonce').notNull(),
    verifier: text('verifier').notNull(),
    /** Where they wanted to go: a path of ours. */
    back: text('back').notNull(),
    /** They were asked to sign in there once more, not only to be known. */
    isAfresh: integer('is_afresh', { mode: 'boolean' }).notNull(),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
    usedAt: integer('used_at', { mode: 'timestamp_ms' }),
  },
  (table) => [index('sso_requests_expiry').on(table.expiresAt)],
)

/** Whom a provider's account belongs to here. Kept for who was removed: the account does not come back by itself. */
export const ssoSubjects = sqliteTable(
  'sso_subjects',
  {
    connectionId: ofConnection(),
    subject: text('subject').notNull(),
    userId: text('user_id')
      .$type<Id<'user'>>()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    linkedAt: integer('linked_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.subject] }),
    uniqueIndex('sso_subjects_user').on(table.connectionId, table.userId),
  ],
)

/** Sessions that began with a second factor which the provider asked for. */
export const ssoSessions = sqliteTable('sso_sessions', {
  sessionHash: text('session_hash')
    .primaryKey()
    .references(() => sessions.idHash, { onDelete: 'cascade' }),
  connectionId: ofConnection(),
})

/** One row, while nobody but one owner may use a password. */
export const ssoOnly = sqliteTable('sso_only', {
  id: integer('id').primaryKey(),
  breakGlassId: text('break_glass_id')
    .$type<Id<'user'>>()
    .notNull()
    .references(() => users.id),
  since: integer('since', { mode: 'timestamp_ms' }).notNull(),
})

/** What SAML requests are signed with and assertions are encrypted to. Two while one takes the place of the other, the older in use. */
export const samlKeys = sqliteTable('saml_keys', {
  id: text('id').$type<Id<'saml_key'>>().primaryKey(),
  privateKey: text('private_key').notNull(),
  certificate: text('certificate').notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
})

/** Assertions that were taken, until they expire of themselves: none is taken twice. */
export const samlAssertions = sqliteTable('saml_assertions', {
  idHash: text('id_hash').primaryKey(),
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
})

/** What a provider said of somebody, until the browser that asked comes for it. */
export const samlAnswers = sqliteTable('saml_answers', {
  codeHash: text('code_hash').primaryKey(),
  connectionId: ofConnection(),
  requestId: text('request_id').notNull().unique(),
  said: text('said', { mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
})

/** A sign-in that an owner tries: nobody comes in by it, and what came of it is shown. */
export const samlTrials = sqliteTable('saml_trials', {
  id: text('id').$type<Id<'saml_trial'>>().primaryKey(),
  connectionId: ofConnection(),
  requestHash: text('request_hash').notNull().unique(),
  outcome: text('outcome', { mode: 'json' }).$type<Readonly<Record<string, unknown>>>(),
  begunAt: integer('begun_at', { mode: 'timestamp_ms' }).notNull(),
})
