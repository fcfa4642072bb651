import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { colleague } from '../support/server.ts'
import { addFax } from '../support/waiting-fax.ts'
import { openPeople, type People } from './people-world.ts'

const lastSeq = ({ maple }: People, action: string, subjectId?: string) =>
  maple.file.read((tx) => listEvents(tx, { action, subjectId }))[0]?.seq ?? 0
const json = async (people: People, cookie: string, path: string) => JSON.parse((await people.ask('maple', 'GET', path, { cookie })).text)

test('a pharmacist sees the faxes they sent, in lists, by address and by program, and nothing that came', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple, parts } = people
  const { id } = colleague(maple, 'pharmacist')
  const [own, others] = [await addFax(parts, maple, id), await addFax(parts, maple, people.person('maple', maple.emails.user).id)]
  const pia = await people.as('maple', 'pharmacist')
  const faxIds = maple.file.read((tx) => listEvents(tx, { action: 'fax.submitted' })).map(({ subjectId, actorId }) => [subjectId, actorId])
  const mine = faxIds.find(([, actor]) => actor === id)?.[0] ?? String(own)
  const theirs = faxIds.find(([, actor]) => actor !== id)?.[0] ?? String(others)
  const listed = await json(people, pia, '/api/faxes')
  expect(listed.data.map((each: { id: string }) => each.id)).toEqual([mine])
  expect(listed.totalItems).toBe(1)
  expect((await ask('maple', 'GET', '/faxes', { cookie: pia })).text).not.toContain(theirs)
  expect((await ask('maple', 'GET', `/faxes/${mine}`, { cookie: pia })).status).toBe(200)
  for (const [method, path] of [
    ['GET', `/faxes/${theirs}`],
    ['GET', `/api/faxes/${theirs}`],
    ['GET', `/faxes/${theirs}/document.pdf`],
    ['POST', `/faxes/${theirs}/cancellation`],
    ['POST', `/api/faxes/${theirs}/cancellation`],
  ] as const)
    expect([path, (await ask('maple', method, path, { cookie: pia })).status]).toEqual([path, 404])
  expect((await json(people, pia, '/api/received')).data).toEqual([])
  const exported = (await ask('maple', 'GET', `/faxes.csv?id=${mine}&id=${theirs}`, { cookie: pia })).text
  expect(exported.trim().split('\r\n')).toHaveLength(2)
  expect((await json(people, await people.as('maple', 'user'), '/api/faxes')).totalItems).toBe(2)
})

test('hours are an owner’s to set, count at once, and lock no owner out', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = people
  const [ana, uma, bo] = [await people.as('maple', 'owner_admin'), await people.as('maple', 'user'), await people.as('maple', 'admin')]
  const closed = { days: '1', from: '03:00', until: '03:01', addresses: [] }
  expect((await ask('maple', 'PUT', '/api/access/rules', { cookie: bo, json: closed })).status).toBe(403)
  expect((await ask('maple', 'PUT', '/api/access/rules', { cookie: ana, json: { ...closed, until: '02:00' } })).status).toBe(422)
  expect((await ask('maple', 'GET', '/faxes', { cookie: uma })).status).toBe(200)
  const form = { days: '1', from: '03:00', until: '03:01', addresses: '192.0.2.1' }
  expect((await ask('maple', 'POST', '/settings/access', { cookie: ana, form })).status).toBe(303)
  expect((await ask('maple', 'GET', '/faxes', { cookie: uma })).status).toBe(403)
  expect((await ask('maple', 'GET', '/faxes', { cookie: ana })).status).toBe(200)
  expect((await ask('maple', 'GET', '/settings/access', { cookie: ana })).text).toContain('192.0.2.1')
  expect((await ask('harbor', 'GET', '/faxes', { cookie: await people.as('harbor', 'user') })).status).toBe(200)
  await ask('maple', 'PUT', '/api/access/rules', { cookie: ana, json: { days: '1234567', from: null, until: null, addresses: [] } })
  expect((await ask('maple', 'GET', '/faxes', { cookie: uma })).status).toBe(200)
})

