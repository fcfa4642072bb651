import { AppError } from '../kit/errors.ts'
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
  /** Called before anything outside is asked for a tenant; throws when this process may not act for it any more. */
  readonly mayAct?: (id: TenantId) => void
}

export type Worker = {
  /** Says that a tenant has, or may have, something due at `at` (ms). */
  nudge(id: TenantId, at: number): void
  dueTimes(): ReadonlyMap<TenantId, number>
  readonly running: number
  /** Resolves when nothing of this tenant runs any more; whoever asks has seen to it that nothing begins. */
  quiet(id: TenantId): Promise<void>
  /** Begins nothing more of this tenant and resolves when what runs of it has settled. */
  rest(id: TenantId): Promise<void>
  wake(id: TenantId): void
  /** Claims nothing more and resolves when what runs has settled. */
  stop(): Promise<void>
}

const TURN_PAUSE_MS = 5_000
const [SETTLING_MS, UNSETTLED_MS] = [5, 1_000]

const isGone = (error: unknown) => error instanceof AppError && error.code === 'not_found'

/** The loop: tenants take turns in the order they fell due; each turn is one commit (turn.ts). */
export function startWorker(options: WorkerOptions): Worker {
  const handlers = new Map(options.handlers.map((each) => [each.kind, each]))
  const agenda = createAgenda<TenantId>()
  const finished = new Map<TenantId, Finished[]>()
  const running = new Map<TenantId, Set<Begun>>()
  /** Whose turn has begun and is not durable yet. */
  const turning = new Set<TenantId>()
  const unsettled = new Map<TenantId, Finished[]>()
  /** Those that had more due than slots, and since when: they claim in this order, each going to the end when it has. */
  const line = new Map<TenantId, number>()
  const abort = new AbortController()
  const resting = new Set<TenantId>()
  const awaitingQuiet = new Map<TenantId, (() => void)[]>()
  let inFlight = 0
  /** Slots of turns that have not begun anything yet. */
  let promised = 0
  let [stopping, scheduled] = [false, false]
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
    // The line goes first: an office may not take back the slot it has just freed while another one waits for it.
    for (const id of nextInLine()) if (mayClaim(id)) void turn(id)
    for (const id of [...finished.keys()]) void turn(id)
    arm()
    if (stopping && inFlight === 0 && finished.size === 0 && turning.size === 0) {
      clearInterval(heartbeat)
      stopped?.()
    }
  }

  function nextInLine(): TenantId[] {
    const free = unpromised()
    if (stopping || free <= 0) return []
    const now = options.clock().getTime()
    for (const id of agenda.takeDue(now, Infinity)) if (!line.has(id)) line.set(id, now)
    const next: TenantId[] = []
    for (const id of line.keys()) if (next.length < free && mayClaim(id)) next.push(id)
    return next
  }

  const unpromised = () => options.slots - inFlight - promised

  function freeSlots(id: TenantId): number {
    const mine = running.get(id)?.size ?? 0
    return stopping || resting.has(id) ? 0 : Math.max(0, Math.min(unpromised(), options.slotsPerTenant - mine))
  }

  const mayClaim = (id: TenantId) => !turning.has(id) && freeSlots(id) > 0

  /** One at a time for each office; what finishes while it waits for the file is settled in it. */
  async function turn(id: TenantId): Promise<void> {
    if (turning.has(id)) return
    const slots = freeSlots(id)
    turning.add(id)
    promised += slots
    const begun = await attempt(id, slots)
    promised -= slots
    turning.delete(id)
    for (const each of begun) run(id, each)
    wakeIfQuiet(id)
    if (stopping || finished.has(id)) schedule()
    else arm()
  }

  function takeFinished(id: TenantId): Finished[] {
    const all = [...(unsettled.get(id) ?? []), ...(finished.get(id) ?? [])]
    unsettled.delete(id)
    finished.delete(id)
    return all
  }

  async function attempt(id: TenantId, slots: number): Promise<readonly Begun[]> {
    let settling: readonly Finished[] = []
    try {
      return await options.tenant(id).writeTogether((tx) => {
        settling = takeFinished(id)
        const { begun, nextDue } = takeTurn(tx, handlers, { finished: settling, slots, leaseMs: options.leaseMs }, options.log)
        // Before the commit: what becomes due in it, or after, is told later and may only bring it nearer.
        plan(id, slots, nextDue)
        return begun
      })
    } catch (error) {
      const left = [...settling, ...takeFinished(id)]
      line.delete(id)
      if (isGone(error)) {
        options.log('info', 'jobs.tenant_gone', { tenant: id, dropped: left.length })
        agenda.set(id, undefined)
        return []
      }
      options.log('error', 'jobs.turn_failed', { tenant: id, ...describeError(error) })
      // While stopping there is no later: the lease runs out and whoever starts next takes the job back.
      if (left.length > 0 && !stopping) unsettled.set(id, left)
      agenda.set(id, options.clock().getTime() + TURN_PAUSE_MS)
      return []
    }
  }

  function plan(id: TenantId, slots: number, nextDue: number | undefined): void {
    if (slots > 0) line.delete(id)
    if (nextDue !== undefined && nextDue <= options.clock().getTime()) line.set(id, nextDue)
    else {
      line.delete(id)
      agenda.set(id, nextDue)
    }
  }

  function run(id: TenantId, begun: Begun): void {
    inFlight++
    const mine = running.get(id) ?? new Set()
    running.set(id, mine.add(begun))
    Promise.resolve()
      .then(() => {
        options.mayAct?.(id)
        return begun.step.wait(abort.signal)
      })
      .then((value) => ({ value }))
      .catch((error: unknown) => ({ error }))
      .then((answer) => {
        inFlight--
        mine.delete(begun)
        if (mine.size === 0) running.delete(id)
        wakeIfQuiet(id)
        const list = finished.get(id)
        const entry: Finished = { ...begun, answer }
        if (list) list.push(entry)
        else finished.set(id, [entry])
        schedule()
      })
  }

  const isBusy = (id: TenantId) => running.has(id) || turning.has(id)

  function wakeIfQuiet(id: TenantId): void {
    if (isBusy(id)) return
    for (const resolve of awaitingQuiet.get(id) ?? []) resolve()
    awaitingQuiet.delete(id)
  }

  function arm(): void {
    clearTimeout(timer)
    if (stopping || unpromised() <= 0) return
    const inMs = [...line.keys()].some(mayClaim) ? 0 : (agenda.nextAt() ?? Infinity) - options.clock().getTime()
    if (inMs <= 0) schedule()
    else if (inMs < Infinity) timer = setTimeout(schedule, Math.min(inMs, 60_000))
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

  async function quiet(id: TenantId): Promise<void> {
    if (isBusy(id)) await new Promise<void>((resolve) => void awaitingQuiet.set(id, [...(awaitingQuiet.get(id) ?? []), resolve]))
  }

  return {
    nudge(id, at) {
      agenda.bring(id, at)
      if (at <= options.clock().getTime()) schedule()
      else arm()
    },
    dueTimes: () => new Map([...agenda.entries(), ...line]),
    get running() {
      return inFlight
    },
    quiet,
    async rest(id) {
      resting.add(id)
      await quiet(id)
      while (resting.has(id) && (finished.has(id) || unsettled.has(id))) {
        await Bun.sleep(unsettled.has(id) ? UNSETTLED_MS : SETTLING_MS)
        if (unsettled.has(id)) await turn(id)
      }
    },
    wake(id) {
      if (resting.delete(id)) agenda.bring(id, options.clock().getTime())
      schedule()
    },
    stop() {
      stopping = true
      clearTimeout(timer)
      for (const id of unsettled.keys()) finished.set(id, finished.get(id) ?? [])
      const done = new Promise<void>((resolve) => {
        stopped = resolve
      })
      schedule()
      return done
    },
  }
}
