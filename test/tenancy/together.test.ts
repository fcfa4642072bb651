import { expect, test } from 'bun:test'
import { listEvents, record } from '../../src/audit/index.ts'
import { unavailable } from '../../src/kit/errors.ts'
import {
  announce,
  createTenants,
  createTurnstile,
  type News,
  system,
  type Tenant,
  type TenantId,
  turnstileMemory,
} from '../../src/tenancy/index.ts'
import { ANA, type Offices, openOffices } from '../support/offices.ts'

const actions = (tenant: Tenant) => tenant.read((tx) => listEvents(tx, { subjectId: 's1' })).map(({ action }) => action)

/** The offices once more, with a count of the transactions and what was told after them. */
function counted(offices: Offices, memory = turnstileMemory()) {
  const seen = { asked: 0, news: [] as News[] }
  const tenants = createTenants({
    ...offices,
    capacity: 5,
    clock: () => offices.now.value,
    turnstile: createTurnstile(memory),
    // Asked at the beginning of a transaction and before its end.
    mayWrite: () => void seen.asked++,
    heard: (_, news) => void seen.news.push(...news),
  })
  return { tenants, seen, transactions: () => seen.asked / 2, office: (id: TenantId) => tenants.as(id, ANA) }
}

test('what is asked for at once is one transaction of an office, each part in its own name', async () => {
  using offices = openOffices()
  const { tenants, office, transactions } = counted(offices)
  using _ = tenants
  const { maple, harbor } = offices.ids
  const answers = [
    office(maple).writeTogether((tx) => record(tx, 'one', 's1')),
    tenants.as(maple, system('carrier')).writeTogether((tx) => record(tx, 'two', 's1')),
    office(harbor).writeTogether((tx) => record(tx, 'next door', 's1')),
    office(maple).writeTogether(() => 'an answer'),
  ]
  expect((await Promise.all(answers)).at(-1)).toBe('an answer')
  expect(transactions()).toBe(2)
  expect(actions(offices.harbor)).toEqual(['next door'])
  const written = offices.maple.read((tx) => listEvents(tx, { subjectId: 's1' }))
  expect(written.map(({ action, actorId }) => [action, actorId])).toEqual([
    ['two', 'carrier'],
    ['one', ANA.id],
  ])
})

test('who fails fails alone, and leaves no row and no news', async () => {
  using offices = openOffices()
  const { tenants, office, seen } = counted(offices)
  using _ = tenants
  const ask = (action: string, refused?: Error) =>
    office(offices.ids.maple).writeTogether((tx) => {
      record(tx, action, 's1')
      announce(tx, { kind: 'changed', topic: action })
      if (refused) throw refused
    })
  const answers = await Promise.allSettled([ask('one'), ask('two', new Error('refused')), ask('three')])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(actions(offices.maple)).toEqual(['three', 'one'])
  expect(seen.news).toEqual([
    { kind: 'changed', topic: 'one' },
    { kind: 'changed', topic: 'three' },
  ])
})

test('when the transaction fails nobody is told that it was written', async () => {
  using offices = openOffices()
  let full = true
  using tenants = createTenants({
    ...offices,
    capacity: 5,
    clock: () => offices.now.value,
    mayWrite: () => {
      if (full) throw unavailable('Not now.')
    },
  })
  const ask = (action: string) => tenants.as(offices.ids.maple, ANA).writeTogether((tx) => record(tx, action, 's1'))
  const answers = await Promise.allSettled([ask('one'), ask('two')])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  full = false
  await ask('three')
  expect(actions(offices.maple)).toEqual(['three'])
})

test('a full disk is everybody’s, and what was asked for before it is not half written', async () => {
  using offices = openOffices()
  const { tenants, office } = counted(offices)
  using _ = tenants
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  const answers = await Promise.allSettled([
    office(offices.ids.maple).writeTogether((tx) => record(tx, 'one', 's1')),
    office(offices.ids.maple).writeTogether(() => {
      throw full
    }),
  ])
  expect(answers.map((each) => (each.status === 'rejected' ? each.reason : each))).toEqual([
    expect.objectContaining({ code: 'unavailable' }),
    expect.objectContaining({ code: 'unavailable' }),
  ])
  expect(actions(offices.maple)).toEqual([])
})

test('while another thread has the file this one goes on, and what it asks for meanwhile is one transaction', async () => {
  using offices = openOffices()
  const memory = turnstileMemory()
  const { tenants, office, transactions } = counted(offices, memory)
  using _ = tenants
  const { maple } = offices.ids
  office(maple).read(() => 0)
  const go = new Int32Array(new SharedArrayBuffer(4))
  const other = new Worker(new URL('./holding.ts', import.meta.url).href)
  await new Promise((resolve) => {
    other.onmessage = resolve
    other.postMessage({ memory, id: maple, let: go.buffer })
  })
  const asked: Promise<unknown>[] = []
  for (let turn = 0; turn < 3; turn++) {
    asked.push(office(maple).writeTogether((tx) => record(tx, `turn ${turn}`, 's1')))
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  expect(transactions()).toBe(0)
  Atomics.store(go, 0, 1)
  Atomics.notify(go, 0)
  await Promise.all(asked)
  other.terminate()
  expect(transactions()).toBe(1)
  expect(actions(offices.maple)).toEqual(['turn 2', 'turn 1', 'turn 0'])
})
