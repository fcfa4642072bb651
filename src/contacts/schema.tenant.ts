import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'

export const contacts = sqliteTable(
  'contacts',
  {
    id: text('id').$type<Id<'contact'>>().primaryKey(),
    name: text('name').notNull(),
    organization: text('organization').notNull().default(''),
    fax: text('fax').notNull().unique(),
    note: text('note').notNull().default(''),
    /** Sends so far: the five most used are one click away. */
    uses: integer('uses').notNull().default(0),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
    /** Name, organization and number as `fold` writes them: what is searched, and the order of the list. */
    search: text('search').notNull().default(''),
  },
  (table) => [index('contacts_search').on(table.search, table.id)],
)
