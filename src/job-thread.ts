import { forgetOldActs, forgetOldImports } from './contacts/index.ts'
import { isDrillOverdue, planDrill, readHint } from './custody/drilling/index.ts'
import { dropKept } from './custody/restoring/index.ts'
import { disposeLeft } from './disposal/index.ts'
import { endDrafts, forgetDraftBulks, pollInbound, pruneIdempotencyKeys, pruneTests, resealMailings, restoreRoutes } from './fax/index.ts'
import { askIfWaiting, evictBeyond, planSweep } from './files/index.ts'
import { handlersOf } from './handlers.ts'
import { type Worker as JobWorker, loadHints, nextDueAt, pruneFinished, rescueExpired, saveHints, startWorker } from './jobs/index.ts'
import { destroyOutlived } from './keys/index.ts'
import { describeError } from './kit/log.ts'
import type { Parts } from './parts.ts'
import { getActiveTenant, listTenants, sweepTenants, system, type Tenant, type TenantId } from './tenancy/index.ts'
import { enabledEndpoints, pruneDeliveries, publish } from './webhooks/index.ts'

const LEASE_MS = 60_000
const SAVE_HINTS_MS = 5_000
const REOPENED_MS = 3_000
const CLOSE_IDLE_MS = 5 * 60_000
const POLL_MS = 3 * 60_000
const PRUNE_MS = 6 * 3_600_000
const EVICT_MS = 5 * 60_000
const OUTLIVED_MS = 15 * 60_000

export type JobThread = {
  readonly worker: JobWorker
  /** Offices that were closed when their turn came and are open again get their turn. Done by itself every few seconds. */
  takeUpReopened(): void
  /** For one of several cells, when it may write: the first time as at any start, later its offices get their turn. */
  begin(): void
  /** An office that has just come from another cell is taken up as at a start. */
  welcome(id: TenantId): void
  /** Resolves when nothing of a closed office runs here and its file is shut. */
  letGo(id: TenantId): Promise<void>
  stop(): Promise<void>
}

