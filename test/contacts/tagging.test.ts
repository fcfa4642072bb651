import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { addContact, listTags, mergeTag, removeTag, renameTag, type TagId } from '../../src/contacts/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const add = (tenant: Tenant, n: number, ...tags: string[]) =>
  tenant.write((tx) => addContact(tx, { name: `Office ${n}`, organization: '', fax: `555201010${n}`, note: '', tags }))
const shown = (tenant: Tenant) => tenant.read(listTags).map(({ name, contacts }) => `${name} ${contacts}`)
const named = (tenant: Tenant, name: string) => tenant.read(listTags).find((each) => each.name === name)?.id as TagId
const actions = (tenant: Tenant) => tenant.read((tx) => listEvents(tx, { action: 'contact' })).map(({ action }) => action)

test('a tag is renamed, also only in how it is written, but not to the name of another', () => {
  using offices = openOffices()
  add(offices.maple, 1, 'near', 'Cardiology')
  const tag = named(offices.maple, 'near')
  offices.maple.write((tx) => renameTag(tx, tag, ' Near '))
  expect(shown(offices.maple)).toEqual(['Cardiology 1', 'Near 1'])
  expect(() => offices.maple.write((tx) => renameTag(tx, tag, 'cardiology'))).toThrow(expect.objectContaining({ code: 'conflict' }))
  for (const bad of ['', 'x'.repeat(41), 'a, b'])
    expect(() => offices.maple.write((tx) => renameTag(tx, tag, bad))).toThrow(expect.objectContaining({ code: 'invalid' }))
  expect(actions(offices.maple)).toEqual(['contact.tag_renamed', 'contact.added'])
})

test('merged into another, everybody has that one once', () => {
  using offices = openOffices()
  add(offices.maple, 1, 'Heart', 'Cardiology')
  add(offices.maple, 2, 'Heart')
  const heart = named(offices.maple, 'Heart')
  expect(() => offices.maple.write((tx) => mergeTag(tx, heart, 'heart'))).toThrow('the same tag')
  offices.maple.write((tx) => mergeTag(tx, heart, 'Cardiology'))
  expect([shown(offices.maple), actions(offices.maple)[0]]).toEqual([['Cardiology 2'], 'contact.tag_merged'])
})

test('deleted, its contacts stay; another office’s is not found', () => {
  using offices = openOffices()
  add(offices.maple, 1, 'Heart')
  add(offices.harbor, 1, 'Heart')
  const heart = named(offices.maple, 'Heart')
  for (const act of [removeTag, (tx: Parameters<typeof removeTag>[0], id: TagId) => renameTag(tx, id, 'x')])
    expect(() => offices.harbor.write((tx) => act(tx, heart))).toThrow('Tag not found.')
  offices.maple.write((tx) => removeTag(tx, heart))
  expect([shown(offices.maple), shown(offices.harbor)]).toEqual([[], ['Heart 1']])
})
