import { describeError, type Log } from '../kit/log.ts'
import type { Tenant, TenantId } from '../tenancy/index.ts'
import { createAgenda } from './agenda.ts'
import type { Handler } from './kinds.ts'
import { extendLease } from './rows.ts'
import { type Begun, type Finished, takeTurn } from './turn.ts'

export type WorkerOptions = {
  readonly tenant: (id: TenantId) => Tenant
  readonly handlers: readonly Handler[]
  readonly clock: () => Date
  readonly log: Log
  /** Executions at once in this process, over all tenants. */
  readonly slots: number
  /** Executions at once of one tenant, so that no office fills every line. */
  readonly slotsPerTenant: number
  readonly leaseMs: number
}

export type Worker = {
  /** Says that a tenant has, or may have, something due at `at` (ms). */
  nudge(id: TenantId, at: number): void
  dueTimes(): ReadonlyMap<TenantId, number>
  readonly running: number
  /** Claims nothing more and resolves when what runs has settled. */
  stop(): Promise<void>
}

const TURN_PAUSE_MS = 5_000

/** The loop: tenants take turns in the order they fell due; each turn is one commit (turn.ts). */
export function startWorker(options: WorkerOptions): Worker {
  const handlers = new Map(options.handlers.map((each) => [each.kind, each]))
  const agenda = createAgenda<TenantId>()
  const finished = new Map<TenantId, Finished[]>()
  const running = new Map<TenantId, Set<Begun>>()
  const waitingForSlot = new Set<TenantId>()
  const abort = new AbortController()
  let inFlight = 0
  let stopping = false
  let scheduled = false
  let timer: Timer | undefined
  let stopped: (() => void) | undefined

  const heartbeat = setInterval(beat, options.leaseMs / 3)
  heartbeat.unref?.()

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(round)
  }

  function round(): void {
    scheduled = false
    for (const id of ready()) turn(id)
    arm()
    if (stopping && inFlight === 0 && finished.size === 0) stopped?.()
  }

  /** Those with something to settle, and, while there are free slots, those that are due. */
  function ready(): Set<TenantId> {
    const ids = new Set(finished.keys())
    if (stopping) return ids
    const free = options.slots - inFlight
    if (free <= 0) return ids
    for (const id of waitingForSlot) ids.add(id)
    waitingForSlot.clear()
    for (const id of agenda.takeDue(options.clock().getTime(), Math.max(free, 1))) ids.add(id)
    return ids
  }

  function turn(id: TenantId): void {
    const settling = finished.get(id) ?? []
    finished.delete(id)
    const mine = running.get(id)?.size ?? 0
    const slots = stopping ? 0 : Math.max(0, Math.min(options.slots - inFlight, options.slotsPerTenant - mine))
    try {
      const result = options
        .tenant(id)
        .write((tx) => takeTurn(tx, handlers, { finished: settling, slots, leaseMs: options.leaseMs }, options.log))
      const now = options.clock().getTime()
      const moreDue = result.nextDue !== undefined && result.nextDue <= now
      if (moreDue && slots <= result.begun.length) waitingForSlot.add(id)
      else agenda.set(id, result.nextDue)
      for (const begun of result.begun) run(id, begun)
    } catch (error) {
      options.log('error', 'jobs.turn_failed', { tenant: id, ...describeError(error) })
      if (settling.length > 0) finished.set(id, [...settling, ...(finished.get(id) ?? [])])
      agenda.bring(id, options.clock().getTime() + TURN_PAUSE_MS)
    }
  }

  function run(id: TenantId, begun: Begun): void {
    inFlight++
    const mine = running.get(id) ?? new Set()
    running.set(id, mine.add(begun))
    begun.step
      .wait(abort.signal)
      .then((value) => ({ value }))
      .catch((error: unknown) => ({ error }))
      .then((answer) => {
        inFlight--
        mine.delete(begun)
        if (mine.size === 0) running.delete(id)
        const list = finished.get(id)
        const entry: Finished = { ...begun, answer }
        if (list) list.push(entry)
        else finished.set(id, [entry])
        schedule()
      })
  }

  function arm(): void {
    clearTimeout(timer)
    if (stopping) return
    const next = agenda.nextAt()
    if (waitingForSlot.size > 0 && inFlight < options.slots) return schedule()
    if (next === undefined || inFlight >= options.slots) return
    const inMs = next - options.clock().getTime()
    if (inMs <= 0) schedule()
    else timer = setTimeout(schedule, Math.min(inMs, 60_000))
  }

  function beat(): void {
    for (const [id, mine] of running) {
      try {
        options.tenant(id).write((tx) => {
          for (const { job } of mine) extendLease(tx, job, options.leaseMs)
        })
      } catch (error) {
        options.log('error', 'jobs.heartbeat_failed', { tenant: id, ...describeError(error) })
      }
    }
  }

  return {
    nudge(id, at) {
      agenda.bring(id, at)
      if (at <= options.clock().getTime()) schedule()
      else arm()
    },
    dueTimes: () => new Map(agenda.entries()),
    get running() {
      return inFlight
    },
    stop() {
      stopping = true
      clearInterval(heartbeat)
      clearTimeout(timer)
      const done = new Promise<void>((resolve) => {
        stopped = resolve
      })
      schedule()
      return done
    },
  }
}
