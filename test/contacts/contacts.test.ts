import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import {
  addContact,
  type ContactId,
  countContacts,
  getContact,
  listContacts,
  noteUse,
  removeContact,
  suggestContacts,
  updateContact,
} from '../../src/contacts/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const OAK = { name: 'Oak Clinic', organization: 'Oak Health', fax: '(555) 201-0100', note: '' }
const add = (tenant: Tenant, over: Partial<typeof OAK & { favourite: boolean }> = {}) =>
  tenant.write((tx) => addContact(tx, { ...OAK, ...over }))
const actions = (tenant: Tenant) => tenant.read((tx) => listEvents(tx, { action: 'contact' })).map(({ action }) => action)

test('adding, changing and removing a contact leave one entry each', () => {
  using offices = openOffices()
  const { id, fax } = add(offices.maple)
  expect(fax).toBe('+15552010100')
  offices.maple.write((tx) => updateContact(tx, id, { ...OAK, name: 'Oak Family Clinic' }))
  expect(offices.maple.read((tx) => getContact(tx, id)).name).toBe('Oak Family Clinic')
  offices.maple.write((tx) => removeContact(tx, id))
  expect(offices.maple.read((tx) => countContacts(tx))).toBe(0)
  expect(actions(offices.maple)).toEqual(['contact.removed', 'contact.changed', 'contact.added'])
})

test.each([
  ['name', { name: ' ' }],
  ['name', { name: 'x'.repeat(121) }],
  ['organization', { organization: 'x'.repeat(121) }],
  ['note', { note: 'x'.repeat(501) }],
  ['fax', { fax: '911' }],
])('a bad %s is refused, and leaves nothing, not even an entry', (field, over) => {
  using offices = openOffices()
  expect(() => add(offices.maple, over)).toThrow(expect.objectContaining({ code: 'invalid', fields: { [field]: expect.any(String) } }))
  expect([offices.maple.read((tx) => countContacts(tx)), actions(offices.maple)]).toEqual([0, []])
})

test('a number belongs to one contact, however it is written', () => {
  using offices = openOffices()
  const oak = add(offices.maple)
  const elm = add(offices.maple, { name: 'Elm', fax: '555 201 0101' })
  const taken = expect.objectContaining({ code: 'conflict', fields: { fax: expect.any(String) } })
  expect(() => add(offices.maple, { fax: '1-555-201-0100' })).toThrow(taken)
  expect(() => offices.maple.write((tx) => updateContact(tx, elm.id, { ...OAK, name: 'Elm' }))).toThrow(taken)
  expect(offices.maple.write((tx) => updateContact(tx, oak.id, { ...OAK, note: 'Ask for Lee' })).note).toBe('Ask for Lee')
})

test("one office's contacts are not in another's", () => {
  using offices = openOffices()
  const { id } = add(offices.maple)
  expect(offices.harbor.read((tx) => listContacts(tx, { limit: 10 }))).toEqual([])
  for (const act of [getContact, removeContact]) expect(() => offices.harbor.write((tx) => void act(tx, id))).toThrow('not found')
  expect(add(offices.harbor).id).not.toBe(id)
})

test('a name is found and put in its place without its accents', () => {
  using offices = openOffices()
  for (const [name, fax] of [
    ['Zoë Quill', '5552010101'],
    ['Ángel Ruiz', '5552010102'],
    ['Birch', '5552010103'],
  ] as const)
    add(offices.maple, { name, organization: 'Clínica', fax })
  const names = (text?: string) => offices.maple.read((tx) => listContacts(tx, { text, limit: 10 })).map(({ name }) => name)
  expect(names()).toEqual(['Ángel Ruiz', 'Birch', 'Zoë Quill'])
  for (const text of ['zoe', 'ZOË', 'quill clinica']) expect([text, names(text)]).toEqual([text, ['Zoë Quill']])
  expect(offices.maple.read((tx) => suggestContacts(tx, 'angel'))).toHaveLength(1)
  expect(offices.maple.read((tx) => countContacts(tx, { text: 'CLINICA' }))).toBe(3)
  const [angel] = offices.maple.read((tx) => listContacts(tx, { limit: 1 }))
  offices.maple.write((tx) => updateContact(tx, angel?.id as ContactId, { ...OAK, name: 'Élan', fax: '5552010102' }))
  expect([names('angel'), names('elan')]).toEqual([[], ['Élan']])
})

test('the list goes on after the last contact shown, also among equal names', () => {
  using offices = openOffices()
  for (const n of [1, 2, 3, 4, 5]) add(offices.maple, { name: n < 4 ? 'Oak' : 'Pine', fax: `555201010${n}` })
  const seen: string[] = []
  let after: { search: string; id: string } | undefined
  for (;;) {
    const some = offices.maple.read((tx) => listContacts(tx, { limit: 2, after }))
    if (some.length === 0) break
    seen.push(...some.map(({ fax }) => fax))
    after = some.at(-1)
  }
  expect(seen).toHaveLength(5)
  expect(new Set(seen).size).toBe(5)
})

test('a search finds part of a name, of an organization and of a number, and takes % for nothing', () => {
  using offices = openOffices()
  add(offices.maple)
  add(offices.maple, { name: 'Elm', organization: '', fax: '5552010199' })
  const found = (text: string) => offices.maple.read((tx) => listContacts(tx, { text, limit: 10 })).map(({ name }) => name)
  expect([found('oak cl'), found('health'), found('201-01'), found('0199')]).toEqual([
    ['Oak Clinic'],
    ['Oak Clinic'],
    ['Elm', 'Oak Clinic'],
    ['Elm'],
  ])
  expect([found('E%m'), found('El_')]).toEqual([[], ['Elm']])
})

test('the five most used come first when nothing is typed yet', () => {
  using offices = openOffices()
  for (const n of [1, 2, 3, 4, 5, 6, 7]) {
    add(offices.maple, { name: `Office ${n}`, fax: `+1555201010${n}` })
    for (let use = 0; use < n - 1; use++) offices.maple.write((tx) => noteUse(tx, `+1555201010${n}`))
  }
  const names = offices.maple.read((tx) => suggestContacts(tx, '')).map(({ name }) => name)
  expect(names).toEqual(['Office 7', 'Office 6', 'Office 5', 'Office 4', 'Office 3'])
})

test('favourites come before them, and leave three of eight places to who is used most', () => {
  using offices = openOffices()
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    add(offices.maple, { name: `Office ${n}`, fax: `+1555201010${n}`, favourite: n < 7 })
    for (let use = 0; use < n; use++) offices.maple.write((tx) => noteUse(tx, `+1555201010${n}`))
  }
  const names = offices.maple.read((tx) => suggestContacts(tx, '')).map(({ name }) => Number(name.slice(-1)))
  expect(names).toEqual([6, 5, 4, 3, 2, 9, 8, 7])
})

test('a contact that was never there is not found', () => {
  using offices = openOffices()
  const gone = 'gone' as ContactId
  expect(() => offices.maple.write((tx) => updateContact(tx, gone, OAK))).toThrow('Contact not found.')
  expect(actions(offices.maple)).toEqual([])
})
