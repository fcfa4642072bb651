import { AppError } from '../kit/errors.ts'
import { describeError, type Log } from '../kit/log.ts'
import { savepoint, type Tx } from '../tenancy/index.ts'
import { backoffMs, cancel, type Handler, type Outcome, retry, type Step, snooze } from './kinds.ts'
import { type Claimed, claimDue, finish, giveUp, isHeld, nextDueAt, putBack, rescueExpired } from './rows.ts'

export type Handlers = ReadonlyMap<string, Handler>
export type Finished = {
  readonly job: Claimed
  readonly step: Step
  readonly answer: { readonly value: unknown } | { readonly error: unknown }
}
export type Begun = { readonly job: Claimed; readonly step: Step }
export type Turn = { readonly begun: readonly Begun[]; readonly settled: number; readonly nextDue: number | undefined }

/** A lost lease is charged as an attempt, but a job is only given up for it when it has brought its worker down again and again. */
const SPARE_RESCUES = 10

export type TurnInput = { readonly finished: readonly Finished[]; readonly slots: number; readonly leaseMs: number }

/**
 * One transaction: settles what has finished, takes back expired leases, claims as many as there are free slots and begins them.
 * One durable commit serves them all, because the commit is what costs.
 */
export function takeTurn(tx: Tx, handlers: Handlers, input: TurnInput, log: Log): Turn {
  for (const each of input.finished) settleOne(tx, handlers, each, log)
  rescueExpired(tx)
  const begun: Begun[] = []
  let settled = input.finished.length
  const claimed = input.slots > 0 ? claimDue(tx, input.slots, input.leaseMs) : []
  for (const job of claimed) {
    const next = beginOne(tx, handlers, job, log)
    if (next.is === 'wait') begun.push({ job, step: next })
    else {
      close(tx, handlers, job, next, log)
      settled++
    }
  }
  return { begun, settled, nextDue: nextDueAt(tx) }
}

function beginOne(tx: Tx, handlers: Handlers, job: Claimed, log: Log): Outcome | Step {
  const handler = handlers.get(job.kind)
  if (!handler) return cancel('No handler knows this kind of job.')
  if (job.attempt > job.maxAttempts + SPARE_RESCUES) return retry('Its worker stopped every time it ran.')
  try {
    return savepoint(tx, () => handler.begin(tx, job.args, job))
  } catch (error) {
    return thrown(tx, job, error, log)
  }
}

/** The late word of a lost lease settles nothing and writes nothing: another worker holds the job now, and its word counts. */
function settleOne(tx: Tx, handlers: Handlers, { job, step, answer }: Finished, log: Log): void {
  if (isHeld(tx, job)) {
    close(tx, handlers, job, 'error' in answer ? thrown(tx, job, answer.error, log) : outcomeOf(tx, job, step, answer.value, log), log)
  } else log('warn', 'job.lease_lost', { tenant: tx.tenantId, job: job.id, kind: job.kind, attempt: job.attempt })
}

function outcomeOf(tx: Tx, job: Claimed, step: Step, value: unknown, log: Log): Outcome {
  try {
    return savepoint(tx, () => step.settle(tx, value))
  } catch (error) {
    return thrown(tx, job, error, log)
  }
}

/** Whoever says when to come back is busy or out of reach for now: that costs the job no attempt. */
function thrown(tx: Tx, job: Claimed, error: unknown, log: Log): Outcome {
  if (error instanceof AppError && error.retryAfterSeconds !== undefined) return snooze(error.message, error.retryAfterSeconds * 1000)
  log('error', 'job.threw', { tenant: tx.tenantId, job: job.id, kind: job.kind, attempt: job.attempt, ...describeError(error) })
  return retry(`It stopped with an error of our own (${error instanceof Error ? error.name : 'unknown'}).`)
}

function close(tx: Tx, handlers: Handlers, job: Claimed, outcome: Outcome, log: Log): void {
  switch (outcome.is) {
    case 'done':
      finish(tx, job, 'completed', null)
      break
    case 'cancel':
      finish(tx, job, 'canceled', outcome.because)
      break
    case 'snooze':
      putBack(tx, job, {
        state: job.attempt > 1 ? 'retryable' : 'available',
        attempt: job.attempt - 1,
        inMs: outcome.inMs,
        because: outcome.because,
      })
      break
    case 'retry':
      if (job.attempt < job.maxAttempts)
        putBack(tx, job, {
          state: 'retryable',
          attempt: job.attempt,
          inMs: outcome.inMs ?? backoffMs(job.attempt),
          because: outcome.because,
        })
      else if (giveUp(tx, job, outcome.because)) mourn(tx, handlers, job, outcome.because, log)
  }
}

/** A `died` that throws costs its own rows only, or it would undo every turn of this tenant from now on. */
function mourn(tx: Tx, handlers: Handlers, job: Claimed, because: string, log: Log): void {
  try {
    savepoint(tx, () => handlers.get(job.kind)?.died(tx, job.args, because))
  } catch (error) {
    log('error', 'job.died_threw', { tenant: tx.tenantId, job: job.id, kind: job.kind, ...describeError(error) })
  }
}
