import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'

/** The index itself, of a kind that drizzle does not know: for queries, not for migrations. */
export const faxWords = sqliteTable('fax_words', { n: integer('rowid') })
