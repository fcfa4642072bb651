import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'

/** How many days the trash keeps what is in it. One row, once the office has changed that. */
export const trashRule = sqliteTable('trash_rule', { id: integer('id').primaryKey(), days: integer('days').notNull() })
