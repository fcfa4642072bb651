import { expect, test } from 'bun:test'
import { existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents, record } from '../../src/audit/index.ts'
import { newId } from '../../src/kit/ids.ts'
import { announce, createTenants, provisionTenant, savepoint, sweepTenants, type Tenant, type TenantId } from '../../src/tenancy/index.ts'
import { ANA, type Offices, openOffices } from '../support/offices.ts'

const actions = (tenant: Tenant) => tenant.read((tx) => listEvents(tx, { subjectId: 's1' })).map(({ action }) => action)
const note = (tenant: Tenant, action: string) => tenant.write((tx) => record(tx, action, 's1'))
const fileOf = (offices: Offices, id: TenantId) => join(offices.dataDir, id, 'tenant.db')
const DAMAGED = expect.objectContaining({
  name: 'AppError',
  code: 'unavailable',
  message: expect.stringContaining('failed an integrity check and were not served'),
})

test('one tenant’s rows are not in another’s', () => {
  using offices = openOffices()
  note(offices.maple, 'maple.only')
  expect([actions(offices.maple), actions(offices.harbor)]).toEqual([['maple.only'], []])
})

test('a transaction that fails leaves nothing, and the next one goes on', () => {
  using offices = openOffices()
  expect(() =>
    offices.maple.write((tx) => {
      record(tx, 'one', 's1')
      throw new Error('refused')
    }),
  ).toThrow('refused')
  note(offices.maple, 'two')
  expect(actions(offices.maple)).toEqual(['two'])
})

test('a savepoint loses its own rows only', () => {
  using offices = openOffices()
  offices.maple.write((tx) => {
    record(tx, 'before', 's1')
    expect(() =>
      savepoint(tx, () => {
        record(tx, 'inside', 's1')
        throw new Error('alone')
      }),
    ).toThrow('alone')
    record(tx, 'after', 's1')
  })
  expect(actions(offices.maple)).toEqual(['after', 'before'])
})

test('waiting inside a transaction is refused, and nothing is written', () => {
  using offices = openOffices()
  const waiting = async (tx: Parameters<Parameters<Tenant['write']>[0]>[0]) => record(tx, 'late', 's1')
  // @ts-expect-error A promise is not a result of a transaction.
  expect(() => offices.maple.write(waiting)).toThrow('cannot return a promise')
  expect(actions(offices.maple)).toEqual([])
})

test('news is told after the commit, and of a failed transaction never', () => {
  using offices = openOffices()
  const seen: string[][] = []
  using tenants = createTenants({
    ...offices,
    capacity: 5,
    clock: () => offices.now.value,
    heard: (id) => void seen.push(actions(offices.tenants.as(id, ANA))),
  })
  const maple = tenants.as(offices.ids.maple, ANA)
  const tell = (fail: boolean) =>
    maple.write((tx) => {
      announce(tx, { kind: 'changed', topic: 'faxes' })
      record(tx, 'fax.sent', 's1')
      expect(seen).toEqual([])
      if (fail) throw new Error('refused')
    })
  expect(() => tell(true)).toThrow('refused')
  expect(seen).toEqual([])
  tell(false)
  expect(seen).toEqual([['fax.sent']])
  note(maple, 'quiet')
  expect(seen).toHaveLength(1)
})

test('a listener that fails does not make what was committed look refused', () => {
  using offices = openOffices()
  const heard = () => {
    throw new Error('deaf')
  }
  using tenants = createTenants({ ...offices, capacity: 5, clock: () => offices.now.value, heard })
  const kept = tenants.as(offices.ids.maple, ANA).write((tx) => {
    announce(tx, { kind: 'due', at: 0 })
    record(tx, 'fax.sent', 's1')
    return 'kept'
  })
  expect([kept, actions(offices.maple)]).toEqual(['kept', ['fax.sent']])
  expect(offices.logged.map(({ event }) => event)).toEqual(['tenant.listener_failed'])
})

test('no more files are open than the cap, the least used is closed first, and a closed one opens again', () => {
  using offices = openOffices({ capacity: 2 })
  const third = provisionTenant({ ...offices }, { name: 'Juniper Clinic', slug: 'juniper' }, (id) => id).made
  note(offices.maple, 'before eviction')
  for (let turn = 0; turn < 5; turn++)
    for (const id of [offices.ids.maple, offices.ids.harbor, third]) {
      offices.tenants.as(id, ANA).read(() => 0)
      expect(offices.tenants.open).toBeLessThanOrEqual(2)
    }
  expect(actions(offices.maple)).toEqual(['before eviction'])
  note(offices.maple, 'after')
  expect(actions(offices.maple)).toEqual(['after', 'before eviction'])
})

test('what was used last stays open', () => {
  using offices = openOffices({ capacity: 2 })
  const third = provisionTenant({ ...offices }, { name: 'Juniper Clinic', slug: 'juniper' }, (id) => id).made
  for (const id of [offices.ids.maple, offices.ids.harbor, offices.ids.maple, third])
    offices.tenants.as(id, ANA).read((tx) => listEvents(tx))
  // SQLite keeps the log beside the file for as long as it is open.
  const open = [offices.ids.maple, offices.ids.harbor, third].map((id) => existsSync(`${fileOf(offices, id)}-wal`))
  expect(open).toEqual([true, false, true])
})

