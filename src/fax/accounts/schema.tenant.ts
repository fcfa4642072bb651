import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kit/ids.ts'

/**
 * The office's own accounts at the carrier: the one in use, and those that ended. An ended one keeps its key until the last fax that
 * began with it is over. What names one (an attempt, a received fax) does so without a foreign key, because these stay behind when an
 * office is taken away.
 */
export const carrierAccounts = sqliteTable('carrier_accounts', {
  id: text('id').$type<Id<'carrier-account'>>().primaryKey(),
  connectionId: text('connection_id').notNull(),
  /** What its events are signed with. */
  publicKey: text('public_key').notNull(),
  /** The API key, sealed under the office's own; gone once nothing needs it. */
  sealedKey: blob('sealed_key', { mode: 'buffer' }),
  lastFour: text('last_four').notNull(),
  setBy: text('set_by').notNull(),
  setAt: integer('set_at', { mode: 'timestamp_ms' }).notNull(),
  /** When an event that it signed came for the first time. */
  heardAt: integer('heard_at', { mode: 'timestamp_ms' }),
  /** How far its list of inbound faxes was read. */
  listedAt: integer('listed_at', { mode: 'timestamp_ms' }),
  endedAt: integer('ended_at', { mode: 'timestamp_ms' }),
})
