import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'
import { users } from '../schema.tenant.ts'

/** What an identity provider says of somebody it looks after, beside what everybody has. */
export const scimPeople = sqliteTable('scim_people', {
  userId: text('user_id')
    .$type<Id<'user'>>()
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  externalId: text('external_id').unique(),
  givenName: text('given_name').notNull().default(''),
  familyName: text('family_name').notNull().default(''),
  changedAt: integer('changed_at', { mode: 'timestamp_ms' }).notNull(),
})
