import { expect, test } from 'bun:test'
import {
  done,
  enqueue,
  handle,
  kind,
  listJobs,
  loadHints,
  rescueExpired,
  retry,
  saveHints,
  startWorker,
  step,
  type WorkerOptions,
} from '../../src/jobs/index.ts'
import { unavailable } from '../../src/kit/errors.ts'
import { provisionTenant, system, type Tenant, type TenantId } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'

const WORK = kind<{ n: number }>('test.work')
const SLOT = { slots: 8, slotsPerTenant: 4, leaseMs: 60_000 }

/** Jobs that begin, say so, and wait until the test lets them go. */
function createGates() {
  const begun: { readonly tenant: TenantId; readonly n: number; readonly go: () => void }[] = []
  const handler = handle(WORK, (tx, { n }) =>
    step(
      () => new Promise<void>((resolve) => begun.push({ tenant: tx.tenantId, n, go: resolve })),
      () => done,
    ),
  )
  return { begun, handler, of: (id: TenantId) => begun.filter(({ tenant }) => tenant === id) }
}

function start(offices: Offices, options: Pick<WorkerOptions, 'handlers'> & Partial<WorkerOptions>) {
  const tenant = (id: TenantId) => offices.tenants.as(id, system('jobs'))
  return startWorker({ tenant, clock: () => offices.now.value, log: offices.log, ...SLOT, ...options })
}

const put = (tenant: Tenant, count: number, at?: Date) =>
  tenant.write((tx) => {
    for (let n = 0; n < count; n++) enqueue(tx, WORK, { n }, at ? { at } : {})
  })
const states = (tenant: Tenant) => tenant.read((tx) => listJobs(tx, { limit: 2_000 })).map(({ state }) => state)
const now = (offices: Offices) => offices.now.value.getTime()
const breath = () => new Promise<void>((resolve) => setImmediate(resolve))

