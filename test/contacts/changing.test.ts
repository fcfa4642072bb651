import { expect, test } from 'bun:test'
import { contactChangesApi } from '../../src/contacts/changing.api.routes.ts'
import { contactChangingRoutes } from '../../src/contacts/changing.routes.tsx'
import { addContact, type ContactInput, listContacts, listTags } from '../../src/contacts/index.ts'
import { contactTagRoutes } from '../../src/contacts/tags.routes.tsx'
import type { Tenant } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { openPages, type Pages } from '../support/pages.ts'

const add = (tenant: Tenant, name: string, n: number, over: Partial<ContactInput> = {}) =>
  tenant.write((tx) => addContact(tx, { name, organization: '', fax: `555201010${n}`, note: '', ...over }))
const open = (offices: Offices) =>
  openPages(offices, (around) => [
    contactChangingRoutes({ ...around, names: () => new Map([['ana', 'Ana Ortiz']]) }),
    contactTagRoutes(around),
    contactChangesApi(around),
  ])
const names = (tenant: Tenant) => tenant.read((tx) => listContacts(tx, { limit: 9 })).map(({ name }) => name)
const tags = (tenant: Tenant) => tenant.read(listTags).map(({ name, contacts }) => `${name} ${contacts}`)
const undoForm = (html: string) => /action="(\/contacts\/changes\/[^"]+)"/.exec(html)?.[1] ?? 'no form'

