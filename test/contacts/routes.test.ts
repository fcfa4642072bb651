import { expect, setDefaultTimeout, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { addContact, listContacts, listTags, mostContacts } from '../../src/contacts/index.ts'
import { contactRoutes } from '../../src/contacts/routes.tsx'
import { exchangedWith } from '../../src/fax/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

// Three thousand contacts, each written down, on a machine that may be busy.
setDefaultTimeout(30_000)

const OAK = { name: 'Oak Clinic', organization: 'Oak Health', fax: '(555) 201-0100', note: 'Ask for Lee' }
const open = (offices: Offices) => openPages(offices, (around) => [contactRoutes({ ...around, exchanged: exchangedWith })])
const add = (tenant: Tenant, over: Partial<typeof OAK> = {}) => tenant.write((tx) => addContact(tx, { ...OAK, ...over }))
const names = (tenant: Tenant) => tenant.read((tx) => listContacts(tx, { limit: 100 })).map(({ name }) => name)

test('a contact that was added is in the list, escaped, and the page says so', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const added = await pages.visit('ana', '/contacts', { name: '<b>Oak</b>', fax: '555 201 0100' })
  expect([added.status, added.headers.get('location')]).toEqual([303, '/contacts?notice=added'])
  const html = await pages.html('ana', '/contacts?notice=added')
  expect(html).toContain('(555) 201-0100')
  expect(html).toContain('&lt;b&gt;Oak&lt;/b&gt;')
  expect(html).toContain('The contact was added.')
})

test('a bad number comes back in the form, tied to its field, with what was typed', async () => {
  using offices = openOffices()
  const response = await open(offices).visit('ana', '/contacts', { ...OAK, fax: '911' })
  const html = await response.text()
  expect(response.status).toBe(422)
  expect(html).toContain('aria-describedby="fax-hint fax-error"')
  for (const typed of ['value="911"', 'value="Oak Clinic"', 'value="Oak Health"', 'Ask for Lee']) expect(html).toContain(typed)
  expect(names(offices.maple)).toEqual([])
})

test('a number that another contact has is refused with what was typed', async () => {
  using offices = openOffices()
  const pages = open(offices)
  add(offices.maple)
  const elm = add(offices.maple, { name: 'Elm', fax: '5552010101' })
  const twice = await pages.visit('ana', '/contacts', { ...OAK, name: 'Oak again' })
  expect([twice.status, (await twice.text()).includes('value="Oak again"')]).toEqual([409, true])
  const changed = await pages.visit('ana', `/contacts/${elm.id}`, { ...OAK, name: 'Elm' })
  expect([changed.status, (await changed.text()).includes(`action="/contacts/${elm.id}"`)]).toEqual([409, true])
  expect(names(offices.maple)).toEqual(['Elm', 'Oak Clinic'])
})

test('a contact is changed, and deleted only after a second look', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const { id } = add(offices.maple)
  expect(await pages.html('ana', `/contacts/${id}`)).toContain('value="(555) 201-0100"')
  await pages.visit('ana', `/contacts/${id}`, { ...OAK, name: 'Oak Family Clinic' })
  expect(names(offices.maple)).toEqual(['Oak Family Clinic'])
  expect(await pages.html('ana', `/contacts/${id}/removal`)).toContain('Delete Oak Family Clinic?')
  expect(names(offices.maple)).toHaveLength(1)
  const removed = await pages.visit('ana', `/contacts/${id}/removal`, {})
  expect([removed.status, names(offices.maple)]).toEqual([303, []])
  expect((await pages.visit('ana', `/contacts/${id}`)).status).toBe(404)
})

test("another office's contact is not found on any of its pages, and stays as it was", async () => {
  using offices = openOffices()
  const pages = open(offices)
  const { id } = add(offices.maple)
  const answers = [
    await pages.visit('sam', `/contacts/${id}`),
    await pages.visit('sam', `/contacts/${id}/removal`),
    await pages.visit('sam', `/contacts/${id}`, OAK),
    await pages.visit('sam', `/contacts/${id}/removal`, {}),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  for (const path of ['/contacts', '/contacts?q=Oak', '/contacts/suggestions?q=Oak', '/contacts.csv'])
    expect(await pages.html('sam', path)).not.toContain('Oak Clinic')
  expect(names(offices.maple)).toEqual(['Oak Clinic'])
})

test('a stranger is sent to sign in, and learns nothing of the form', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const asked = await pages.visit('nobody', '/contacts')
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fcontacts'])
  const sent = await pages.visit('nobody', '/contacts', { nonsense: 'x' })
  expect(sent.status).toBe(401)
})

test('another site cannot make a signed-in browser add a contact', async () => {
  using offices = openOffices()
  const sent = await open(offices).visit('ana', '/contacts', OAK, { 'sec-fetch-site': 'cross-site' })
  expect([sent.status, names(offices.maple)]).toEqual([403, []])
})

