import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { createTenants, system, type Tx, whileUnchanged } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const name = (tx: Tx) => tx.db.get<{ name: string }>(sql`SELECT name FROM office`).name
const rename = (tx: Tx, to: string) => void tx.db.run(sql`UPDATE office SET name = ${to}`)
const remembered = (tx: Tx) => whileUnchanged(tx, 'test.name', () => ({ name: name(tx) }))

test('an answer is kept until a row of that office is written, by whomever', () => {
  using offices = openOffices()
  const { maple, harbor } = offices
  const first = maple.read(remembered)
  expect(maple.read(remembered)).toBe(first)
  expect(harbor.read(remembered).name).not.toBe(first.name)
  harbor.write((tx) => rename(tx, 'Harbor Street'))
  expect(maple.read(remembered)).toBe(first)
  maple.write((tx) => rename(tx, 'Maple Avenue'))
  expect(maple.read(remembered)).toEqual({ name: 'Maple Avenue' })
  expect(harbor.read(remembered)).toEqual({ name: 'Harbor Street' })
})

test('what another thread or process wrote counts too', () => {
  using offices = openOffices()
  const { maple, dataDir, control, keys, log } = offices
  maple.read(remembered)
  using elsewhere = createTenants({ dataDir, control, keys, log, clock: () => offices.now.value, capacity: 2 })
  elsewhere.as(maple.id, system('elsewhere')).write((tx) => rename(tx, 'Maple Court'))
  expect(maple.read(remembered)).toEqual({ name: 'Maple Court' })
})

test('a file that was closed and opened again is read again', () => {
  using offices = openOffices()
  const { maple } = offices
  const before = maple.read(remembered)
  offices.tenants.close(maple.id)
  expect(maple.read(remembered)).not.toBe(before)
})

test('rows that are never committed are not remembered', () => {
  using offices = openOffices()
  const { maple } = offices
  const before = maple.read(remembered)
  expect(() =>
    maple.write((tx) => {
      rename(tx, 'Nowhere')
      expect(remembered(tx)).toEqual({ name: 'Nowhere' })
      expect(maple.read(remembered)).toEqual({ name: 'Nowhere' })
      throw new Error('undone')
    }),
  ).toThrow('undone')
  expect(maple.read(remembered)).toEqual({ name: before.name })
})
