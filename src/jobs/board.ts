import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { conflict, notFound } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import { announce, type Tx } from '../tenancy/index.ts'
import { JOB_STATES, jobs } from './schema.tenant.ts'

export type JobRow = typeof jobs.$inferSelect
export type JobState = (typeof JOB_STATES)[number]
export const isJobState = (text: string): text is JobState => (JOB_STATES as readonly string[]).includes(text)

/** Each index knows its states, so that neither counting nor finding the newest reads a row that is not shown. */
const WAITING = sql`jobs INDEXED BY jobs_due WHERE state IN ('available', 'retryable')`
const RUNNING = sql`jobs INDEXED BY jobs_leases WHERE state = 'executing'`
const FINISHED = sql`jobs INDEXED BY jobs_finished WHERE finished_at IS NOT NULL`
const AMONG: Readonly<Record<JobState, SQL>> = {
  available: WAITING,
  retryable: WAITING,
  executing: RUNNING,
  completed: FINISHED,
  canceled: FINISHED,
  dead: FINISHED,
}

export function countJobs(tx: Tx): Record<JobState, number> {
  const counts = Object.fromEntries(JOB_STATES.map((state) => [state, 0])) as Record<JobState, number>
  for (const among of [WAITING, RUNNING, FINISHED])
    for (const { state, n } of tx.db.all<{ state: JobState; n: number }>(sql`SELECT state, count(*) AS n FROM ${among} GROUP BY state`))
      counts[state] = n
  return counts
}

export function listJobs(
  tx: Tx,
  filter: { state?: JobState | undefined; beforeId?: number | undefined; limit?: number | undefined; offset?: number | undefined } = {},
): JobRow[] {
  const { state, beforeId = Number.MAX_SAFE_INTEGER, limit = 50, offset = 0 } = filter
  const among = state ? sql`${AMONG[state]} AND state = ${state} AND` : sql`jobs WHERE`
  return tx.db
    .select()
    .from(jobs)
    .where(sql`id IN (SELECT id FROM ${among} id < ${beforeId} ORDER BY id DESC LIMIT ${limit} OFFSET ${offset})`)
    .orderBy(desc(jobs.id))
    .all()
}

/** What a job is about, as far as anyone may see: ids and numbers, never a text that a handler was given by mistake. */
export const idsOf = (args: unknown): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    Object.entries(args ?? {}).filter(([, value]) => typeof value === 'number' || (typeof value === 'string' && isId(value))),
  )

export function getJob(tx: Tx, id: number): JobRow {
  const row = tx.db.select().from(jobs).where(eq(jobs.id, id)).get()
  if (!row) throw notFound('Job')
  return row
}

/** A dead job starts over with its attempts forgiven. Throws conflict for one that is not dead. */
export function replayJob(tx: Tx, id: number): JobRow {
  const row = getJob(tx, id)
  if (row.state !== 'dead') throw conflict('Only a job that was given up can be replayed.')
  if (!revive(tx, row)) throw conflict('The same work is already waiting in another job.')
  return getJob(tx, id)
}

/** Returns how many were revived. A job whose work already waits in another stays as it is. */
export const replayDeadJobs = (tx: Tx): number =>
  tx.db
    .select()
    .from(jobs)
    .where(sql`id IN (SELECT id FROM ${FINISHED} AND state = 'dead')`)
    .all()
    .filter((row) => revive(tx, row)).length

function revive(tx: Tx, row: JobRow): boolean {
  const live =
    row.uniqueKey &&
    tx.db
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.uniqueKey, row.uniqueKey), inArray(jobs.state, ['available', 'retryable', 'executing'])))
      .get()
  if (live) return false
  tx.db
    .update(jobs)
    .set({ state: 'available', attempt: 0, runAt: tx.now.getTime(), finishedAt: null, cause: 'Replayed by hand.' })
    .where(eq(jobs.id, row.id))
    .run()
  record(tx, 'job.replayed', String(row.id), { kind: row.kind })
  announce(tx, { kind: 'due', at: tx.now.getTime() })
  return true
}

/** 0–100, for long work. Called by a handler between its steps. */
export function reportProgress(tx: Tx, id: number, percent: number): void {
  tx.db
    .update(jobs)
    .set({ progress: Math.max(0, Math.min(100, Math.round(percent))) })
    .where(eq(jobs.id, id))
    .run()
  announce(tx, { kind: 'changed', topic: `job:${id}` })
}
