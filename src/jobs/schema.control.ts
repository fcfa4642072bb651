import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A hint of when each tenant's next job is due. The tenant's own file is the truth; a sweep rebuilds this. */
export const dueHints = sqliteTable(
  'due_hints',
  { tenantId: text('tenant_id').primaryKey(), dueAt: integer('due_at').notNull() },
  (table) => [index('due_hints_at').on(table.dueAt)],
)