async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 3_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}.`)
    await breath()
  }
}

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
  return { ...tenant, write: (fn) => tenant.write((tx) => fn({ ...tx, now: clock() })) }
}

test('no more run at once than there are slots, and of one tenant no more than its share', async () => {
  using offices = openOffices()
  const gates = createGates()
  for (const office of [offices.maple, offices.harbor]) put(office, 10)
  const worker = start(offices, { handlers: [gates.handler], slots: 5, slotsPerTenant: 3 })
  for (const id of [offices.ids.maple, offices.ids.harbor]) worker.nudge(id, now(offices))
  for (let released = 0; released <= 15; released++) {
    await until(() => gates.begun.length >= released + 5, 'every slot is taken')
    const open = gates.begun.slice(released)
    expect(open).toHaveLength(5)
    for (const id of [offices.ids.maple, offices.ids.harbor])
      expect(open.filter(({ tenant }) => tenant === id).length).toBeLessThanOrEqual(3)
    gates.begun[released]?.go()
  }
  for (const { go } of gates.begun) go()
  await worker.stop()
  expect([...states(offices.maple), ...states(offices.harbor)]).toEqual(Array(20).fill('completed'))
})

test.each([
  ['a slot to spare', 3],
  ['every slot taken by it', 2],
] as const)('a thousand jobs of one tenant with %s do not delay another’s single one', async (_, slots) => {
  using offices = openOffices()
  const gates = createGates()
  put(offices.maple, 1_000)
  put(offices.harbor, 1)
  const worker = start(offices, { handlers: [gates.handler], slots, slotsPerTenant: 2 })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => gates.begun.length === 2, 'Maple is under way')
  offices.later(1)
  worker.nudge(offices.ids.harbor, now(offices))
  for (let released = 0; released < 6; released++) {
    gates.begun[released]?.go()
    await until(() => gates.begun.length > released + 2, 'the freed slot is taken')
  }
  expect(gates.begun.slice(0, 4).map(({ tenant }) => tenant)).toContain(offices.ids.harbor)
  const stopped = worker.stop()
  for (const { go } of gates.begun) go()
  await stopped
})

test('jobs that end as they begin do not hold the line either', async () => {
  using offices = openOffices()
  const order: TenantId[] = []
  put(offices.maple, 1_000)
  offices.later(1)
  put(offices.harbor, 1)
  const handler = handle(WORK, (tx) => {
    order.push(tx.tenantId)
    return done
  })
  const worker = start(offices, { handlers: [handler], slots: 1, slotsPerTenant: 1 })
  for (const id of [offices.ids.maple, offices.ids.harbor]) worker.nudge(id, now(offices))
  await until(() => order.includes(offices.ids.harbor), 'Harbor has its turn')
  expect(order.indexOf(offices.ids.harbor)).toBeLessThan(5)
  await worker.stop()
})

test('a tenant that has its share running costs no turns while it waits', async () => {
  using offices = openOffices()
  const gates = createGates()
  let turns = 0
  const tenant = (id: TenantId) => {
    turns++
    return offices.tenants.as(id, system('jobs'))
  }
  put(offices.maple, 3)
  const worker = start(offices, { handlers: [gates.handler], slotsPerTenant: 1, tenant })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => gates.begun.length === 1, 'the first has begun')
  for (let i = 0; i < 200; i++) await breath()
  expect(turns).toBeLessThan(5)
  const stopped = worker.stop()
  gates.begun[0]?.go()
  await stopped
})

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

/** The tenant's file answers only while `works` says so. */
function shaky(offices: Offices, works: (id: TenantId) => boolean) {
  return (id: TenantId): Tenant => {
    if (!works(id)) throw unavailable('Not now.')
    return offices.tenants.as(id, system('jobs'))
  }
}

test('stopping ends even when the last word cannot be written, and the lease brings the job back', async () => {
  using offices = openOffices()
  const gates = createGates()
  let works = true
  put(offices.maple, 1)
  const worker = start(offices, { handlers: [gates.handler], tenant: shaky(offices, () => works) })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => worker.running === 1, 'it runs')
  works = false
  const stopped = worker.stop()
  gates.begun[0]?.go()
  await stopped
  expect(states(offices.maple)).toEqual(['executing'])
  offices.later(SLOT.leaseMs)
  expect(offices.maple.write((tx) => rescueExpired(tx))).toBe(1)
})

test('a turn that fails is tried again after a pause, and others go on meanwhile', async () => {
  using offices = openOffices()
  let works = false
  const seen: TenantId[] = []
  const handler = handle(WORK, (tx) => {
    seen.push(tx.tenantId)
    return done
  })
  for (const office of [offices.maple, offices.harbor]) put(office, 1)
  const worker = start(offices, { handlers: [handler], tenant: shaky(offices, (id) => works || id === offices.ids.harbor) })
  for (const id of [offices.ids.maple, offices.ids.harbor]) worker.nudge(id, now(offices))
  await until(() => states(offices.harbor)[0] === 'completed', 'Harbor is done')
  expect(offices.logged).toEqual([
    expect.objectContaining({ event: 'jobs.turn_failed', facts: expect.objectContaining({ code: 'unavailable' }) }),
  ])
  expect(worker.dueTimes().get(offices.ids.maple)).toBe(now(offices) + 5_000)
  works = true
  offices.later(5_000)
  worker.nudge(offices.ids.harbor, now(offices))
  await until(() => states(offices.maple)[0] === 'completed', 'Maple is done')
  expect(seen).toEqual([offices.ids.harbor, offices.ids.maple])
  await worker.stop()
})

test('an answer that could not be written is kept and written later, without doing the work twice', async () => {
  using offices = openOffices()
  const gates = createGates()
  let works = true
  put(offices.maple, 1)
  const worker = start(offices, { handlers: [gates.handler], tenant: shaky(offices, () => works) })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => worker.running === 1, 'it runs')
  works = false
  gates.begun[0]?.go()
  await until(() => offices.logged.length > 0, 'the turn fails')
  for (let i = 0; i < 50; i++) await breath()
  expect(offices.logged).toHaveLength(1)
  works = true
  offices.later(5_000)
  worker.nudge(offices.ids.harbor, now(offices))
  await until(() => states(offices.maple)[0] === 'completed', 'the answer is written')
  expect(gates.begun).toHaveLength(1)
  await worker.stop()
})

test('an answer that waits to be written is written before the worker stops', async () => {
  using offices = openOffices()
  const gates = createGates()
  let works = true
  put(offices.maple, 1)
  const worker = start(offices, { handlers: [gates.handler], tenant: shaky(offices, () => works) })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => worker.running === 1, 'it runs')
  works = false
  gates.begun[0]?.go()
  await until(() => offices.logged.length > 0, 'the turn fails')
  works = true
  await worker.stop()
  expect(states(offices.maple)).toEqual(['completed'])
})

test('a tenant that is gone is forgotten', async () => {
  using offices = openOffices()
  const worker = start(offices, { handlers: [] })
  worker.nudge('01981d2e-0000-7000-8000-000000000000' as TenantId, now(offices))
  await until(() => offices.logged.length > 0, 'the turn fails')
  expect([...worker.dueTimes()]).toEqual([])
  await worker.stop()
})

test('a handler that throws before it waits is retried and gives its slot back', async () => {
  using offices = openOffices()
  put(offices.maple, 1)
  const handler = handle(WORK, () =>
    step(
      (): Promise<void> => {
        throw new TypeError('at once')
      },
      () => done,
    ),
  )
  const worker = start(offices, { handlers: [handler] })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => states(offices.maple)[0] === 'retryable', 'it is put back')
  expect(worker.running).toBe(0)
  await worker.stop()
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

test('the late word of a lost lease writes no rows', async () => {
  using offices = openOffices()
  const go: (() => void)[] = []
  put(offices.maple, 1)
  const handler = handle(WORK, (_, __, { attempt }) =>
    step(
      () => new Promise<void>((resolve) => go.push(resolve)),
      (tx) => {
        enqueue(tx, kind<object>(`settled.by.${attempt}`), {}, { at: new Date(now(offices) + 86_400_000) })
        return done
      },
    ),
  )
  const worker = start(offices, { handlers: [handler] })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => go.length === 1, 'the first runs')
  offices.maple.write((tx) => rescueExpired(tx, true))
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => go.length === 2, 'the second runs')
  for (const each of go) each()
  await worker.stop()
  expect(offices.maple.read((tx) => listJobs(tx)).map((row) => row.kind)).toEqual(['settled.by.2', 'test.work'])
  expect(offices.logged.map(({ event }) => event)).toEqual(['job.lease_lost'])
})

test('a last word that throws costs its own rows, not the turns of its tenant', async () => {
  using offices = openOffices()
  offices.maple.write((tx) => {
    enqueue(tx, WORK, { n: 1 }, { maxAttempts: 1 })
    enqueue(tx, WORK, { n: 2 })
  })
  const handler = handle(WORK, (_, { n }) => (n === 1 ? retry('no') : done), {
    died: (tx) => {
      enqueue(tx, kind<object>('left.behind'), {})
      throw new Error('of our own')
    },
  })
  const worker = start(offices, { handlers: [handler] })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => states(offices.maple).includes('completed'), 'the other is done')
  await worker.stop()
  expect(states(offices.maple)).toEqual(['completed', 'dead'])
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

test('tenants with equal backlogs take turns', async () => {
  using offices = openOffices()
  const third = provisionTenant({ ...offices }, { name: 'Juniper Clinic', slug: 'juniper' }, (id) =>
    offices.tenants.as(id, system('test')),
  ).made
  const order: TenantId[] = []
  const handler = handle(WORK, (tx) =>
    step(
      async () => void order.push(tx.tenantId),
      () => done,
    ),
  )
  const all = [offices.maple, offices.harbor, third]
  for (const office of all) put(office, 10)
  const worker = start(offices, { handlers: [handler], slots: 1, slotsPerTenant: 1 })
  for (const { id } of all) worker.nudge(id, now(offices))
  await until(() => order.length === 30, 'all have run')
  await worker.stop()
  for (let round = 0; round < 10; round++) expect(new Set(order.slice(round * 3, round * 3 + 3)).size).toBe(3)
})
