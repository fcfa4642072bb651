import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { getOffice, updateOffice } from '../../src/office/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const change = (tenant: Tenant, over: Partial<Parameters<typeof updateOffice>[1]>) =>
  tenant.write((tx) => updateOffice(tx, { ...getOffice(tx), ...over }))
const entries = (tenant: Tenant) => tenant.read((tx) => listEvents(tx, { action: 'office.changed' }))

test('a change names the fields in the trail, not what they say', () => {
  using offices = openOffices()
  const office = change(offices.maple, { name: ' Maple Street Pediatrics ', phone: '555 010 0300' })
  expect(office).toMatchObject({ name: 'Maple Street Pediatrics', phone: '+15550100300' })
  expect(entries(offices.maple).map(({ detail }) => JSON.parse(detail))).toEqual([{ fields: 'name phone' }])
})

test('saving what is already so leaves no entry', () => {
  using offices = openOffices()
  change(offices.maple, {})
  expect(entries(offices.maple)).toEqual([])
})

test.each([
  ['name', { name: '' }],
  ['name', { name: 'x'.repeat(121) }],
  ['phone', { phone: 'call us' }],
  ['timeZone', { timeZone: 'America/Nowhere' }],
  ['timeZone', { timeZone: '' }],
  ['coverNotice', { coverNotice: ' ' }],
  ['coverNotice', { coverNotice: 'x'.repeat(1_001) }],
])('a bad %s is refused, and nothing changes', (field, over) => {
  using offices = openOffices()
  const before = offices.maple.read(getOffice)
  expect(() => change(offices.maple, over)).toThrow(expect.objectContaining({ code: 'invalid', fields: { [field]: expect.any(String) } }))
  expect(offices.maple.read(getOffice)).toEqual(before)
  expect(entries(offices.maple)).toEqual([])
})

test("one office's settings are not another's", () => {
  using offices = openOffices()
  change(offices.maple, { name: 'Changed' })
  expect(offices.harbor.read(getOffice).name).toBe('Harbor Dental')
})
