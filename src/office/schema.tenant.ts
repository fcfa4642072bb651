import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { OfficeHours } from './hours.ts'

/** On no fax, on those without a cover page, on all. */
export const HEADER_LINES = ['never', 'uncovered', 'always'] as const
export type HeaderLine = (typeof HEADER_LINES)[number]

/** Who is written to about what became of a fax. */
export type OutboundCopy = {
  readonly about: 'failed' | 'every'
  readonly toSender: boolean
  readonly addresses: readonly string[]
}

/** One row: how the office presents itself. */
export const office = sqliteTable('office', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  phone: text('phone').notNull().default(''),
  /** As it stands on letters, a line each. */
  address: text('address').notNull().default(''),
  timeZone: text('time_zone').notNull().default('America/New_York'),
  coverNotice: text('cover_notice').notNull(),
  /** Whether faxes have a line of the office’s own at the top of each page. */
  headerLine: text('header_line', { enum: HEADER_LINES }).notNull().default('never'),
  /** Who is written to about what became of a fax; null for nobody. */
  outboundCopy: text('outbound_copy', { mode: 'json' }).$type<OutboundCopy>(),
  /** When the office is open; null where nobody said. */
  hours: text('hours', { mode: 'json' }).$type<OfficeHours>(),
  updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
})
