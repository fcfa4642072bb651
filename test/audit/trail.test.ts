import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { disclosed, listEvents, record, verifyChain } from '../../src/audit/index.ts'
import type { Tenant, Tx } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

/** Furnishing the office left these. */
const BEFORE = 2
const own = (tx: Tx) => listEvents(tx).filter(({ seq }) => seq > BEFORE)

const three = (tenant: Tenant) =>
  tenant.write((tx) => {
    for (const action of ['one', 'two', 'three']) record(tx, action, 'subject', { n: 1 })
  })
/** What someone with the key and no scruples could do. */
const tamper = (tenant: Tenant, ...statements: string[]) =>
  tenant.write((tx) => {
    for (const text of ['DROP TRIGGER audit_events_no_update', 'DROP TRIGGER audit_events_no_delete', ...statements])
      tx.db.run(sql.raw(text))
  })

test('an untouched chain is valid and says how long it is', () => {
  using offices = openOffices()
  three(offices.maple)
  expect(offices.maple.read(verifyChain)).toMatchObject({ valid: true, entries: BEFORE + 3 })
})

test('the file itself refuses to change or remove an entry', () => {
  using offices = openOffices()
  three(offices.maple)
  for (const text of ["UPDATE audit_events SET action = 'x'", 'DELETE FROM audit_events'])
    expect(() => offices.maple.write((tx) => void tx.db.run(sql.raw(text)))).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: 'The audit trail only grows.' }) }),
    )
})

test.each([
  ['changed', "UPDATE audit_events SET detail = '{}' WHERE seq = 4", 4],
  ['missing', 'DELETE FROM audit_events WHERE seq = 4', 4],
  ['truncated', 'DELETE FROM audit_events WHERE seq = 5', 5],
] as const)('an entry that was %s is found', (because, statement, brokenAt) => {
  using offices = openOffices()
  three(offices.maple)
  tamper(offices.maple, statement)
  expect(offices.maple.read(verifyChain)).toMatchObject({ valid: false, because, brokenAt })
})

test('entries that changed places are found', () => {
  using offices = openOffices()
  three(offices.maple)
  tamper(
    offices.maple,
    'UPDATE audit_events SET seq = 99 WHERE seq = 3',
    'UPDATE audit_events SET seq = 3 WHERE seq = 4',
    'UPDATE audit_events SET seq = 4 WHERE seq = 99',
  )
  expect(offices.maple.read(verifyChain)).toMatchObject({ valid: false, because: 'changed', brokenAt: 3 })
})

test("one tenant's chain is not valid as another's", () => {
  using offices = openOffices()
  three(offices.maple)
  const rows = offices.maple.read(own)
  offices.harbor.write((tx) => {
    for (const row of rows.reverse())
      tx.db.run(
        sql`INSERT INTO audit_events VALUES (${row.seq}, ${row.at.getTime()}, ${row.actorKind}, ${row.actorId}, ${row.action}, ${row.subjectId}, ${row.detail}, ${row.hash})`,
      )
  })
  expect(offices.harbor.read(verifyChain)).toMatchObject({ valid: false, because: 'changed', brokenAt: 3 })
})

test('a refused change leaves no entry', () => {
  using offices = openOffices()
  expect(() =>
    offices.maple.write((tx) => {
      record(tx, 'fax.submitted', 'f1')
      throw new Error('refused')
    }),
  ).toThrow('refused')
  expect(offices.maple.read(own)).toEqual([])
})

test('looking twice within five minutes is one disclosure, and later another', () => {
  using offices = openOffices()
  const look = () => offices.maple.write((tx) => disclosed(tx, 'fax.viewed', 'f1'))
  look()
  look()
  offices.later(5 * 60_000 + 1)
  look()
  expect(offices.maple.read(own).map(({ action }) => action)).toEqual(['fax.viewed', 'fax.viewed'])
})
