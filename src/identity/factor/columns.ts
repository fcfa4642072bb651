import { integer, text } from 'drizzle-orm/sqlite-core'

/** What a phone makes codes from, beside whose it is. */
export const phoneColumns = () => ({
  secret: text('secret').notNull(),
  /** The time step of the last code that was taken: neither it nor one before it is taken again. */
  lastStep: integer('last_step').notNull(),
  since: integer('since', { mode: 'timestamp_ms' }).notNull(),
})

/** A secret that was shown, beside whom to. */
export const setupColumns = () => ({
  holderHash: text('holder_hash').primaryKey(),
  secret: text('secret').notNull(),
  begunAt: integer('begun_at', { mode: 'timestamp_ms' }).notNull(),
})
