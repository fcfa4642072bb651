import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

export const JOB_STATES = ['available', 'executing', 'retryable', 'completed', 'canceled', 'dead'] as const

/**
 * available ─► executing ─► completed | canceled
 *      ▲           │  └───► dead ──(replay)──► available
 *      └ retryable ◄┘        (an expired lease also leads back to retryable)
 */
export const jobs = sqliteTable(
  'jobs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').notNull(),
    args: text('args', { mode: 'json' }).$type<unknown>().notNull(),
    state: text('state', { enum: JOB_STATES }).notNull().default('available'),
    priority: integer('priority').notNull().default(0),
    runAt: integer('run_at').notNull(),
    attempt: integer('attempt').notNull().default(0),
    maxAttempts: integer('max_attempts').notNull(),
    uniqueKey: text('unique_key'),
    /** Rises with every claim: a worker that lost its lease cannot settle the job it still believes it holds. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: integer('lease_until'),
    progress: integer('progress'),
    cause: text('cause'),
    createdAt: integer('created_at').notNull(),
    finishedAt: integer('finished_at'),
  },
  (table) => [
    index('jobs_due').on(table.priority, table.runAt, table.id).where(sql`state IN ('available', 'retryable')`),
    index('jobs_next').on(table.runAt).where(sql`state IN ('available', 'retryable')`),
    index('jobs_leases').on(table.leaseUntil).where(sql`state = 'executing'`),
    index('jobs_state').on(table.state, table.id),
    uniqueIndex('jobs_unique_key')
      .on(table.uniqueKey)
      .where(sql`state IN ('available', 'retryable', 'executing') AND unique_key IS NOT NULL`),
  ],
)