test('fifty contacts are shown, the link shows the rest, and a search keeps to its words', async () => {
  using offices = openOffices()
  const pages = open(offices)
  for (let n = 0; n < 51; n++) add(offices.maple, { name: `Office ${String(n).padStart(2, '0')}`, fax: `555201${1000 + n}` })
  const first = await pages.html('ana', '/contacts?q=office')
  expect(first.match(/id="contact-/g)).toHaveLength(50)
  const next = /href="(\/contacts\?q=office&[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? 'no link'
  const second = await pages.html('ana', next)
  expect(second.match(/id="contact-/g)).toHaveLength(1)
  expect(second).toContain('Office 50')
  expect(first).toContain('rows-more"><a')
  expect(second).not.toContain('rows-more"><a')
  expect(await pages.html('ana', '/contacts?q=nobody')).toContain('No contact matches')
})

test('a cursor that is nonsense begins at the start', async () => {
  using offices = openOffices()
  add(offices.maple)
  for (const after of ['x', 'bnVsbA', 'e30', 'W3t9LDFd'])
    expect(await open(offices).html('ana', `/contacts?after=${after}`)).toContain('Oak Clinic')
})

test('htmx gets the list alone, and the suggestions are options alone', async () => {
  using offices = openOffices()
  const pages = open(offices)
  add(offices.maple)
  const list = await pages.html('ana', '/contacts', { 'hx-request': 'true' })
  expect(list).toStartWith('<section id="contacts"')
  const options = await pages.html('ana', '/contacts/suggestions?q=oak')
  expect(options).toMatch(/^<\w+ role="option"/)
  expect(options).toContain('data-entry="Oak Clinic <(555) 201-0100>"')
})

test('a number from a sent fax is already in the new form', async () => {
  using offices = openOffices()
  expect(await open(offices).html('ana', '/contacts/new?fax=%2B15552010100')).toContain('value="(555) 201-0100"')
})

test('nothing in the export is a formula to a spreadsheet, and the export is written down', async () => {
  using offices = openOffices()
  const pages = open(offices)
  add(offices.maple, { name: '=HYPERLINK("http://x")', organization: '@sum', note: '-1, "two"\nthree' })
  const response = await pages.visit('ana', '/contacts.csv')
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="contacts.csv"')
  const [heads, ...lines] = (await response.text()).split('\r\n')
  expect(heads).toBe('\uFEFFName,Organization,Fax number,Number label,Other numbers,Tags,Marks,Favourite,Note,Faxes sent')
  expect(lines).toEqual([`"'=HYPERLINK(""http://x"")",'@sum,'+15552010100,,,,,,"'-1, ""two""\nthree",0`, ''])
  expect(offices.maple.read((tx) => listEvents(tx, { action: 'contact.exported' }))).toHaveLength(1)
})

test('a full address book says what to do, and takes one again when one is removed', async () => {
  using offices = openOffices()
  const pages = open(offices)
  offices.maple.write((tx) => {
    for (let n = 0; n < mostContacts(tx); n++) addContact(tx, { ...OAK, name: `Office ${n}`, fax: `55530${10_000 + n}` })
  })
  const refused = await pages.visit('ana', '/contacts', OAK)
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('Remove some first.')])
  const [one] = offices.maple.read((tx) => listContacts(tx, { limit: 1 }))
  await pages.visit('ana', `/contacts/${one?.id}/removal`, {})
  expect((await pages.visit('ana', '/contacts', OAK)).status).toBe(303)
})

test('the form keeps several numbers, tags and marks, and takes another number for the main one', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const form = new URLSearchParams([
    ['name', 'Oak'],
    ['fax', '5552010100'],
    ['label', 'Front desk'],
    ['fax', '5552010101'],
    ['label', 'Referrals'],
    ['fax', ''],
    ['label', ''],
    ['main', '1'],
    ['tags', 'Near'],
    ['newTags', 'Cardiology, near'],
    ['part2', 'on'],
    ['favourite', 'on'],
  ])
  const added = await pages.app.handle(
    new Request('http://maple.localhost/contacts', {
      method: 'POST',
      body: form,
      headers: { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' },
    }),
  )
  expect(added.status).toBe(303)
  const [oak] = offices.maple.read((tx) => listContacts(tx, { limit: 9 }))
  expect(oak).toMatchObject({ fax: '+15552010101', part2: true, sensitive: false, favourite: true })
  const html = await pages.html('ana', `/contacts/${oak?.id}`)
  for (const shown of ['value="Front desk"', 'value="Referrals"', 'value="Cardiology" checked', 'value="near" checked'])
    expect(html).toContain(shown)
  await pages.visit('ana', `/contacts/${oak?.id}`, { name: 'Oak', fax: '5552010101' })
  const plain = await pages.html('ana', '/contacts')
  expect([plain.includes('42 CFR Part 2</span>'), plain.includes('chip')]).toEqual([false, false])
})

test('a list is narrowed by its address, and the way on keeps to it', async () => {
  using offices = openOffices()
  const pages = open(offices)
  add(offices.maple)
  offices.maple.write((tx) => {
    for (let n = 0; n < 51; n++)
      addContact(tx, { ...OAK, name: `Office ${n}`, fax: `555201${1000 + n}`, tags: ['Cardiology'], favourite: true })
  })
  const [tag] = offices.maple.read(listTags)
  const html = await pages.html('ana', `/contacts?tag=${tag?.id}&show=favourite`)
  expect([html.match(/id="contact-/g)?.length, html.includes('Oak Clinic')]).toEqual([50, false])
  expect(html).toContain(`/contacts?tag=${tag?.id}&show=favourite&after=`)
  expect(html).toContain(`/faxes/new?tag=${tag?.id}`)
  expect(await pages.html('ana', '/contacts?show=restricted')).toContain('No contact matches')
})
