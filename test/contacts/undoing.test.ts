import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import {
  addContact,
  type Contact,
  type ContactId,
  type ContactInput,
  contactUndoer,
  findContactByFax,
  forgetOldActs,
  getAct,
  listActs,
  listContacts,
  listTags,
  mostContacts,
  noteUse,
  numbersOf,
  removeContact,
  removeContacts,
  renameTag,
  type TagId,
  tagContacts,
  undoAct,
  untagContacts,
  updateContact,
} from '../../src/contacts/index.ts'
import { drain } from '../../src/jobs/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const add = (tenant: Tenant, name: string, n: number, over: Partial<ContactInput> = {}) =>
  tenant.write((tx) => addContact(tx, { name, organization: '', fax: `555201${1000 + n}`, note: '', ...over }))
const all = (tenant: Tenant) => tenant.read((tx) => listContacts(tx, { limit: 500 }))
const names = (tenant: Tenant) => all(tenant).map(({ name }) => name)
const tagsIn = (tenant: Tenant) => tenant.read(listTags).map(({ name, contacts }) => `${name} ${contacts}`)
const ids = (...contacts: Contact[]): ContactId[] => contacts.map(({ id }) => id)
const DAY_MS = 86_400_000

test('a deleted contact comes back whole: numbers, tags, marks, note, how often it was used, and under its id', () => {
  using offices = openOffices()
  const oak = add(offices.maple, 'Oak', 1, {
    note: 'Ask for Lee',
    otherNumbers: [{ fax: '5552011999', label: 'Referrals' }],
    tags: ['Near'],
    part2: true,
    favourite: true,
  })
  offices.maple.write((tx) => noteUse(tx, oak.fax))
  const [before] = all(offices.maple)
  const act = offices.maple.write((tx) => removeContact(tx, oak.id))
  expect([names(offices.maple), offices.maple.read((tx) => findContactByFax(tx, '+15552011999'))]).toEqual([[], undefined])
  offices.maple.write((tx) => undoAct(tx, act))
  const [after] = all(offices.maple)
  const { n: _, revision: __, ...whole } = before as Contact
  expect(after).toMatchObject(whole)
  expect(offices.maple.read((tx) => numbersOf(tx, [oak.id]).get(oak.id))).toHaveLength(2)
  expect(tagsIn(offices.maple)).toEqual(['Near 1'])
  expect(offices.maple.read((tx) => listContacts(tx, { text: '1999', limit: 9 }))).toHaveLength(1)
  expect(offices.maple.read((tx) => listEvents(tx, { action: 'contact' })).map(({ action }) => action)).toEqual([
    'contact.removal_undone',
    'contact.removed',
    'contact.added',
  ])
})

test('what is undone is not undone twice, and another office cannot do it', () => {
  using offices = openOffices()
  const act = offices.maple.write((tx) => removeContact(tx, add(offices.maple, 'Oak', 1).id))
  expect(() => offices.harbor.write((tx) => undoAct(tx, act))).toThrow('Change not found.')
  offices.maple.write((tx) => undoAct(tx, act))
  expect(() => offices.maple.write((tx) => undoAct(tx, act))).toThrow('undone already')
  expect(names(offices.maple)).toEqual(['Oak'])
})

test('a contact whose number is another’s by now does not come back, and says why; once it is free it does', () => {
  using offices = openOffices()
  const act = offices.maple.write((tx) => removeContact(tx, add(offices.maple, 'Oak', 1).id))
  const elm = add(offices.maple, 'Elm', 1)
  expect(() => offices.maple.write((tx) => undoAct(tx, act))).toThrow('another contact has its number now')
  offices.maple.write((tx) => updateContact(tx, elm.id, { ...elm, fax: '5552012222' }))
  offices.maple.write((tx) => undoAct(tx, act))
  expect(names(offices.maple)).toEqual(['Elm', 'Oak'])
})

test('after thirty days it is gone for good', () => {
  using offices = openOffices()
  const act = offices.maple.write((tx) => removeContact(tx, add(offices.maple, 'Oak', 1).id))
  offices.later(30 * DAY_MS)
  offices.maple.write(forgetOldActs)
  expect(offices.maple.read(listActs)).toHaveLength(1)
  offices.later(1)
  offices.maple.write(forgetOldActs)
  expect(offices.maple.read(listActs)).toEqual([])
  expect(() => offices.maple.write((tx) => undoAct(tx, act))).toThrow('not found')
})