test('idle files are closed and busy ones stay', () => {
  using offices = openOffices()
  offices.maple.read(() => 0)
  offices.harbor.read(() => 0)
  expect([offices.tenants.closeIdle(60_000), offices.tenants.open]).toEqual([0, 2])
  expect([offices.tenants.closeIdle(-1), offices.tenants.open]).toEqual([2, 0])
  note(offices.maple, 'again')
  expect(offices.tenants.open).toBe(1)
})

test('a tenant that is not there is not found, and no file is made for it', () => {
  using offices = openOffices()
  expect(() => offices.tenants.as(newId<'tenant'>(), ANA).read(() => 0)).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test.each([
  ['gone', (path: string) => rmSync(path)],
  ['cut to nothing', (path: string) => truncateSync(path, 0)],
  ['cut in half', (path: string) => truncateSync(path, 4096 * 30)],
  ['cut within a page', (path: string) => truncateSync(path, 4096 * 2 + 100)],
  ['overwritten', (path: string) => writeFileSync(path, 'not a database at all')],
])('a file that is %s is refused in plain words and never begun anew', (_, harm) => {
  using offices = openOffices()
  note(offices.maple, 'one')
  offices.tenants.close(offices.ids.maple)
  harm(fileOf(offices, offices.ids.maple))
  const read = () => {
    for (const table of ['audit_events', 'jobs', 'contacts', 'faxes', 'sessions'])
      offices.maple.read((tx) => tx.db.all(sql.raw(`SELECT * FROM ${table}`)))
  }
  for (let again = 0; again < 2; again++) expect(read).toThrow(DAMAGED)
  expect(offices.logged[0]).toMatchObject({ level: 'error', event: 'tenant.damaged', facts: { tenant: offices.ids.maple } })
  expect(() => note(offices.harbor, 'unharmed')).not.toThrow()
})

test('a file restored to its place is served again at once', () => {
  using offices = openOffices()
  note(offices.maple, 'one')
  // Only the pages of one table, so that the file opens and is found out with its handle in hand.
  const pages = offices.maple.read((tx) => tx.db.all<{ pageno: number }>(sql`SELECT pageno FROM dbstat WHERE name = 'audit_events'`))
  offices.tenants.close(offices.ids.maple)
  const path = fileOf(offices, offices.ids.maple)
  const whole = readFileSync(path)
  const harmed = Buffer.from(whole)
  for (const { pageno } of pages) harmed[pageno * 4096 - 500] = (harmed[pageno * 4096 - 500] ?? 0) ^ 1
  writeFileSync(path, harmed)
  expect(() => actions(offices.maple)).toThrow(DAMAGED)
  writeFileSync(`${path}.restored`, whole)
  renameSync(`${path}.restored`, path)
  expect(actions(offices.maple)).toEqual(['one'])
})

test('a sweep visits every active tenant, and a damaged one never stops it', async () => {
  using offices = openOffices()
  const third = provisionTenant({ ...offices }, { name: 'Juniper Clinic', slug: 'juniper' }, (id) => id).made
  offices.control.write((tx) => void tx.db.run(sql`UPDATE tenants SET state = 'suspended' WHERE id = ${third}`))
  offices.tenants.close(offices.ids.maple)
  truncateSync(fileOf(offices, offices.ids.maple), 0)
  const visited: string[] = []
  const swept = await sweepTenants(offices, 'test', (tenant) =>
    tenant.read(() => void visited.push(`${tenant.id} ${tenant.actor.kind} ${tenant.actor.id}`)),
  )
  expect(swept).toEqual({ visited: 2, failed: [offices.ids.maple] })
  expect(visited).toEqual([`${offices.ids.harbor} system test`])
  expect(offices.logged.map(({ event }) => event)).toEqual(['tenant.damaged', 'sweep.tenant_failed'])
})

test('nor does one whose visitor throws', async () => {
  using offices = openOffices()
  const visited: TenantId[] = []
  const swept = await sweepTenants(offices, 'test', ({ id }) => {
    visited.push(id)
    if (id === offices.ids.maple) throw new Error('of our own')
  })
  expect([swept.failed, visited]).toEqual([[offices.ids.maple], [offices.ids.maple, offices.ids.harbor]])
})

test('whoever shares the thread gets a turn after each office, and one that was suspended meanwhile is left alone', async () => {
  using offices = openOffices()
  const { maple, harbor } = offices.ids
  const seen: string[] = []
  const sweep = () =>
    sweepTenants(offices, 'test', ({ id }) => {
      seen.push(id)
      setImmediate(() => seen.push('another'))
    })
  await sweep()
  expect(seen.slice(0, 3)).toEqual([maple, 'another', harbor])
  const swept = sweep()
  offices.control.write((tx) => void tx.db.run(sql`UPDATE tenants SET state = 'suspended' WHERE id = ${harbor}`))
  expect(await swept).toEqual({ visited: 1, failed: [] })
})

test('a sweep that is over visits nobody more', async () => {
  using offices = openOffices()
  const over = new AbortController()
  const seen: TenantId[] = []
  const swept = await sweepTenants({ ...offices, over: over.signal }, 'test', ({ id }) => {
    seen.push(id)
    over.abort()
  })
  expect([swept.visited, seen]).toEqual([1, [offices.ids.maple]])
})
