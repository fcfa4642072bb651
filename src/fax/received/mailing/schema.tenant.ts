import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../../kit/ids.ts'

/** How a received fax goes by mail. */
export const FORMS = ['link', 'document'] as const

/** To whom faxes go by mail when they come in: what comes in at a number to an address, or what is a person's to that person. */
export const faxMailings = sqliteTable('fax_mailings', {
  id: text('id').$type<Id<'mailing'>>().primaryKey(),
  /** One of the office's; null is any. */
  number: text('number'),
  /** Gets what is assigned to them, at their own address. */
  personId: text('person_id'),
  address: text('address').notNull(),
  form: text('form', { enum: FORMS }).notNull(),
  /** What the PDF opens with, sealed under the office's key. */
  sealedPassword: blob('sealed_password', { mode: 'buffer' }),
  setBy: text('set_by').notNull(),
  setAt: integer('set_at', { mode: 'timestamp_ms' }).notNull(),
})
