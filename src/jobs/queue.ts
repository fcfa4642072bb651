import { sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import { announce, type Tx } from '../tenancy/index.ts'
import { type Kind, MAX_ATTEMPTS } from './kinds.ts'
import { jobs } from './schema.tenant.ts'

/** Of what nobody waits for: it goes after everything that somebody does. */
export const BACKGROUND = 10

export type EnqueueOptions = {
  readonly at?: Date
  /** Lower goes first: 0 for what a person waits for, 10 for bulk. */
  readonly priority?: number
  /** At most one live job has this key; a second enqueue is a no-op. */
  readonly uniqueKey?: string
  readonly maxAttempts?: number
}

const adding = (db: Db) =>
  db
    .insert(jobs)
    .values({
      kind: sql.placeholder('kind'),
      args: sql.placeholder('args'),
      runAt: sql.placeholder('runAt'),
      createdAt: sql.placeholder('createdAt'),
      priority: sql.placeholder('priority'),
      maxAttempts: sql.placeholder('maxAttempts'),
      uniqueKey: sql.placeholder('uniqueKey'),
    })
    .onConflictDoNothing()
    .prepare()

/** Arguments are ids, never content: they are shown to administrators. False when a live job already has the key. */
export function enqueue<Args>(tx: Tx, kind: Kind<Args>, args: NoInfer<Args>, options: EnqueueOptions = {}): boolean {
  const runAt = options.at ?? tx.now
  const made = prepared(tx.db, 'jobs.add', adding).run({
    kind: kind.name,
    args,
    runAt: runAt.getTime(),
    createdAt: tx.now.getTime(),
    priority: options.priority ?? 0,
    maxAttempts: options.maxAttempts ?? MAX_ATTEMPTS,
    uniqueKey: options.uniqueKey ?? null,
  })
  if (made.changes === 0) return false
  announce(tx, { kind: 'due', at: runAt.getTime() })
  return true
}

/** Brings the live job with this key forward (or back) to `at`. False when there is none waiting. */
export function reschedule(tx: Tx, uniqueKey: string, at: Date): boolean {
  const moved = prepared(tx.db, 'jobs.move', moving).run({ uniqueKey, runAt: at.getTime() })
  if (moved.changes === 0) return false
  announce(tx, { kind: 'due', at: at.getTime() })
  return true
}

/** Takes back a job that has not begun. False when it is running, finished or was never there. */
export function withdraw(tx: Tx, uniqueKey: string, because: string): boolean {
  return prepared(tx.db, 'jobs.withdraw', withdrawing).run({ uniqueKey, because, now: tx.now.getTime() }).changes > 0
}

/*
 * The three states are those of the index of unique keys: SQLite takes a partial index only for a query that repeats its condition,
 * and would read every waiting job instead.
 */
const waitingWithKey = sql`unique_key = ${sql.placeholder('uniqueKey')} AND state IN ('available', 'retryable', 'executing') AND state <> 'executing'`
const withdrawing = (db: Db) =>
  db
    .update(jobs)
    .set({ state: 'canceled', cause: sql`${sql.placeholder('because')}`, finishedAt: sql`${sql.placeholder('now')}` })
    .where(waitingWithKey)
    .prepare()
const moving = (db: Db) =>
  db
    .update(jobs)
    .set({ runAt: sql`${sql.placeholder('runAt')}` })
    .where(waitingWithKey)
    .prepare()
