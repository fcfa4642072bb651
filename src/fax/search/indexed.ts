import { type Placeholder, type SQL, sql } from 'drizzle-orm'
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'

/** The index itself, of a kind that drizzle does not know: for queries, not for migrations. */
export const faxWords = sqliteTable('fax_words', { n: integer('rowid') })

/** The driver binds a number beyond 32 bits as a real one, and by such the index does not stop: it walks on to its end. */
export const whole = (n: number | Placeholder): SQL => sql`CAST(${n} AS INTEGER)`
