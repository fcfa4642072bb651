import { expect, test } from 'bun:test'
import { done, handle, listJobs, loadHints, saveHints, step } from '../../src/jobs/index.ts'
import { system, type Tenant, type TenantId } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { breath, createGates, now, put, start, states, until, WORK } from './running.ts'

test('a nudge is enough for a waiting job to be run', async () => {
  using offices = openOffices()
  put(offices.maple, 1)
  const worker = start(offices, { handlers: [handle(WORK, () => done)] })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => states(offices.maple)[0] === 'completed', 'the job is done')
  await worker.stop()
})

test('a delayed job is run at its time, and not before', async () => {
  using offices = openOffices()
  const started = performance.now()
  const clock = () => new Date(offices.now.value.getTime() + performance.now() - started)
  const at = new Date(now(offices) + 40)
  put(offices.maple, 1, at)
  let ranAt = 0
  const handler = handle(WORK, () =>
    step(
      async () => {
        ranAt = clock().getTime()
      },
      () => done,
    ),
  )
  const worker = start(offices, { handlers: [handler], clock, tenant: (id) => timed(offices, id, clock) })
  worker.nudge(offices.ids.maple, at.getTime())
  await until(() => ranAt > 0, 'the delayed job runs')
  expect(ranAt).toBeGreaterThanOrEqual(at.getTime())
  await worker.stop()
})

/** A tenant whose transactions read the moving clock. */
function timed(offices: Offices, id: TenantId, clock: () => Date): Tenant {
  const tenant = offices.tenants.as(id, system('jobs'))
  return { ...tenant, writeTogether: (fn) => tenant.writeTogether((tx) => fn({ ...tx, now: clock() })) }
}

test('stopping settles what runs and begins nothing more', async () => {
  using offices = openOffices()
  const gates = createGates()
  put(offices.maple, 3)
  const worker = start(offices, { handlers: [gates.handler], slotsPerTenant: 1 })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => worker.running === 1, 'one runs')
  let stopped = false
  const stopping = worker.stop().then(() => {
    stopped = true
  })
  for (let i = 0; i < 20; i++) await breath()
  expect(stopped).toBe(false)
  gates.begun[0]?.go()
  await stopping
  expect([states(offices.maple).sort(), gates.begun.length]).toEqual([['available', 'available', 'completed'], 1])
})

test('the lease of what still runs is extended, so nobody takes it back, also while stopping', async () => {
  using offices = openOffices()
  const gates = createGates()
  put(offices.maple, 1)
  const worker = start(offices, { handlers: [gates.handler], leaseMs: 30 })
  const leaseEnds = () => offices.maple.read((tx) => listJobs(tx))[0]?.leaseUntil ?? 0
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => worker.running === 1, 'it runs')
  offices.later(20)
  await until(() => leaseEnds() === now(offices) + 30, 'the lease is extended')
  const stopped = worker.stop()
  offices.later(20)
  await until(() => leaseEnds() === now(offices) + 30, 'the lease is extended while stopping')
  gates.begun[0]?.go()
  await stopped
  expect([states(offices.maple), gates.begun.length]).toEqual([['completed'], 1])
})

test('hints outlive the worker: the next one starts from them', async () => {
  using offices = openOffices()
  const later = new Date(now(offices) + 60_000)
  put(offices.maple, 1, later)
  const first = start(offices, { handlers: [] })
  first.nudge(offices.ids.maple, later.getTime())
  const saved = new Map<TenantId, number>()
  expect([saveHints(offices.control, first.dueTimes(), saved), saveHints(offices.control, first.dueTimes(), saved)]).toEqual([1, 0])
  await first.stop()
  expect(loadHints(offices.control, later.getTime() - 1)).toEqual([])
  offices.later(60_000)
  const second = start(offices, { handlers: [handle(WORK, () => done)] })
  for (const { id, at } of loadHints(offices.control, now(offices))) second.nudge(id, at)
  await until(() => states(offices.maple)[0] === 'completed', 'the hinted job is done')
  await until(() => second.dueTimes().size === 0, 'nothing is due')
  expect([saveHints(offices.control, second.dueTimes(), saved), loadHints(offices.control, now(offices))]).toEqual([1, []])
  await second.stop()
})

test('a tenant that waits for a slot keeps its hint', async () => {
  using offices = openOffices()
  const gates = createGates()
  put(offices.maple, 2)
  const worker = start(offices, { handlers: [gates.handler], slots: 1, slotsPerTenant: 1 })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => worker.running === 1, 'the only slot is taken')
  expect(worker.dueTimes()).toEqual(new Map([[offices.ids.maple, now(offices)]]))
  const stopped = worker.stop()
  gates.begun[0]?.go()
  await stopped
})
