import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'

/** Letters on their way. What they say is made when they go, so neither a link nor a sentence of theirs rests anywhere. */
export const letters = sqliteTable('letters', {
  id: text('id').$type<Id<'letter'>>().primaryKey(),
  letter: text('letter').notNull(),
  personId: text('person_id').notNull(),
  address: text('address').notNull(),
  askedAt: integer('asked_at', { mode: 'timestamp_ms' }).notNull(),
  /** Why it was given up. */
  failure: text('failure'),
})
