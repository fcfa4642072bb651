import { expect, test } from 'bun:test'
import { done, enqueue, handle, kind, listJobs, rescueExpired, retry, step } from '../../src/jobs/index.ts'
import type { TenantId } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { breath, createGates, now, put, SLOTS, shaky, start, states, until, WORK } from './running.ts'

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
  offices.later(SLOTS.leaseMs)
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

/** A job of Maple’s has its answer, and the turn that should write it down has failed. */
async function unwritten(offices: Offices) {
  const gates = createGates()
  let works = true
  put(offices.maple, 1)
  const worker = start(offices, { handlers: [gates.handler], tenant: shaky(offices, () => works) })
  worker.nudge(offices.ids.maple, now(offices))
  await until(() => worker.running === 1, 'it runs')
  works = false
  gates.begun[0]?.go()
  await until(() => offices.logged.length > 0, 'the turn fails')
  return {
    ...{ worker, gates },
    mend() {
      works = true
    },
  }
}

test('an answer that could not be written is kept and written later, without doing the work twice', async () => {
  using offices = openOffices()
  const { worker, gates, mend } = await unwritten(offices)
  for (let i = 0; i < 50; i++) await breath()
  expect(offices.logged).toHaveLength(1)
  mend()
  offices.later(5_000)
  worker.nudge(offices.ids.harbor, now(offices))
  await until(() => states(offices.maple)[0] === 'completed', 'the answer is written')
  expect(gates.begun).toHaveLength(1)
  await worker.stop()
})

test('an answer that could not be written is written while its office comes to rest, and nothing more begins there', async () => {
  using offices = openOffices()
  const { worker, gates, mend } = await unwritten(offices)
  put(offices.maple, 1)
  const rested = worker.rest(offices.ids.maple)
  mend()
  await rested
  expect([...states(offices.maple)].sort()).toEqual(['available', 'completed'])
  expect(gates.begun).toHaveLength(1)
  await worker.stop()
})

test('an answer that waits to be written is written before the worker stops', async () => {
  using offices = openOffices()
  const { worker, mend } = await unwritten(offices)
  mend()
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
