import { and, eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Execution } from './kinds.ts'
import { jobs } from './schema.tenant.ts'

export type Claimed = Execution & { readonly kind: string; readonly args: unknown; readonly fence: number }

/*
 * Each of these names its index: SQLite would take the one of states, which is also the queue page's, and read and sort all that waits
 * for every claim.
 */
const claiming = (db: Db) =>
  db
    .update(jobs)
    .set({
      state: 'executing',
      attempt: sql`${jobs.attempt} + 1`,
      fence: sql`${jobs.fence} + 1`,
      leaseUntil: sql`${sql.placeholder('leaseUntil')}`,
    })
    .where(
      sql`${jobs.id} IN (SELECT id FROM jobs INDEXED BY jobs_due WHERE state IN ('available', 'retryable') AND run_at <= ${sql.placeholder('now')} ORDER BY priority, run_at, id LIMIT ${sql.placeholder('slots')})`,
    )
    .returning({
      id: jobs.id,
      kind: jobs.kind,
      args: jobs.args,
      attempt: jobs.attempt,
      maxAttempts: jobs.maxAttempts,
      fence: jobs.fence,
      priority: jobs.priority,
      runAt: jobs.runAt,
    })
    .prepare()

/** The single writer of SQLite makes SKIP LOCKED needless: whoever holds the transaction sees every claim before it. */
export function claimDue(tx: Tx, slots: number, leaseMs: number): Claimed[] {
  const now = tx.now.getTime()
  const claimed = prepared(tx.db, 'jobs.claim', claiming).all({ now, slots, leaseUntil: now + leaseMs })
  // RETURNING promises no order.
  return claimed.sort((a, b) => a.priority - b.priority || a.runAt - b.runAt || a.id - b.id)
}

const finishing = (db: Db) =>
  db
    .update(jobs)
    .set({
      state: sql`${sql.placeholder('state')}`,
      cause: sql`${sql.placeholder('cause')}`,
      finishedAt: sql`${sql.placeholder('now')}`,
      leaseUntil: null,
    })
    .where(and(eq(jobs.id, sql.placeholder('id')), eq(jobs.fence, sql.placeholder('fence')), eq(jobs.state, 'executing')))
    .prepare()

export function finish(tx: Tx, job: Claimed, state: 'completed' | 'canceled', cause: string | null): void {
  prepared(tx.db, 'jobs.finish', finishing).run({ id: job.id, fence: job.fence, state, cause, now: tx.now.getTime() })
}

export function giveUp(tx: Tx, job: Claimed, cause: string): boolean {
  const given = prepared(tx.db, 'jobs.finish', finishing).run({ id: job.id, fence: job.fence, state: 'dead', cause, now: tx.now.getTime() })
  return given.changes > 0
}

const holding = (db: Db) =>
  db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.id, sql.placeholder('id')), eq(jobs.fence, sql.placeholder('fence')), eq(jobs.state, 'executing')))
    .prepare()

export const isHeld = (tx: Tx, job: Claimed): boolean =>
  prepared(tx.db, 'jobs.held', holding).get({ id: job.id, fence: job.fence }) !== undefined

export type PutBack = {
  readonly state: 'available' | 'retryable'
  readonly attempt: number
  readonly inMs: number
  readonly because: string
}

export function putBack(tx: Tx, job: Claimed, back: PutBack): void {
  tx.db
    .update(jobs)
    .set({ state: back.state, attempt: back.attempt, runAt: tx.now.getTime() + back.inMs, cause: back.because, leaseUntil: null })
    .where(held(job))
    .run()
}

const held = (job: Claimed) => and(eq(jobs.id, job.id), eq(jobs.fence, job.fence), eq(jobs.state, 'executing'))

/** A lease that ran out means its worker died or hangs; the fence keeps its late word from counting. */
export function rescueExpired(tx: Tx, everything = false): number {
  const until = everything ? Number.MAX_SAFE_INTEGER : tx.now.getTime()
  return prepared(tx.db, 'jobs.rescue', rescuing).run({ until, now: tx.now.getTime() }).changes
}

const rescuing = (db: Db) =>
  db
    .update(jobs)
    .set({
      state: 'retryable',
      leaseUntil: null,
      fence: sql`${jobs.fence} + 1`,
      runAt: sql`${sql.placeholder('now')}`,
      cause: 'Its worker stopped before it was done.',
    })
    .where(sql`id IN (SELECT id FROM jobs INDEXED BY jobs_leases WHERE state = 'executing' AND lease_until <= ${sql.placeholder('until')})`)
    .prepare()

export function extendLease(tx: Tx, job: Claimed, leaseMs: number): boolean {
  return (
    tx.db
      .update(jobs)
      .set({ leaseUntil: tx.now.getTime() + leaseMs })
      .where(held(job))
      .run().changes > 0
  )
}

/** The first of each priority, since that is how the index of what is due begins: one more index would cost every commit a page or two. */
const soonest = (db: Db) =>
  db
    .select({ at: sql<number | null>`min(run_at)` })
    .from(
      sql`(WITH RECURSIVE waiting AS (SELECT priority, run_at FROM jobs INDEXED BY jobs_due WHERE state IN ('available', 'retryable')),
        levels (priority) AS (
          SELECT min(priority) FROM waiting
          UNION ALL SELECT (SELECT min(priority) FROM waiting WHERE waiting.priority > levels.priority) FROM levels WHERE levels.priority IS NOT NULL)
        SELECT (SELECT min(run_at) FROM waiting WHERE waiting.priority = levels.priority) AS run_at FROM levels)`,
    )
    .prepare()
const soonestLease = (db: Db) =>
  db.select({ at: sql<number | null>`min(lease_until)` }).from(sql`jobs INDEXED BY jobs_leases`).where(sql`state = 'executing'`).prepare()

/** When this tenant next needs a turn: a job falls due, or a lease runs out. */
export function nextDueAt(tx: Tx): number | undefined {
  const due = prepared(tx.db, 'jobs.soonest', soonest).get()?.at
  const lease = prepared(tx.db, 'jobs.soonestLease', soonestLease).get()?.at
  const times = [due, lease].filter((at): at is number => at != null)
  return times.length > 0 ? Math.min(...times) : undefined
}

const KEEP_FINISHED_MS = 7 * 86_400_000

/** Finished jobs are kept a week for the queue page; dead ones until somebody decides. */
export const pruneFinished = (tx: Tx): number =>
  tx.db
    .delete(jobs)
    .where(sql`finished_at < ${tx.now.getTime() - KEEP_FINISHED_MS} AND state IN ('completed', 'canceled')`)
    .run().changes
