import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** requested ─► confirmed (the day is known) ─► done */
export const PORT_STATES = ['requested', 'confirmed', 'done'] as const

/** A number that another carrier is to hand over, as far as the office has written it down. */
export const numberPorts = sqliteTable('number_ports', {
  number: text('number').primaryKey(),
  state: text('state', { enum: PORT_STATES }).notNull(),
  /** The day it comes over, as the carrier confirmed it (FOC): YYYY-MM-DD. */
  day: text('day'),
  note: text('note').notNull(),
  /** Who is written to the day before. */
  setBy: text('set_by').notNull(),
  setAt: integer('set_at', { mode: 'timestamp_ms' }).notNull(),
})
