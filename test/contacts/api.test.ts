import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { contactApi } from '../../src/contacts/api.routes.ts'
import { contactChangesApi } from '../../src/contacts/changing.api.routes.ts'
import { addContact, listContacts } from '../../src/contacts/index.ts'
import { exchangedWith } from '../../src/fax/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const OAK = { name: 'Oak Clinic', organization: 'Oak Health', fax: '+15552010100', note: '' }
const open = (offices: Offices) =>
  openPages(offices, (around) => [contactApi({ ...around, exchanged: exchangedWith }), contactChangesApi(around)])
const fill = (offices: Offices, count: number) =>
  offices.maple.write((tx) => {
    for (let n = 0; n < count; n++) addContact(tx, { ...OAK, name: `Office ${String(n).padStart(3, '0')}`, fax: `555201${1000 + n}` })
  })
type List = { nextCursor: string | null; data: { id: string; name: string }[] }
const namesOf = (body: unknown) => (body as List).data.map(({ name }) => name)

test('a contact is added, read, changed in part, and deleted', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  const added = await call('ana', 'POST', '/api/contacts', { name: 'Oak Clinic', fax: '555-201-0100' })
  const { id } = added.body as { id: string }
  const place = `/api/contacts/${id}`
  expect([added.status, added.headers.get('location')]).toEqual([201, place])
  expect((await call('ana', 'GET', place)).body).toEqual({
    id,
    name: 'Oak Clinic',
    organization: '',
    fax: '+15552010100',
    faxLabel: '',
    otherNumbers: [],
    tags: [],
    flags: [],
    favourite: false,
    note: '',
    uses: 0,
    createdAt: '2026-03-02T15:00:00.000Z',
    updatedAt: '2026-03-02T15:00:00.000Z',
  })
  offices.later(1_000)
  expect((await call('ana', 'PATCH', place, { note: 'Closed on Fridays' })).body).toMatchObject({
    name: 'Oak Clinic',
    note: 'Closed on Fridays',
    updatedAt: '2026-03-02T15:00:01.000Z',
  })
  const removed = await call('ana', 'DELETE', place)
  expect([removed.status, removed.body]).toEqual([204, undefined])
  expect((await call('ana', 'GET', place)).status).toBe(404)
})

test('a refusal names the fields, and leaves neither a contact nor an entry', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  const bad = await call('ana', 'POST', '/api/contacts', { name: '', fax: '911' })
  expect(bad.headers.get('content-type')).toBe('application/problem+json')
  expect([bad.status, bad.body]).toEqual([
    422,
    expect.objectContaining({
      code: 'invalid',
      errors: [expect.objectContaining({ field: 'name' }), expect.objectContaining({ field: 'fax' })],
    }),
  ])
  for (const body of [{ name: 'Oak' }, { name: 7, fax: OAK.fax }, [], 'x'])
    expect((await call('ana', 'POST', '/api/contacts', body)).status).toBe(422)
  expect(offices.maple.read((tx) => [...listContacts(tx, { limit: 9 }), ...listEvents(tx, { action: 'contact' })])).toEqual([])
})

test('a number that is taken is a conflict, and a change of nothing is refused', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  fill(offices, 2)
  const { data } = (await call('ana', 'GET', '/api/contacts')).body as List
  const place = `/api/contacts/${data[0]?.id}`
  expect((await call('ana', 'PATCH', place, { fax: '5552011001' })).status).toBe(409)
  expect((await call('ana', 'PATCH', place, {})).status).toBe(422)
  expect((await call('ana', 'PATCH', place, { fax: '5552011000' })).status).toBe(200)
})

test("another office's contact is neither read, changed, deleted nor listed", async () => {
  using offices = openOffices()
  const { call } = open(offices)
  const { id } = offices.maple.write((tx) => addContact(tx, OAK))
  const place = `/api/contacts/${id}`
  const statuses = [
    (await call('sam', 'GET', place)).status,
    (await call('sam', 'PATCH', place, { name: 'x' })).status,
    (await call('sam', 'DELETE', place)).status,
  ]
  expect(statuses).toEqual([404, 404, 404])
  expect((await call('sam', 'GET', '/api/contacts')).body).toMatchObject({ totalItems: 0, data: [] })
  expect(offices.maple.read((tx) => listContacts(tx, { limit: 9 }))).toMatchObject([{ name: 'Oak Clinic' }])
})

