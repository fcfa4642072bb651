import { expect, test } from 'bun:test'
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { record } from '../../src/audit/index.ts'
import { newId } from '../../src/kit/ids.ts'
import { findTenantBySlug, listTenants, provisionTenant, removeHalfMade, system, type TenantId } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'

const slugs = (offices: Offices) => offices.control.read(listTenants).map(({ slug }) => slug)
const directories = (offices: Offices) =>
  readdirSync(offices.dataDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).length
const provision = (offices: Offices, slug: string, name = 'Juniper Clinic') => provisionTenant({ ...offices }, { name, slug }, (id) => id)
const insertMaking = (offices: Offices, id: TenantId) =>
  offices.control.write(
    (tx) =>
      void tx.db.run(
        sql`INSERT INTO tenants (id, slug, name, state, wrapped_key, created_at) VALUES (${id}, 'half', 'Half', 'making', ${offices.keys.newWrappedKey(id)}, 0)`,
      ),
  )

test('a new tenant stands: a row, a file that opens, and what it was furnished with', () => {
  using offices = openOffices()
  const { tenant, made } = provisionTenant({ ...offices }, { name: ' Juniper Clinic ', slug: ' Juniper ' }, (id) => {
    offices.tenants.as(id, system('test')).write((tx) => record(tx, 'owner.invited', 'o1'))
    return 'furnished'
  })
  expect([tenant.slug, tenant.name, tenant.state, made]).toEqual(['juniper', 'Juniper Clinic', 'active', 'furnished'])
  expect(Object.keys(tenant)).not.toContain('wrappedKey')
  expect(offices.control.read((tx) => findTenantBySlug(tx, 'juniper'))?.state).toBe('active')
})

test('a tenant that cannot be furnished is not made: no directory, no row, and its web name is free', () => {
  using offices = openOffices()
  const furnish = (id: TenantId): never => {
    offices.tenants.as(id, system('test')).write((tx) => record(tx, 'owner.invited', 'o1'))
    throw new Error('no owner')
  }
  expect(() => provisionTenant({ ...offices }, { name: 'Juniper', slug: 'juniper' }, furnish)).toThrow('no owner')
  expect([slugs(offices), directories(offices)]).toEqual([['maple', 'harbor'], 2])
  expect(provision(offices, 'juniper').tenant.state).toBe('active')
})

test('nor is one whose file cannot be made', () => {
  using offices = openOffices()
  const derive = () => {
    throw new Error('no key')
  }
  const deps = { ...offices, keys: { ...offices.keys, derive } }
  expect(() => provisionTenant(deps, { name: 'Juniper', slug: 'juniper' }, () => {})).toThrow('no key')
  expect([slugs(offices), directories(offices)]).toEqual([['maple', 'harbor'], 2])
})

test('what a crash left half-made goes at the next start, and nothing else does', () => {
  using offices = openOffices()
  const [withFile, withoutFile] = [newId<'tenant'>(), newId<'tenant'>()]
  insertMaking(offices, withFile)
  mkdirSync(join(offices.dataDir, withFile, 'files'), { recursive: true })
  writeFileSync(join(offices.dataDir, withFile, 'tenant.db'), 'half of a page')
  expect(removeHalfMade({ ...offices })).toBe(1)
  insertMaking(offices, withoutFile)
  expect(removeHalfMade({ ...offices })).toBe(1)
  expect([removeHalfMade({ ...offices }), slugs(offices), directories(offices)]).toEqual([0, ['maple', 'harbor'], 2])
  expect(existsSync(join(offices.dataDir, withFile))).toBe(false)
  expect(offices.maple.read(() => 'still there')).toBe('still there')
})

test('a web name is taken only once, however it is written', () => {
  using offices = openOffices()
  for (const slug of ['maple', 'MAPLE', ' maple '])
    expect(() => provision(offices, slug)).toThrow(
      expect.objectContaining({ code: 'conflict', message: 'That web name is taken. Choose another.' }),
    )
  expect(directories(offices)).toBe(2)
})

test.each(['ab', '-ab', 'ab-', 'a b', 'a.b', 'a/b', '../x', 'ä-praxis', 'a'.repeat(41), 'admin', 'API', ''])(
  '%p is no web name',
  (slug) => {
    using offices = openOffices()
    expect(() => provision(offices, slug)).toThrow(expect.objectContaining({ code: 'invalid', fields: { slug: expect.any(String) } }))
  },
)

test.each(['abc', 'a-b', '3rd-street', 'a'.repeat(40)])('%p is a web name', (slug) => {
  using offices = openOffices()
  expect(provision(offices, slug).tenant.slug).toBe(slug)
})

test('a tenant has a name of its own, of a length one can show', () => {
  using offices = openOffices()
  for (const name of ['', '   ', 'x'.repeat(121)])
    expect(() => provision(offices, 'juniper', name)).toThrow(
      expect.objectContaining({ code: 'invalid', fields: { name: expect.any(String) } }),
    )
})

test('one tenant’s file at another’s place is refused', () => {
  using offices = openOffices()
  const at = (id: TenantId) => join(offices.dataDir, id, 'tenant.db')
  cpSync(at(offices.ids.maple), at(offices.ids.harbor))
  expect(() => offices.harbor.read(() => 1)).toThrow(expect.objectContaining({ code: 'unavailable' }))
})