const post = (pages: Pages, path: string, fields: readonly (readonly [string, string])[]) =>
  pages.app.handle(
    new Request(`http://maple.localhost${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields.map(([name, value]) => [name, value] as [string, string])),
      headers: { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' },
    }),
  )

test('several are tagged, the tag is taken off, they are deleted, and each is undone from one page', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const both = [add(offices.maple, 'Oak', 1), add(offices.maple, 'Elm', 2)].map(({ id }) => ['contact', id] as const)
  const html = await pages.html('ana', `/contacts/selection?${both.map((pair) => pair.join('=')).join('&')}`)
  for (const shown of ['2 contacts', 'Oak', 'Elm', 'Merge them']) expect(html).toContain(shown)
  expect((await post(pages, '/contacts/selection/tags', [...both, ['tag', 'Near']])).headers.get('location')).toBe('/contacts/changes')
  expect(tags(offices.maple)).toEqual(['Near 2'])
  await post(pages, '/contacts/selection/untagging', [...both, ['tag', offices.maple.read(listTags)[0]?.id ?? '']])
  expect(tags(offices.maple)).toEqual(['Near 0'])
  await pages.visit('ana', undoForm(await pages.html('ana', '/contacts/changes')), {})
  expect(tags(offices.maple)).toEqual(['Near 2'])
  await post(pages, '/contacts/selection/removal', both)
  expect(names(offices.maple)).toEqual([])
  const changes = await pages.html('ana', '/contacts/changes')
  for (const shown of ['Deleted 2 contacts', 'Tagged 2 contacts Near', 'Ana Ortiz', 'Undone']) expect(changes).toContain(shown)
  await pages.visit('ana', undoForm(changes), {})
  expect(names(offices.maple)).toEqual(['Elm', 'Oak'])
})

test('a bad tag comes back with what was typed, and nothing is tagged', async () => {
  using offices = openOffices()
  const { id } = add(offices.maple, 'Oak', 1)
  const answer = await open(offices).visit('ana', '/contacts/selection/tags', { contact: id, tag: 'a, b' })
  expect([answer.status, (await answer.text()).includes('value="a, b"'), tags(offices.maple)]).toEqual([422, true, []])
})

test('duplicates are shown, looked at as one, and merged; who stays is chosen', async () => {
  using offices = openOffices()
  const pages = open(offices)
  add(offices.maple, 'Oak Clinic', 1)
  const other = add(offices.maple, 'Oak Clinic LLC', 2, { tags: ['Near'] })
  const link = /href="(\/contacts\/merger[^"]+)"/.exec(await pages.html('ana', '/contacts/duplicates'))?.[1]?.replaceAll('&amp;', '&') ?? ''
  const html = await pages.html('ana', `${link}&keep=${other.id}`)
  expect([html.includes('(555) 201-0102; (555) 201-0101'), names(offices.maple)]).toEqual([true, ['Oak Clinic', 'Oak Clinic LLC']])
  const chosen = [...new URLSearchParams(link.split('?')[1])].map(([name, id]) => [name, id] as const)
  await post(pages, '/contacts/merger', [...chosen, ['keep', other.id]])
  expect(names(offices.maple)).toEqual(['Oak Clinic LLC'])
  expect(await pages.html('ana', '/contacts/duplicates')).toContain('No duplicates found')
})

test('a tag is renamed, merged and deleted on its page', async () => {
  using offices = openOffices()
  const pages = open(offices)
  add(offices.maple, 'Oak', 1, { tags: ['Heart', 'Cardiology'] })
  const [cardiology, heart] = offices.maple.read(listTags)
  const taken = await pages.visit('ana', `/contacts/tags/${heart?.id}`, { name: 'cardiology' })
  expect([taken.status, (await taken.text()).includes('value="cardiology"')]).toEqual([409, true])
  await pages.visit('ana', `/contacts/tags/${heart?.id}`, { name: 'Hearts' })
  expect(await pages.html('ana', '/contacts/tags')).toContain('Hearts')
  await pages.visit('ana', `/contacts/tags/${heart?.id}/merger`, { name: 'Cardiology' })
  await pages.visit('ana', `/contacts/tags/${cardiology?.id}/removal`, {})
  expect(await pages.html('ana', '/contacts/tags')).toContain('No tags yet')
})

test('another office’s contacts, tags and changes are not found, and nothing changes', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const oak = add(offices.maple, 'Oak', 1, { tags: ['Near'] })
  const { body } = await pages.call('ana', 'POST', '/api/contact-changes', { do: 'tag', contacts: [oak.id], tag: 'Far' })
  const { id } = body as { id: string }
  const tag = offices.maple.read(listTags)[0]?.id
  const before = tags(offices.maple)
  const statuses = [
    await pages.visit('sam', '/contacts/selection/removal', { contact: oak.id }),
    await pages.visit('sam', '/contacts/selection/tags', { contact: oak.id, tag: 'x' }),
    await pages.visit('sam', '/contacts/merger', { contact: oak.id }),
    await pages.visit('sam', `/contacts/changes/${id}/undoing`, {}),
    await pages.visit('sam', `/contacts/tags/${tag}/removal`, {}),
    await pages.visit('sam', `/contacts/tags/${tag}`),
    await pages.call('sam', 'DELETE', `/api/contact-changes/${id}`),
    await pages.call('sam', 'DELETE', `/api/contact-tags/${tag}`),
    await pages.call('sam', 'PATCH', `/api/contact-tags/${tag}`, { name: 'x' }),
    await pages.call('sam', 'POST', '/api/contact-changes', { do: 'remove', contacts: [oak.id] }),
  ].map(({ status }) => status)
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 404))
  expect([names(offices.maple), tags(offices.maple)]).toEqual([['Oak'], before])
  expect(await pages.html('sam', '/contacts/changes')).toContain('Nothing to bring back')
})

test('a program does the same: tag, untag, merge, delete, undo, and asks for duplicates and tags', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  const contacts = [add(offices.maple, 'Oak Clinic', 1).id, add(offices.maple, 'Oak Clinic LLC', 2).id]
  const change = async (body: object) => (await call('ana', 'POST', '/api/contact-changes', body)).body as { id: string; kind: string }
  expect(await change({ do: 'tag', contacts, tag: 'Near' })).toMatchObject({ kind: 'tagged', about: 'Near', contacts: 2, undoneAt: null })
  expect(await change({ do: 'untag', contacts, tag: 'near' })).toMatchObject({ kind: 'untagged', contacts: 2 })
  expect((await call('ana', 'GET', '/api/contact-duplicates')).body).toMatchObject({ data: [{ why: 'name' }] })
  const merged = await change({ do: 'merge', contacts })
  expect([merged.kind, names(offices.maple)]).toEqual(['merged', ['Oak Clinic']])
  expect((await call('ana', 'DELETE', `/api/contact-changes/${merged.id}`)).body).toMatchObject({ undone: 2, stayed: 0 })
  expect((await call('ana', 'DELETE', `/api/contact-changes/${merged.id}`)).status).toBe(409)
  await change({ do: 'remove', contacts })
  expect([names(offices.maple), ((await call('ana', 'GET', '/api/contact-changes')).body as { data: unknown[] }).data]).toEqual([
    [],
    expect.objectContaining({ length: 4 }),
  ])
  const [tag] = offices.maple.read(listTags)
  expect((await call('ana', 'PATCH', `/api/contact-tags/${tag?.id}`, { name: 'Close' })).body).toMatchObject({ data: [{ name: 'Close' }] })
  expect((await call('ana', 'DELETE', `/api/contact-tags/${tag?.id}?into=Far`)).status).toBe(204)
  expect((await call('ana', 'GET', '/api/contact-tags')).body).toMatchObject({ data: [{ name: 'Far' }] })
  expect((await call('ana', 'DELETE', `/api/contact-tags/${offices.maple.read(listTags)[0]?.id}`)).status).toBe(204)
  for (const body of [
    { do: 'untag', contacts, tag: 'None' },
    { do: 'tag', contacts: [], tag: 'x' },
    { do: 'merge', contacts: [] },
    { do: 'x' },
  ])
    expect((await call('ana', 'POST', '/api/contact-changes', body)).status).toBeGreaterThan(403)
})