test('a stranger gets a problem, before the body is looked at', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  for (const method of ['GET', 'POST']) {
    const refused = await call('nobody', method, '/api/contacts', method === 'POST' ? { nonsense: true } : undefined)
    expect([refused.status, refused.body]).toEqual([401, expect.objectContaining({ code: 'unauthenticated', errors: [] })])
  }
})

test('pages and cursors walk the same list, and say how much there is', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  fill(offices, 5)
  const all = namesOf((await call('ana', 'GET', '/api/contacts?limit=200')).body)
  const second = await call('ana', 'GET', '/api/contacts?page=2&limit=2')
  expect(second.body).toMatchObject({ page: 2, limit: 2, totalPages: 3, totalItems: 5, hasNext: true, hasPrev: true })
  expect(namesOf(second.body)).toEqual(all.slice(2, 4))
  const last = await call('ana', 'GET', '/api/contacts?page=3&limit=2')
  expect(last.body).toMatchObject({ hasNext: false, nextCursor: null })
  expect((await call('ana', 'GET', '/api/contacts?limit=5')).body).toMatchObject({ hasNext: false, totalPages: 1, nextCursor: null })
  const walked: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await call('ana', 'GET', `/api/contacts?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
    walked.push(...namesOf(body))
    cursor = (body as List).nextCursor
  } while (cursor !== null)
  expect(walked).toEqual(all)
})

test('a list gives at most 200, and only what matches the search', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  fill(offices, 201)
  const { body } = await call('ana', 'GET', '/api/contacts?limit=1000')
  expect(body).toMatchObject({ limit: 200, totalItems: 201, totalPages: 2, hasNext: true })
  expect(namesOf(body)).toHaveLength(200)
  expect((await call('ana', 'GET', '/api/contacts?q=Office%20007')).body).toMatchObject({ totalItems: 1 })
})

test.each(['page=0', 'page=x', 'limit=0', 'limit=-1', 'cursor=x', 'cursor=e30'])('%s is refused', async (query) => {
  using offices = openOffices()
  expect((await open(offices).call('ana', 'GET', `/api/contacts?${query}`)).status).toBe(422)
})

test('numbers, tags and marks are kept as sent, and a change of one leaves the others', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  const otherNumbers = [{ fax: '+15552010101', label: 'Referrals' }]
  const sent = { ...OAK, faxLabel: 'Front desk', otherNumbers, tags: ['Cardiology'], flags: ['part2'], favourite: true }
  const { id } = (await call('ana', 'POST', '/api/contacts', sent)).body as { id: string }
  const place = `/api/contacts/${id}`
  const tags = [{ id: expect.any(String), name: 'Cardiology' }]
  expect((await call('ana', 'PATCH', place, { note: 'x' })).body).toMatchObject({ ...sent, tags, note: 'x' })
  expect((await call('ana', 'PATCH', place, { flags: ['restricted'] })).body).toMatchObject({
    flags: ['restricted'],
    tags,
    favourite: true,
  })
  expect((await call('ana', 'PATCH', place, { tags: [] })).body).toMatchObject({ tags: [], otherNumbers })
  expect((await call('ana', 'PATCH', place, { flags: ['loud'] })).status).toBe(422)
})

test('a list is narrowed by tag, mark and favourite, and the tags are listed', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  offices.maple.write((tx) => void addContact(tx, { ...OAK, tags: ['Cardiology'], part2: true, favourite: true }))
  offices.maple.write((tx) => void addContact(tx, { ...OAK, name: 'Elm', fax: '+15552010101' }))
  const [tag] = ((await call('ana', 'GET', '/api/contact-tags')).body as { data: { id: string }[] }).data
  for (const query of [`tag=${tag?.id}`, 'flag=part2', 'favourite=true', `tag=${tag?.id}&flag=part2&q=oak`])
    expect([query, namesOf((await call('ana', 'GET', `/api/contacts?${query}`)).body)]).toEqual([query, ['Oak Clinic']])
  expect((await call('sam', 'GET', '/api/contact-tags')).body).toEqual({ data: [] })
  expect((await call('ana', 'GET', '/api/contacts?flag=loud')).status).toBe(422)
})
