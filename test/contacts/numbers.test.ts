import { expect, test } from 'bun:test'
import { addContact, type ContactInput, findContactByFax, getContact, noteUse, numbersOf, updateContact } from '../../src/contacts/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const OAK = { name: 'Oak Clinic', organization: '', fax: '5552010100', faxLabel: 'Front desk', note: '' }
const REFERRALS = { fax: '5552010101', label: 'Referrals' }
const add = (tenant: Tenant, over: Partial<ContactInput> = {}) => tenant.write((tx) => addContact(tx, { ...OAK, ...over }))
const kept = (tenant: Tenant, { id }: ReturnType<typeof add>) => tenant.read((tx) => numbersOf(tx, [id]).get(id))

test('a contact has several numbers with what they are called, the main one first, and is known by each', () => {
  using offices = openOffices()
  const oak = add(offices.maple, { otherNumbers: [REFERRALS, { fax: '5552010102', label: '' }] })
  expect(kept(offices.maple, oak)).toEqual([
    { fax: '+15552010100', label: 'Front desk' },
    { fax: '+15552010101', label: 'Referrals' },
    { fax: '+15552010102', label: '' },
  ])
  for (const fax of ['+15552010100', '+15552010101', '+15552010102'])
    expect([offices.maple.read((tx) => findContactByFax(tx, fax))?.id, offices.harbor.read((tx) => findContactByFax(tx, fax))]).toEqual([
      oak.id,
      undefined,
    ])
})

test('a fax to any of them counts as a use of the contact', () => {
  using offices = openOffices()
  const oak = add(offices.maple, { otherNumbers: [REFERRALS] })
  for (const fax of ['+15552010100', '+15552010101', '+15559999999']) offices.maple.write((tx) => noteUse(tx, fax))
  expect(offices.maple.read((tx) => getContact(tx, oak.id)).uses).toBe(2)
})

test('a change that says nothing of the other numbers leaves them, and another main one takes its place', () => {
  using offices = openOffices()
  const oak = add(offices.maple, { otherNumbers: [REFERRALS] })
  const change = (input: Partial<ContactInput>) =>
    offices.maple.write((tx) => updateContact(tx, oak.id, { ...getContact(tx, oak.id), ...input }))
  change({ note: 'Ask for Lee' })
  expect(kept(offices.maple, oak)).toEqual([
    { fax: '+15552010100', label: 'Front desk' },
    { fax: '+15552010101', label: 'Referrals' },
  ])
  change({ fax: '+15552010101', faxLabel: 'Referrals' })
  expect(kept(offices.maple, oak)).toEqual([{ fax: '+15552010101', label: 'Referrals' }])
  change({ otherNumbers: [] })
  expect(offices.maple.read((tx) => findContactByFax(tx, '+15552010100'))).toBeUndefined()
})

test.each([
  ['fax', 'invalid', { fax: '911' }],
  ['otherNumbers-2', 'invalid', { otherNumbers: [REFERRALS, { fax: '911', label: '' }] }],
  ['otherNumbers-1', 'invalid', { otherNumbers: [{ fax: '(555) 201-0100', label: '' }] }],
  ['otherNumbers-1', 'invalid', { otherNumbers: [{ fax: '5552010109', label: 'x'.repeat(41) }] }],
  ['fax', 'invalid', { otherNumbers: Array.from({ length: 10 }, (_, n) => ({ fax: `555201020${n}`, label: '' })) }],
  ['otherNumbers-1', 'conflict', { otherNumbers: [{ fax: '5552010999', label: '' }] }],
])('what is wrong with a number is said under %s, and nothing is changed', (field, code, over) => {
  using offices = openOffices()
  add(offices.maple, { name: 'Elm', fax: '5552010999' })
  expect(() => add(offices.maple, over)).toThrow(expect.objectContaining({ code, fields: { [field]: expect.any(String) } }))
  expect(offices.maple.read((tx) => findContactByFax(tx, '+15552010100'))).toBeUndefined()
})