test('a tag is put on many and taken off again, and only who had not got it is changed back', () => {
  using offices = openOffices()
  const [oak, elm] = [add(offices.maple, 'Oak', 1, { tags: ['Near'] }), add(offices.maple, 'Elm', 2)]
  const act = offices.maple.write((tx) => tagContacts(tx, ids(oak, elm), 'near'))
  expect([tagsIn(offices.maple), offices.maple.read((tx) => getAct(tx, act)).contacts]).toEqual([['Near 2'], 1])
  offices.maple.write((tx) => undoAct(tx, act))
  expect(tagsIn(offices.maple)).toEqual(['Near 1'])
  const tag = offices.maple.read(listTags)[0]?.id as TagId
  const off = offices.maple.write((tx) => untagContacts(tx, ids(oak, elm), tag))
  expect(tagsIn(offices.maple)).toEqual(['Near 0'])
  offices.maple.write((tx) => renameTag(tx, tag, 'Close by'))
  offices.maple.write((tx) => undoAct(tx, off))
  expect(tagsIn(offices.maple)).toEqual(['Close by 1'])
})

test('who was changed since stays as they are, and is counted', () => {
  using offices = openOffices()
  const [oak, elm] = [add(offices.maple, 'Oak', 1), add(offices.maple, 'Elm', 2)]
  const act = offices.maple.write((tx) => tagContacts(tx, ids(oak, elm), 'Near'))
  offices.maple.write((tx) => updateContact(tx, elm.id, { ...elm, note: 'New' }))
  offices.maple.write((tx) => noteUse(tx, oak.fax))
  expect(offices.maple.write((tx) => undoAct(tx, act))).toMatchObject({ undone: 1, stayed: 1, undoneAt: expect.any(Date) })
  expect(tagsIn(offices.maple)).toEqual(['Near 1'])
})

test('more than two hundred are brought back by a job', async () => {
  using offices = openOffices()
  const many = Array.from({ length: 201 }, (_, n) => add(offices.maple, `Office ${n}`, n))
  const parts = [many.slice(0, 200), many.slice(200)].map((some) => ids(...some))
  const act = offices.maple.write((tx) => removeContacts(tx, parts[0] ?? []))
  offices.maple.write((tx) => {
    // As an import of many would be.
    const [last] = parts[1] ?? []
    tx.db.run(`INSERT INTO contact_changes (act_id, contact_id, before) SELECT '${act}', '${last}', '{}'`)
  })
  expect(offices.maple.write((tx) => undoAct(tx, act)).undoneAt).toBeNull()
  // Whoever asked for it is out meanwhile: then it waits for somebody else to ask.
  await drain(offices.maple, [contactUndoer({ mayNoLonger: () => true })])
  expect(names(offices.maple)).toHaveLength(1)
  offices.maple.write((tx) => void undoAct(tx, act))
  await drain(offices.maple, [contactUndoer({ mayNoLonger: () => false })])
  expect(names(offices.maple)).toHaveLength(201)
  expect(offices.maple.read((tx) => getAct(tx, act))).toMatchObject({ undone: 200, stayed: 1, undoneAt: expect.any(Date) })
})

test('a full address book takes nothing back until there is room', () => {
  using offices = openOffices()
  const act = offices.maple.write((tx) => removeContact(tx, add(offices.maple, 'Oak', 1).id))
  offices.maple.write((tx) => {
    for (let n = 0; n < mostContacts(tx); n++)
      tx.db.run(`INSERT INTO contacts (id, name, fax, created_at, updated_at) VALUES ('x${n}', 'x', '+${n}', 0, 0)`)
  })
  expect(() => offices.maple.write((tx) => undoAct(tx, act))).toThrow('no room')
})

test.each([
  [[], 'tag'],
  [['gone'], 'remove'],
] as const)('of %j nothing is done and nothing written', (some, what) => {
  using offices = openOffices()
  const act = () =>
    offices.maple.write((tx) =>
      what === 'tag' ? tagContacts(tx, [...some] as ContactId[], 'Near') : removeContacts(tx, [...some] as ContactId[]),
    )
  expect(act).toThrow()
  expect([offices.maple.read(listActs), tagsIn(offices.maple)]).toEqual([[], []])
})
