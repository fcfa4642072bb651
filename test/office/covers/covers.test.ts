import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import {
  addCover,
  changeCover,
  defaultCover,
  findCover,
  getCover,
  listCovers,
  listRemovedCovers,
  MOST_COVERS,
  makeDefault,
  removeCover,
  restoreCover,
} from '../../../src/office/covers/covers.ts'
import type { Tenant } from '../../../src/tenancy/index.ts'
import { openOffices } from '../../support/offices.ts'

const names = (tenant: Tenant) => tenant.read((tx) => listCovers(tx).map(({ name }) => name))
const told = (tenant: Tenant) =>
  tenant.read((tx) => listEvents(tx, { action: 'cover' }).map(({ action, detail }) => [action, JSON.parse(detail)]))

test('an office begins with one cover page, and gets more', () => {
  using offices = openOffices()
  expect(names(offices.maple)).toEqual(['Standard'])
  const added = offices.maple.write((tx) => addCover(tx, '  Referrals  out '))
  expect(added).toMatchObject({ name: 'Referrals out', isDefault: false, showsAddress: true, notice: '' })
  expect(names(offices.maple)).toEqual(['Standard', 'Referrals out'])
  expect(names(offices.harbor)).toEqual(['Standard'])
  expect(told(offices.maple)).toEqual([['cover.added', {}]])
})

test('a change names the fields in the trail, not what they say; saving what is so leaves no entry', () => {
  using offices = openOffices()
  const { maple } = offices
  const { id } = maple.read(defaultCover)
  const change = { name: 'Standard', notice: ' For Oak alone. ', showsAddress: false }
  for (let n = 0; n < 2; n++) maple.write((tx) => changeCover(tx, id, change))
  expect(maple.read((tx) => getCover(tx, id))).toMatchObject({ notice: 'For Oak alone.', showsAddress: false })
  expect(told(maple)).toEqual([['cover.changed', { fields: 'notice showsAddress' }]])
})

test.each([
  ['name', { name: '  ' }],
  ['name', { name: 'x'.repeat(61) }],
  ['name', { name: 'Off' }],
  ['notice', { notice: 'x'.repeat(1_001) }],
])('a bad %s is refused, and nothing changes', (field, over) => {
  using offices = openOffices()
  const { maple } = offices
  maple.write((tx) => addCover(tx, 'Referrals'))
  const before = maple.read(defaultCover)
  expect(() => maple.write((tx) => changeCover(tx, before.id, { ...before, ...over }))).toThrow(
    expect.objectContaining({ code: 'invalid', fields: { [field]: expect.any(String) } }),
  )
  expect(maple.read(defaultCover)).toEqual(before)
  expect(told(maple)).toEqual([['cover.added', {}]])
})

test('no two have the same name, however it is written', () => {
  using offices = openOffices()
  const { maple } = offices
  maple.write((tx) => addCover(tx, 'Referrals'))
  const standard = maple.read(defaultCover)
  expect(() => maple.write((tx) => changeCover(tx, standard.id, { ...standard, name: 'RÉFERRALS' }))).toThrow(
    expect.objectContaining({ code: 'conflict', fields: { name: 'Another cover page has this name.' } }),
  )
  expect(names(maple)).toEqual(['Standard', 'Referrals'])
})

test('another one becomes the default, and only then the first may go', () => {
  using offices = openOffices()
  const { maple } = offices
  const first = maple.read(defaultCover)
  const second = maple.write((tx) => addCover(tx, 'Referrals'))
  expect(() => maple.write((tx) => removeCover(tx, first.id))).toThrow('Make another one the default first.')
  maple.write((tx) => void makeDefault(tx, second.id))
  maple.write((tx) => void removeCover(tx, first.id))
  expect([names(maple), maple.read(listRemovedCovers).map(({ name }) => name)]).toEqual([['Referrals'], ['Standard']])
  expect(maple.read((tx) => findCover(tx, 'standard'))).toBeUndefined()
  maple.write((tx) => void restoreCover(tx, first.id))
  expect(names(maple)).toEqual(['Referrals', 'Standard'])
  expect(told(maple).map(([action]) => action)).toEqual(['cover.restored', 'cover.removed', 'cover.made_default', 'cover.added'])
})

test('one that was removed does not come back beside another of its name', () => {
  using offices = openOffices()
  const { maple } = offices
  const gone = maple.write((tx) => removeCover(tx, addCover(tx, 'Referrals').id))
  maple.write((tx) => addCover(tx, 'REFERRALS'))
  expect(() => maple.write((tx) => restoreCover(tx, gone.id))).toThrow('Another cover page has this name.')
})

test('there is an end to them', () => {
  using offices = openOffices()
  offices.maple.write((tx) => {
    for (let n = 1; n < MOST_COVERS; n++) addCover(tx, `Cover ${n}`)
  })
  expect(() => offices.maple.write((tx) => addCover(tx, 'One more'))).toThrow('Remove one of them first.')
})
