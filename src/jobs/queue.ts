import { and, eq, inArray } from 'drizzle-orm'
import { announce, type Tx } from '../tenancy/index.ts'
import { type Kind, MAX_ATTEMPTS } from './kinds.ts'
import { jobs } from './schema.tenant.ts'

export type EnqueueOptions = {
  readonly at?: Date
  /** Lower goes first: 0 for what a person waits for, 10 for bulk. */
  readonly priority?: number
  /** At most one live job has this key; a second enqueue is a no-op. */
  readonly uniqueKey?: string
  readonly maxAttempts?: number
}

/** Arguments are ids, never content: they are shown to administrators. False when a live job already has the key. */
export function enqueue<Args>(tx: Tx, kind: Kind<Args>, args: NoInfer<Args>, options: EnqueueOptions = {}): boolean {
  const runAt = options.at ?? tx.now
  const made = tx.db
    .insert(jobs)
    .values({
      kind: kind.name,
      args,
      runAt: runAt.getTime(),
      createdAt: tx.now.getTime(),
      priority: options.priority ?? 0,
      maxAttempts: options.maxAttempts ?? MAX_ATTEMPTS,
      uniqueKey: options.uniqueKey ?? null,
    })
    .onConflictDoNothing()
    .run()
  if (made.changes === 0) return false
  announce(tx, { kind: 'due', at: runAt.getTime() })
  return true
}

/** Brings the live job with this key forward (or back) to `at`. False when there is none waiting. */
export function reschedule(tx: Tx, uniqueKey: string, at: Date): boolean {
  const moved = tx.db
    .update(jobs)
    .set({ runAt: at.getTime() })
    .where(and(eq(jobs.uniqueKey, uniqueKey), inArray(jobs.state, ['available', 'retryable'])))
    .run()
  if (moved.changes === 0) return false
  announce(tx, { kind: 'due', at: at.getTime() })
  return true
}

/** Takes back a job that has not begun. False when it is running, finished or was never there. */
export function withdraw(tx: Tx, uniqueKey: string, because: string): boolean {
  return (
    tx.db
      .update(jobs)
      .set({ state: 'canceled', cause: because, finishedAt: tx.now.getTime() })
      .where(and(eq(jobs.uniqueKey, uniqueKey), inArray(jobs.state, ['available', 'retryable'])))
      .run().changes > 0
  )
}
