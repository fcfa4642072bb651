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
    /*
     * A job is in one of these three at a time. An index of all states would be simpler and would cost each commit of sixteen jobs a
     * third of its pages, every one of which is encrypted anew.
     */
    index('jobs_due').on(table.priority, table.runAt, table.id, table.state).where(sql`state IN ('available', 'retryable')`),
    index('jobs_leases').on(table.leaseUntil).where(sql`state = 'executing'`),
    index('jobs_finished').on(table.finishedAt, table.state).where(sql`finished_at IS NOT NULL`),
    uniqueIndex('jobs_unique_key')
      .on(table.uniqueKey)
      .where(sql`state IN ('available', 'retryable', 'executing') AND unique_key IS NOT NULL`),
  ],
)
