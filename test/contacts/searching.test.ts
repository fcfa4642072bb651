import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import {
  addContact,
  type ContactFilter,
  type ContactInput,
  listContacts,
  listTags,
  noteUse,
  removeContact,
  suggestContacts,
  type TagId,
} from '../../src/contacts/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const add = (tenant: Tenant, name: string, n: number, over: Partial<ContactInput> = {}) =>
  tenant.write((tx) => addContact(tx, { name, organization: '', fax: `55520101${String(n).padStart(2, '0')}`, note: '', ...over }))
const found = (tenant: Tenant, filter: ContactFilter) =>
  tenant.read((tx) => listContacts(tx, { ...filter, limit: 50 })).map(({ name }) => name)
const tagNamed = (tenant: Tenant, name: string) => tenant.read(listTags).find((each) => each.name === name)?.id as TagId

test('a fragment of any of the numbers finds the contact', () => {
  using offices = openOffices()
  add(offices.maple, 'Oak', 1, { otherNumbers: [{ fax: '+442071838750', label: 'London' }] })
  add(offices.maple, 'Elm', 2)
  for (const text of ['718', '+4420', '2071 838', '(555) 201-0101']) expect([text, found(offices.maple, { text })]).toEqual([text, ['Oak']])
  expect(found(offices.maple, { text: '55520101' })).toEqual(['Elm', 'Oak'])
})

test.each([
  ['"oak" OR elm', []],
  ['oak*', []],
  ['NOT oak', []],
  ['search:oak', []],
  ['o\0ak', ['Oak & Sons']],
  ['oak &', ['Oak & Sons']],
  ['k', ['Oak & Sons']],
  ['%', ['Elm', 'Oak & Sons']],
  ['"', []],
])('%j is looked for as it is typed, not understood as a question to the index', (text, names) => {
  using offices = openOffices()
  add(offices.maple, 'Oak & Sons', 1)
  add(offices.maple, 'Elm', 2)
  expect(found(offices.maple, { text })).toEqual(names)
})

test('words of one and two letters are found too, and beside longer ones', () => {
  using offices = openOffices()
  add(offices.maple, 'Dr Li Quill', 1)
  add(offices.maple, 'Dr Lindqvist', 2)
  expect([found(offices.maple, { text: 'li' }), found(offices.maple, { text: 'li qui' }), found(offices.maple, { text: 'dr zz' })]).toEqual(
    [['Dr Li Quill', 'Dr Lindqvist'], ['Dr Li Quill'], []],
  )
})

test('what was removed is in no part of the index any more', () => {
  using offices = openOffices()
  const { id } = add(offices.maple, 'Ravensworth', 1)
  offices.maple.write((tx) => removeContact(tx, id))
  expect(found(offices.maple, { text: 'ravensworth' })).toEqual([])
  const left = offices.maple.read((tx) => tx.db.all<{ block: Buffer }>(sql`SELECT block FROM contact_words_data`))
  expect(left.filter(({ block }) => Buffer.from(block).includes('rav'))).toEqual([])
  offices.maple.write((tx) => void tx.db.run(sql`INSERT INTO contact_words (contact_words, rank) VALUES ('integrity-check', 1)`))
})

test('a list is narrowed by tag, by mark and to favourites, alone and together', () => {
  using offices = openOffices()
  add(offices.maple, 'Oak', 1, { tags: ['Cardiology', 'Near'], sensitive: true, favourite: true })
  add(offices.maple, 'Elm', 2, { tags: ['cardiology'], part2: true })
  add(offices.maple, 'Birch', 3, { restricted: true })
  const tag = tagNamed(offices.maple, 'Cardiology')
  expect([
    found(offices.maple, { tag }),
    found(offices.maple, { flag: 'restricted' }),
    found(offices.maple, { favourite: true }),
    found(offices.maple, { tag, flag: 'part2' }),
    found(offices.maple, { tag, text: 'oak' }),
    found(offices.harbor, { tag }),
  ]).toEqual([['Elm', 'Oak'], ['Birch'], ['Oak'], ['Elm'], ['Oak'], []])
  expect(offices.maple.read(listTags)).toMatchObject([
    { name: 'Cardiology', contacts: 2 },
    { name: 'Near', contacts: 1 },
  ])
  expect(offices.harbor.read(listTags)).toEqual([])
})

test('favourites come first while somebody types, then the most used, then the others by name', () => {
  using offices = openOffices()
  for (const [n, name] of ['Oak A', 'Oak B', 'Oak C', 'Oak D'].entries()) add(offices.maple, name, n, { favourite: name === 'Oak D' })
  offices.maple.write((tx) => noteUse(tx, '+15552010102'))
  expect(offices.maple.read((tx) => suggestContacts(tx, 'oak')).map(({ name }) => name)).toEqual(['Oak D', 'Oak C', 'Oak A', 'Oak B'])
})
