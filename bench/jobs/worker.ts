import { readConfig } from '../../src/config.ts'
import { done, handle, startWorker, step } from '../../src/jobs/index.ts'
import { openParts } from '../../src/parts.ts'
import { createTurnstile, system } from '../../src/tenancy/index.ts'
import { CONCURRENCY, sharedNow } from './drive.ts'
import { dueAt, type FromWorker, NOOP, type ToWorker } from './office.ts'

declare const self: Worker

// The product's job loop in a thread of its own, as the server runs it.
let waits: number[] = []
const say = (message: FromWorker) => self.postMessage(message)

function began(at: number): void {
  if (waits.length === 0)
    setImmediate(() => {
      say(waits)
      waits = []
    })
  waits.push(sharedNow() - at)
}

function work({ dataDir, id: tenantId, turnstile }: Extract<ToWorker, { kind: 'work' }>): (at: number) => void {
  const settings = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  const parts = openParts(settings, (_, news) => nudge(dueAt(news)), undefined, createTurnstile(turnstile))
  const noop = handle(NOOP, (_, { at }) =>
    step(
      async () => began(at),
      () => done,
    ),
  )
  const worker = startWorker({
    tenant: (id) => parts.tenants.as(id, system('jobs')),
    handlers: [noop],
    clock: parts.clock,
    log: parts.log,
    slots: CONCURRENCY,
    slotsPerTenant: CONCURRENCY,
    leaseMs: 60_000,
  })
  const nudge = (at: number) => worker.nudge(tenantId, at)
  return nudge
}

let nudge: (at: number) => void = () => {}
self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'due') return nudge(data.at)
  nudge = work(data)
  nudge(Date.now())
  say([])
}