test('what a fax is opened for, or many are taken away for, is written beside it', async () => {
  await using people = await openPeople({ mail: false })
  const { app, maple, parts, ask } = people
  await addFax(parts, maple, people.person('maple', maple.emails.user).id)
  const uma = await people.as('maple', 'user')
  const { id } = (await json(people, uma, '/api/faxes')).data[0]
  const open = (headers: Record<string, string>) =>
    app.handle(new Request(`http://maple.localhost/api/faxes/${id}`, { headers: { 'sec-fetch-site': 'same-origin', ...headers } }))
  expect((await open({ cookie: uma, 'x-purpose-of-use': 'curiosity' })).status).toBe(422)
  await open({ cookie: uma })
  await open({ cookie: uma, 'x-purpose-of-use': 'TREAT' })
  const chosen = await ask('maple', 'POST', '/account/purpose', { cookie: uma, form: { purpose: 'HPAYMT' } })
  await open({ cookie: `${uma}; ${chosen.headers.get('set-cookie')?.split(';')[0]}` })
  const seen = maple.file.read((tx) => listEvents(tx, { action: 'fax.viewed' })).map(({ detail }) => JSON.parse(detail))
  expect(seen).toEqual([{ purpose: 'HPAYMT' }, { purpose: 'TREAT' }, {}])
  const ana = await people.as('maple', 'owner_admin')
  for (const path of ['/faxes.csv', '/contacts.csv', '/audit.csv'])
    expect((await ask('maple', 'GET', path, { cookie: `${ana}; purpose=HLEGAL` })).status).toBe(200)
  const taken = maple.file.read((tx) => listEvents(tx, { limit: 50 })).filter(({ action }) => action.endsWith('.exported'))
  expect(taken.map(({ detail }) => JSON.parse(detail).purpose)).toEqual(['HLEGAL', 'HLEGAL', 'HLEGAL'])
})

test('why somebody may do something is explained, now and as it was then', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple, parts } = people
  const [ana, uma] = [await people.as('maple', 'owner_admin'), await people.as('maple', 'user')]
  const { id } = people.person('maple', maple.emails.user)
  await addFax(parts, maple, people.person('maple', maple.emails.owner_admin).id)
  const fax = (await json(people, uma, '/api/faxes')).data[0].id
  await ask('maple', 'GET', `/faxes/${fax}`, { cookie: uma })
  const seq = lastSeq(people, 'fax.viewed')
  const why = () => json(people, ana, `/api/access/explanations?person=${id}&permission=faxes:read`)
  expect(await why()).toMatchObject({ allowed: true, ownOnly: false, role: 'user' })
  await ask('maple', 'PATCH', `/api/people/${id}`, { cookie: ana, json: { role: 'pharmacist' } })
  expect(await why()).toMatchObject({ allowed: true, ownOnly: true, role: 'pharmacist' })
  await ask('maple', 'POST', `/settings/people/${id}/suspension`, { cookie: ana })
  const now = await why()
  expect([now.allowed, now.because[0].message]).toEqual([false, expect.stringContaining('not active')])
  const then = await json(people, ana, `/api/access/replays/${seq}`)
  expect(then).toMatchObject({ seq, allowed: true, role: 'user', permission: 'faxes:read', action: 'fax.viewed', actorId: id })
  const page = await ask('maple', 'GET', `/access/replays?seq=${seq}`, { cookie: ana })
  for (const word of ['Uma Reyes', 'The role Front desk has the right', 'Allowed']) expect(page.text).toContain(word)
  expect((await ask('maple', 'GET', `/access/explanations?person=${id}&permission=faxes:read`, { cookie: ana })).text).toContain(
    'Not allowed',
  )
  expect((await ask('maple', 'GET', '/api/access/replays/999999', { cookie: ana })).status).toBe(404)
  expect((await ask('maple', 'GET', '/api/access/replays/1', { cookie: ana })).status).toBe(409)
})
