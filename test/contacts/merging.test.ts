import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import {
  addContact,
  type ContactInput,
  findContactByFax,
  findDuplicates,
  getContact,
  listContacts,
  mergeContacts,
  noteUse,
  numbersOf,
  undoAct,
  updateContact,
} from '../../src/contacts/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const add = (tenant: Tenant, name: string, fax: string, over: Partial<ContactInput> = {}) =>
  tenant.write((tx) => addContact(tx, { name, organization: '', fax, note: '', ...over }))
const pairs = (tenant: Tenant) =>
  tenant.read((tx) => findDuplicates(tx).map(({ ids, why }) => [why, ...ids.map((id) => getContact(tx, id).name).sort()]))

test.each([
  ['Oak Clinic', 'Clinic, Oak LLC'],
  ['Dr. Elena Márquez', 'Elena Marquez MD'],
  ['Cedar Family Practice', 'Ceder Family Practice'],
  ['Kedar Family Practice', 'Cedar Family Practice'],
])('%j and %j may be the same', (one, other) => {
  using offices = openOffices()
  add(offices.maple, one, '5552010100')
  add(offices.maple, 'Birch Imaging Center', '5552010102')
  add(offices.maple, other, '5552010101')
  add(offices.harbor, one, '5552010101')
  expect([pairs(offices.maple), pairs(offices.harbor)]).toEqual([[['name', ...[one, other].sort()]], []])
})

test.each([
  ['Office 1', 'Office 2'],
  ['Oak', 'Elm'],
  ['Maple Street Clinic', 'Cedar Street Clinic'],
])('%j and %j are two', (one, other) => {
  using offices = openOffices()
  add(offices.maple, one, '5552010100')
  add(offices.maple, other, '5552010101')
  expect(pairs(offices.maple)).toEqual([])
})

test('a number under two countries is a reason to look', () => {
  using offices = openOffices()
  add(offices.maple, 'Quillfeather', '+12071838750')
  add(offices.maple, 'Ravensworth', '+442071838750')
  expect(pairs(offices.maple)).toEqual([['number', 'Quillfeather', 'Ravensworth']])
})

const OTHERS = { otherNumbers: [{ fax: '5552010200', label: 'Referrals' }], tags: ['Cardiology'], part2: true, note: 'Ask for Lee' }

test('merged, nothing of any of them is lost, and every number leads to the one that stays', () => {
  using offices = openOffices()
  const keep = add(offices.maple, 'Oak Clinic', '5552010100', { tags: ['Near'], note: 'Closed on Fridays' })
  const gone = add(offices.maple, 'Oak Clinic LLC', '5552010101', { organization: 'Oak Health', favourite: true, ...OTHERS })
  for (const { fax } of [keep, gone, gone]) offices.maple.write((tx) => noteUse(tx, fax))
  offices.maple.write((tx) => mergeContacts(tx, keep.id, [gone.id]))
  expect(offices.maple.read((tx) => listContacts(tx, { limit: 9 }))).toMatchObject([
    {
      id: keep.id,
      name: 'Oak Clinic',
      organization: 'Oak Health',
      note: 'Closed on Fridays\nAsk for Lee',
      favourite: true,
      part2: true,
      uses: 3,
      fax: keep.fax,
    },
  ])
  expect(
    offices.maple.read((tx) =>
      numbersOf(tx, [keep.id])
        .get(keep.id)
        ?.map(({ fax }) => fax),
    ),
  ).toEqual(['+15552010100', '+15552010101', '+15552010200'])
  for (const fax of ['+15552010101', '+15552010200']) expect(offices.maple.read((tx) => findContactByFax(tx, fax))?.id).toBe(keep.id)
  const entries = offices.maple.read((tx) => listEvents(tx, { action: 'contact' }))
  expect(entries.slice(0, 2).map(({ action, subjectId }) => [action, subjectId])).toEqual([
    ['contact.merged', keep.id],
    ['contact.removed', gone.id],
  ])
})

test('a merger is undone: both are as they were', () => {
  using offices = openOffices()
  const keep = add(offices.maple, 'Oak Clinic', '5552010100')
  const gone = add(offices.maple, 'Oak Clinic LLC', '5552010101', OTHERS)
  const act = offices.maple.write((tx) => mergeContacts(tx, keep.id, [gone.id]))
  expect(offices.maple.write((tx) => undoAct(tx, act))).toMatchObject({ undone: 2, stayed: 0 })
  const { n: _, revision: __, ...whole } = gone
  expect(offices.maple.read((tx) => getContact(tx, gone.id))).toMatchObject(whole)
  expect(offices.maple.read((tx) => findContactByFax(tx, '+15552010200'))?.id).toBe(gone.id)
  expect(offices.maple.read((tx) => numbersOf(tx, [keep.id]).get(keep.id))).toHaveLength(1)
})

test('a merger whose contact was changed since is not taken apart', () => {
  using offices = openOffices()
  const keep = add(offices.maple, 'Oak Clinic', '5552010100')
  const act = offices.maple.write((tx) => mergeContacts(tx, keep.id, [add(offices.maple, 'Oak Clinic LLC', '5552010101').id]))
  offices.maple.write((tx) => updateContact(tx, keep.id, { ...getContact(tx, keep.id), note: 'New' }))
  expect(() => offices.maple.write((tx) => undoAct(tx, act))).toThrow('changed since')
  expect(offices.maple.read((tx) => getContact(tx, keep.id)).note).toBe('New')
})

test.each([
  ['numbers', { otherNumbers: Array.from({ length: 9 }, (_, n) => ({ fax: `555201030${n}`, label: '' })) }],
  ['tags', { tags: Array.from({ length: 20 }, (_, n) => `Tag ${n}`) }],
  ['notes', { note: 'x'.repeat(500) }],
])('what would not fit is refused before anything is merged: %s', (_, over) => {
  using offices = openOffices()
  const keep = add(offices.maple, 'Oak Clinic', '5552010100', OTHERS)
  const other = add(offices.maple, 'Oak Clinic LLC', '5552010101', over)
  expect(() => offices.maple.write((tx) => mergeContacts(tx, keep.id, [other.id]))).toThrow(expect.objectContaining({ code: 'conflict' }))
  expect(offices.maple.read((tx) => listContacts(tx, { limit: 9 }))).toHaveLength(2)
})

test('one contact cannot be merged with itself, nor with another office’s', () => {
  using offices = openOffices()
  const keep = add(offices.maple, 'Oak Clinic', '5552010100')
  const theirs = add(offices.harbor, 'Oak Clinic', '5552010101')
  expect(() => offices.maple.write((tx) => mergeContacts(tx, keep.id, [keep.id]))).toThrow()
  expect(() => offices.maple.write((tx) => mergeContacts(tx, keep.id, [theirs.id]))).toThrow('not found')
})
