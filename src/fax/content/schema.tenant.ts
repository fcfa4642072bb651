import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const BOXES = ['sent', 'received'] as const
/** After what the content of a fax leaves. */
export const MOMENTS = ['delivered', 'read', 'fetched', 'forwarded'] as const

/** Zero retention, of what is sent and of what comes in. Without a row content stays. */
export const contentRules = sqliteTable('content_rules', {
  box: text('box', { enum: BOXES }).primaryKey(),
  after: text('after', { enum: MOMENTS }).notNull(),
  /** Sent: how long what did not reach everybody can be sent again. Received: how long after that moment. */
  hours: integer('hours').notNull(),
  setBy: text('set_by').notNull(),
  setAt: integer('set_at', { mode: 'timestamp_ms' }).notNull(),
})
