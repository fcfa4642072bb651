import { expect, test } from 'bun:test'
import { addContact, type ContactInput } from '../../src/contacts/index.ts'
import { contactRoutes } from '../../src/contacts/routes.tsx'
import { exchangedWith } from '../../src/fax/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const add = (tenant: Tenant, name: string, n: number, over: Partial<ContactInput> = {}) =>
  tenant.write((tx) => addContact(tx, { name, organization: '', fax: `55520101${String(n).padStart(2, '0')}`, note: '', ...over }))
const open = (offices: Offices) => openPages(offices, (around) => [contactRoutes({ ...around, exchanged: exchangedWith })])
const entries = (html: string) => [...html.matchAll(/data-entry="([^"]*)"/g)].map(([, entry]) => entry?.replaceAll('&lt;', '<'))

test('each number of a contact is offered apart, and only the one whose digits were typed', async () => {
  using offices = openOffices()
  const pages = open(offices)
  add(offices.maple, 'Oak', 1, { otherNumbers: [{ fax: '5552010177', label: 'Referrals' }] })
  const byName = await pages.html('ana', '/contacts/suggestions?q=oak')
  expect(entries(byName)).toEqual(['Oak <(555) 201-0101>', 'Oak <(555) 201-0177>'])
  expect(byName).toContain('Referrals')
  expect(entries(await pages.html('ana', '/contacts/suggestions?q=0177'))).toEqual(['Oak <(555) 201-0177>'])
})

test('a tag offers everybody who has it, as many as a fax goes to', async () => {
  using offices = openOffices()
  const pages = open(offices)
  for (const n of [1, 2, 3]) add(offices.maple, `Office ${n}`, n, { tags: ['Cardiology'] })
  expect(entries(await pages.html('ana', '/contacts/suggestions?q=cardio&most=3'))).toEqual([
    'Office 1 <(555) 201-0101>\nOffice 2 <(555) 201-0102>\nOffice 3 <(555) 201-0103>',
  ])
  const many = await pages.html('ana', '/contacts/suggestions?q=cardio&most=2')
  expect([entries(many), many.includes('a fax goes to at most 2')]).toEqual([[], true])
  expect(await pages.html('sam', '/contacts/suggestions?q=cardio')).toContain('No contact matches')
})

test('a mark says what it means at sending beside the suggestion and in the form', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const { id } = add(offices.maple, 'Oak', 1, { sensitive: true, part2: true })
  expect(await pages.html('ana', '/contacts/suggestions?q=oak')).toMatch(/Second person · 42 CFR Part 2/)
  expect(await pages.html('ana', `/contacts/${id}`)).toContain('Every fax to this contact waits')
})