/** Everything that happens without being asked: the loop of jobs, and the chores around it. */
export function runJobs(
  parts: Parts,
  due: (id: TenantId, at: number) => void = () => {},
  doubted: (id: TenantId) => void = () => {},
): JobThread {
  const { control, tenants, clock, log, carrier, bucket, config } = parts
  /** Offices with work that were closed or suspended when their turn came, until they are open again. */
  const shut = new Set<TenantId>()
  /** Of which a process before this one may have left something: it is taken back before anything begins, or what begins would be, too. */
  const untaken = new Set<TenantId>()
  const over = new AbortController()
  const sweeping = { control, tenants, log, over: over.signal }
  const worker = startWorker({
    tenant(id) {
      try {
        control.read((tx) => getActiveTenant(tx, id))
        parts.guard?.mayWork(id)
      } catch (error) {
        shut.add(id)
        throw error
      }
      if (untaken.has(id)) takeUp(tenants.as(id, system('start')))
      return tenants.as(id, system('jobs'))
    },
    handlers: handlersOf(parts, doubted),
    clock,
    log,
    slots: config.jobs.slots,
    slotsPerTenant: Math.max(1, Math.ceil(config.jobs.slots / 2)),
    leaseMs: LEASE_MS,
    ...(parts.guard && { mayAct: parts.guard.mayWrite }),
  })
  const saved = new Map<TenantId, number>()
  const timers = [
    every(SAVE_HINTS_MS, () => void saveHints(control, worker.dueTimes(), saved)),
    every(REOPENED_MS, () => takeUpReopened()),
    every(CLOSE_IDLE_MS, () => void tenants.closeIdle(CLOSE_IDLE_MS)),
    every(PRUNE_MS, () => prune()),
    every(OUTLIVED_MS, () => destroyOutlived(parts)),
    every(POLL_MS, () => poll()),
    every(EVICT_MS, () => evict()),
  ]

  function every(ms: number, chore: () => unknown): Timer {
    return setInterval(async () => {
      try {
        await chore()
      } catch (error) {
        log('error', 'chore.failed', describeError(error))
      }
    }, ms)
  }

  // Nobody else says so: an office may be opened again from the command line.
  function takeUpReopened(): void {
    if (shut.size === 0) return
    const states = new Map(control.read(listTenants).map(({ id, state }) => [id, state]))
    for (const id of shut) {
      if (states.get(id) === 'active') worker.nudge(id, clock().getTime())
      if (states.get(id) === 'active' || !states.has(id)) shut.delete(id)
    }
  }

  const poll = () => (config.carrier.apiKey ? pollInbound({ control, tenants, carrier, clock, log }) : 0)
  /** Nobody looks at what does not happen, so it is said. */
  function reportOldDrills(): void {
    for (const { id, state, createdAt } of control.read(listTenants)) {
      const last = readHint(config.data.dir, id) ?? { at: createdAt.getTime(), passed: true }
      if (state === 'active' && isDrillOverdue(last, clock().getTime())) log('error', 'backup.overdue', { tenant: id })
    }
  }

  const prune = () => {
    if (config.replication) reportOldDrills()
    return sweepTenants(sweeping, 'prune', (tenant) =>
      tenant.write((tx) => {
        pruneFinished(tx)
        pruneIdempotencyKeys(tx)
        forgetDraftBulks(tx)
        endDrafts(tx)
        forgetOldActs(tx)
        pruneDeliveries(tx)
        pruneTests(tx)
        forgetOldImports(tx)
        planSweep(tx)
        disposeLeft(tx)
        resealMailings(tx, parts.accountKeys)
        dropKept(config.data.dir, tenant.id, clock().getTime())
        if (config.replication) planDrill(tx)
      }),
    )
  }
  const evict = () =>
    bucket && evictBeyond({ dataDir: config.data.dir, control, tenants, bucket, log, limitBytes: config.documents.cacheBytes })

  /** Nothing of the office runs anywhere, so every lease of a job is of a process that died or gave the office away. */
  function takeUp(tenant: Tenant): void {
    const next = tenant.write((tx) => {
      rescueExpired(tx, true)
      // A bucket may be new to an office whose documents are not.
      if (bucket) askIfWaiting(tx)
      if (enabledEndpoints(tx).length > 0) publish(tx)
      planSweep(tx)
      if (config.replication) planDrill(tx)
      return nextDueAt(tx)
    })
    restoreRoutes(control, tenant)
    untaken.delete(tenant.id)
    if (next === undefined) return
    worker.nudge(tenant.id, next)
    due(tenant.id, next)
  }

  /** What was due by the last hints first; then every tenant is looked at, because hints may be lost. */
  async function start(): Promise<void> {
    for (const { id } of control.read(listTenants)) untaken.add(id)
    for (const { id, at } of loadHints(control, clock().getTime())) worker.nudge(id, at)
    const { visited, failed } = await sweepTenants(sweeping, 'start', (tenant) => {
      if (untaken.has(tenant.id)) takeUp(tenant)
    })
    if (over.signal.aborted) return
    log('info', 'jobs.started', { tenants: visited, failed: failed.length })
    await poll()
  }

  let hasBegun = false
  function begin(): void {
    if (hasBegun) for (const { id } of control.read(listTenants)) worker.nudge(id, clock().getTime())
    // Once whoever asked has the worker: what becomes due meanwhile is told to it.
    else
      Promise.resolve()
        .then(start)
        .catch((error: unknown) => log('error', 'jobs.start_failed', describeError(error)))
    hasBegun = true
  }
  if (!config.cell) begin()
  return {
    worker,
    takeUpReopened,
    begin,
    welcome(id) {
      worker.wake(id)
      takeUp(tenants.as(id, system('arrival')))
    },
    async letGo(id) {
      await worker.quiet(id)
      tenants.close(id)
    },
    stop() {
      over.abort()
      for (const timer of timers) clearInterval(timer)
      return worker.stop()
    },
  }
}
