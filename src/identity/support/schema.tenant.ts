import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { users } from '../schema.tenant.ts'

/** That an owner let support in, for a while. It ends by itself. */
export const supportGrants = sqliteTable('support_grants', {
  id: text('id').$type<Id<'support_grant'>>().primaryKey(),
  reason: text('reason').notNull(),
  grantedBy: text('granted_by')
    .$type<Id<'user'>>()
    .notNull()
    .references(() => users.id),
  grantedAt: integer('granted_at', { mode: 'timestamp_ms' }).notNull(),
  endsAt: integer('ends_at', { mode: 'timestamp_ms' }).notNull(),
  endedBy: text('ended_by'),
})

/** An operator who came in under a grant. Their name stays here, since the office knows no operators. */
export const supportVisits = sqliteTable(
  'support_visits',
  {
    id: text('id').$type<Id<'support_visit'>>().primaryKey(),
    grantId: text('grant_id')
      .$type<Id<'support_grant'>>()
      .notNull()
      .references(() => supportGrants.id),
    operatorId: text('operator_id').notNull(),
    operatorName: text('operator_name').notNull(),
    beganAt: integer('began_at', { mode: 'timestamp_ms' }).notNull(),
    seenAt: integer('seen_at', { mode: 'timestamp_ms' }).notNull(),
    leftAt: integer('left_at', { mode: 'timestamp_ms' }),
  },
  (table) => [index('support_visits_grant').on(table.grantId)],
)

/** What lets such an operator in: a ticket that brings them here from their own host once, then a session. The file holds SHA-256 of both. */
export const supportDoors = sqliteTable('support_doors', {
  secretHash: text('secret_hash').primaryKey(),
  kind: text('kind', { enum: ['ticket', 'session'] }).notNull(),
  grantId: text('grant_id')
    .$type<Id<'support_grant'>>()
    .notNull()
    .references(() => supportGrants.id, { onDelete: 'cascade' }),
  operatorId: text('operator_id').notNull(),
  operatorName: text('operator_name').notNull(),
  visitId: text('visit_id')
    .$type<Id<'support_visit'>>()
    .references(() => supportVisits.id, { onDelete: 'cascade' }),
  expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
})
