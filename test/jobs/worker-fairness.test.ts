import { expect, test } from 'bun:test'
import { done, handle, step } from '../../src/jobs/index.ts'
import { provisionTenant, system, type TenantId } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'
import { breath, createGates, now, put, start, states, until, WORK } from './running.ts'

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
