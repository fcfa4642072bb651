import { expect, test } from 'bun:test'
import {
  cancel,
  countJobs,
  done,
  drain,
  enqueue,
  handle,
  kind,
  listJobs,
  replayJob,
  rescueExpired,
  retry,
  snooze,
  step,
  withdraw,
} from '../../src/jobs/index.ts'
import { unavailable } from '../../src/kit/errors.ts'
import { type Offices, openOffices } from '../support/offices.ts'

const WORK = kind<{ n: number }>('test.work')
const states = (offices: Offices) => offices.maple.read((tx) => listJobs(tx)).map(({ state }) => state)
const put = (offices: Offices, n = 1) => offices.maple.write((tx) => enqueue(tx, WORK, { n }))

test('a job runs once and is done', async () => {
  using offices = openOffices()
  const seen: number[] = []
  put(offices, 7)
  const handler = handle(WORK, (_, { n }) =>
    step(
      async () => seen.push(n),
      () => done,
    ),
  )
  expect(await drain(offices.maple, [handler])).toBe(1)
  expect(await drain(offices.maple, [handler])).toBe(0)
  expect([seen, states(offices)]).toEqual([[7], ['completed']])
})

test('one tenant’s jobs are not run as another’s', async () => {
  using offices = openOffices()
  put(offices)
  expect(await drain(offices.harbor, [handle(WORK, () => done)])).toBe(0)
})

test('a retry waits for its time, and is given up after its last attempt with a word to what it was for', async () => {
  using offices = openOffices()
  const died: string[] = []
  offices.maple.write((tx) => enqueue(tx, WORK, { n: 1 }, { maxAttempts: 2 }))
  const handler = handle(WORK, () => retry('no luck', 60_000), { died: (_, __, because) => void died.push(because) })
  expect(await drain(offices.maple, [handler])).toBe(1)
  expect([states(offices), died]).toEqual([['retryable'], []])
  expect(await drain(offices.maple, [handler])).toBe(0)
  offices.later(60_000)
  expect(await drain(offices.maple, [handler])).toBe(1)
  expect([states(offices), died]).toEqual([['dead'], ['no luck']])
})

test('a snooze is not charged as an attempt', async () => {
  using offices = openOffices()
  put(offices)
  const handler = handle(WORK, () => snooze('not yet', 1_000))
  for (let i = 0; i < 20; i++) {
    await drain(offices.maple, [handler])
    offices.later(1_000)
  }
  expect(offices.maple.read((tx) => listJobs(tx))[0]).toMatchObject({ attempt: 0, cause: 'not yet' })
})

test('what throws is retried, its rows are undone, and the other jobs of the turn are not', async () => {
  using offices = openOffices()
  put(offices, 1)
  put(offices, 2)
  const handler = handle(WORK, (tx, { n }) => {
    enqueue(tx, kind('left.behind'), {})
    if (n === 1) throw new Error('with a patient’s name')
    return cancel('enough')
  })
  await drain(offices.maple, [handler])
  const rows = offices.maple.read((tx) => listJobs(tx))
  expect(rows.filter(({ kind }) => kind === 'test.work').map(({ state }) => state)).toEqual(['canceled', 'retryable'])
  expect(rows.filter(({ kind }) => kind === 'left.behind')).toHaveLength(1)
  expect(JSON.stringify([rows, offices.logged])).not.toContain('patient')
})

test('a refusal that says when to come back costs no attempt, and is no error of ours', async () => {
  using offices = openOffices()
  put(offices)
  const handler = handle(WORK, () =>
    step(
      async () => {
        throw unavailable('Many documents are waiting.', 5)
      },
      () => done,
    ),
  )
  for (let i = 0; i < 20; i++) {
    await drain(offices.maple, [handler], offices.log)
    offices.later(5_000)
  }
  expect(offices.maple.read((tx) => listJobs(tx))[0]).toMatchObject({ attempt: 0, cause: 'Many documents are waiting.' })
  expect(offices.logged).toEqual([])
})

test('a worker that lost its lease cannot settle the job', async () => {
  using offices = openOffices()
  put(offices)
  let runs = 0
  const handler = handle(WORK, () =>
    step(
      async () => {
        // The lease is taken away while the first execution waits.
        if (runs++ === 0) offices.maple.write((tx) => rescueExpired(tx, true))
        return runs
      },
      () => (runs === 1 ? cancel('the late word of the first') : done),
    ),
  )
  await drain(offices.maple, [handler])
  expect([runs, states(offices)]).toEqual([2, ['completed']])
})

test('a second job with a live key is not made, and a withdrawn one frees the key', () => {
  using offices = openOffices()
  const once = () => offices.maple.write((tx) => enqueue(tx, WORK, { n: 1 }, { uniqueKey: 'k' }))
  expect([once(), once()]).toEqual([true, false])
  expect(offices.maple.write((tx) => withdraw(tx, 'k', 'changed our mind'))).toBe(true)
  expect(once()).toBe(true)
})

test('only a dead job is replayed, and starts over', async () => {
  using offices = openOffices()
  offices.maple.write((tx) => enqueue(tx, WORK, { n: 1 }, { maxAttempts: 1 }))
  expect(() => offices.maple.write((tx) => replayJob(tx, 1))).toThrow('given up')
  await drain(offices.maple, [handle(WORK, () => retry('no'))])
  offices.maple.write((tx) => replayJob(tx, 1))
  await drain(offices.maple, [handle(WORK, () => done)])
  expect(offices.maple.read(countJobs)).toMatchObject({ completed: 1, dead: 0 })
})

test('lower priority numbers go first, whenever they came', async () => {
  using offices = openOffices()
  const order: number[] = []
  offices.maple.write((tx) => {
    for (const n of [1, 2, 3]) enqueue(tx, WORK, { n }, { priority: 10 })
    enqueue(tx, WORK, { n: 99 }, { priority: 0 })
  })
  await drain(offices.maple, [
    handle(WORK, (_, { n }) => {
      order.push(n)
      return done
    }),
  ])
  expect(order).toEqual([99, 1, 2, 3])
})
