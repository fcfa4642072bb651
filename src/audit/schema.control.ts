import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What operators did, in the control database: the same table under the same name as an office's, so the same code writes and verifies it. */
export const operatorEvents = sqliteTable(
  'audit_events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    at: integer('at', { mode: 'timestamp_ms' }).notNull(),
    actorKind: text('actor_kind', { enum: ['user', 'key', 'operator', 'system'] }).notNull(),
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    subjectId: text('subject_id').notNull(),
    detail: text('detail').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [index('audit_events_at').on(table.at), index('audit_events_subject').on(table.subjectId, table.seq)],
)
