import { expect, test } from 'bun:test'
import { addKey } from '../../src/identity/index.ts'
import type { Slug } from '../support/server.ts'
import { openPeople, type People } from './people-world.ts'

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User'

/** An identity provider with a key of Maple Street that may provision and nothing else. */
function providerOf(people: People, slug: Slug = 'maple') {
  const { secret } = people[slug].file.write((tx) => addKey(tx, slug, { name: 'Entra', scopes: ['scim'] }))
  const ask = async (method: string, path: string, body?: unknown, more: Readonly<Record<string, string>> = {}) => {
    const answer = await people.app.handle(
      new Request(`http://${slug}.localhost/scim/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${secret}`, ...(body !== undefined && { 'content-type': 'application/scim+json' }), ...more },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { ask, secret }
}
const NINA = {
  schemas: [CORE],
  userName: 'Nina@maple.test',
  externalId: 'e-1',
  name: { givenName: 'Nina', familyName: 'Ruiz' },
  active: true,
}

test('somebody is provisioned as front desk, found again by name and by their id elsewhere, and seen in People', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = providerOf(people)
  const made = await ask('POST', '/Users', NINA)
  expect([made.status, made.headers.get('content-type')]).toEqual([201, 'application/scim+json'])
  expect(made.body).toMatchObject({ userName: 'nina@maple.test', displayName: 'Nina Ruiz', active: true, roles: [{ value: 'user' }] })
  expect(made.headers.get('location')).toBe(made.body.meta.location)
  for (const filter of ['userName eq "NINA@maple.test"', 'externalId eq "e-1"', `id eq "${made.body.id}"`]) {
    const found = await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`)
    expect([filter, found.body.totalResults, found.body.Resources[0]?.id]).toEqual([filter, 1, made.body.id])
  }
  expect((await ask('GET', `/Users?filter=${encodeURIComponent('externalId eq "e-2"')}`)).body).toMatchObject({
    totalResults: 0,
    Resources: [],
  })
  const again = await ask('POST', '/Users', NINA)
  expect([again.status, again.body.scimType]).toEqual([409, 'uniqueness'])
  expect(people.person('maple', 'nina@maple.test')).toMatchObject({ role: 'user', state: 'invited' })
  const page = await people.ask('maple', 'GET', '/settings/people', { cookie: await people.as('maple', 'owner_admin') })
  expect(page.text).toContain('Nina Ruiz')
})

test('pages of a list begin at one, and a filter that nobody has words for is refused in SCIM’s form', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = providerOf(people)
  const { totalResults } = (await ask('GET', '/Users?count=0')).body
  const [first, second] = [(await ask('GET', '/Users?startIndex=1&count=2')).body, (await ask('GET', '/Users?startIndex=3&count=2')).body]
  expect([first.totalResults, first.itemsPerPage, second.startIndex, second.itemsPerPage]).toEqual([totalResults, 2, 3, 2])
  expect(first.Resources.map(({ id }: { id: string }) => id)).not.toContain(second.Resources[0].id)
  const refused = await ask('GET', `/Users?filter=${encodeURIComponent('title co "Dr"')}`)
  expect([refused.status, refused.body.scimType, refused.body.schemas]).toEqual([
    400,
    'invalidFilter',
    ['urn:ietf:params:scim:api:messages:2.0:Error'],
  ])
})

test('as Entra ID says it: “Replace”, a value without a path, and “False” end every right at the next request', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = providerOf(people)
  const { id } = people.person('maple', people.maple.emails.user)
  const uma = await people.as('maple', 'user')
  expect((await people.ask('maple', 'GET', '/api/me', { cookie: uma })).status).toBe(200)
  const named = { op: 'Add', path: 'name.givenName', value: 'Una' }
  const off = await ask('PATCH', `/Users/${id}`, { Operations: [named, { op: 'Replace', value: { active: 'False' } }] })
  expect([off.status, off.body.active, off.body.displayName]).toEqual([200, false, 'Una'])
  expect((await people.ask('maple', 'GET', '/api/me', { cookie: uma })).status).toBe(401)
  expect(await people.as('maple', 'user')).toBe('')
  expect(people.person('maple', people.maple.emails.user).state).toBe('suspended')
  const on = await ask('PATCH', `/Users/${id}`, { Operations: [{ op: 'Replace', path: 'active', value: 'True' }] })
  expect(on.body.active).toBe(true)
  expect(await people.as('maple', 'user')).toStartWith('session=')
})

test('as Okta says it: a whole resource takes the place of the one before', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = providerOf(people)
  const { id } = (await ask('POST', '/Users', NINA)).body
  const other = { ...NINA, userName: 'nina.ruiz@maple.test', displayName: 'Dr. Ruiz', roles: [{ value: 'Doctor' }], active: false }
  expect((await ask('PUT', `/Users/${id}`, other)).body).toMatchObject({
    userName: 'nina.ruiz@maple.test',
    displayName: 'Dr. Ruiz',
    active: false,
  })
  expect(people.person('maple', 'nina.ruiz@maple.test')).toMatchObject({ role: 'doctor', state: 'suspended' })
  expect((await ask('PUT', `/Users/${id}`, { ...other, active: true })).body.active).toBe(true)
  expect(people.person('maple', 'nina.ruiz@maple.test').state).toBe('invited')
  const taken = await ask('PUT', `/Users/${id}`, { ...other, userName: people.maple.emails.user })
  expect([taken.status, taken.body.scimType]).toEqual([409, 'uniqueness'])
  expect((await ask('DELETE', `/Users/${id}`)).status).toBe(204)
  expect((await ask('GET', `/Users/${id}`)).status).toBe(404)
  expect((await ask('POST', '/Users', NINA)).status).toBe(201)
})

test('no provider makes an owner, and none takes the last one away', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = providerOf(people)
  const owner = people.person('maple', people.maple.emails.owner_admin)
  expect((await ask('POST', '/Users', { ...NINA, roles: [{ value: 'owner_admin' }] })).status).toBe(400)
  expect((await ask('PATCH', `/Users/${owner.id}`, { Operations: [{ op: 'replace', path: 'active', value: false }] })).status).toBe(409)
  expect((await ask('DELETE', `/Users/${owner.id}`)).status).toBe(409)
  await ask('PATCH', `/Users/${owner.id}`, { Operations: [{ op: 'replace', path: 'roles', value: 'user' }] })
  expect(people.person('maple', owner.email)).toMatchObject({ role: 'owner_admin', state: 'active' })
})

test('its key opens nothing else, nobody of the other office, and only an owner makes one', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, secret } = providerOf(people)
  for (const path of ['/api/faxes', '/api/people', '/settings'])
    expect((await people.ask('maple', 'GET', path, { bearer: secret })).status).toBe(403)
  expect((await ask('GET', `/Users/${people.person('harbor', people.harbor.emails.user).id}`)).status).toBe(404)
  const { key } = people.maple
  const cookie = await people.as('maple', 'admin')
  const json = { name: 'Okta', scopes: ['scim'] }
  expect((await people.ask('maple', 'POST', '/api/keys', { cookie, json })).status).toBe(403)
  const made = await people.ask('maple', 'POST', '/api/keys', { cookie: await people.as('maple', 'owner_admin'), json })
  expect(made.status).toBe(201)
  const turn = await people.ask('maple', 'POST', `/api/keys/${JSON.parse(made.text).id}/rotations`, { cookie, json: { overlapHours: 0 } })
  expect([turn.status, turn.text]).toEqual([403, expect.stringContaining('Only an owner')])
  expect((await people.ask('maple', 'GET', '/scim/v2/Users', { cookie })).status).toBe(403)
  const stranger = await people.ask('maple', 'GET', '/scim/v2/Users')
  expect([stranger.status, JSON.parse(stranger.text).schemas]).toEqual([401, ['urn:ietf:params:scim:api:messages:2.0:Error']])
  expect((await people.ask('maple', 'GET', '/scim/v2/ServiceProviderConfig', { bearer: key })).text).toContain('"patch":{"supported":true}')
})

test('a replacement empties what it does not name, but neither brings anybody back nor takes a role', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = providerOf(people)
  const made = await ask('POST', '/Users', { ...NINA, roles: [{ value: 'nurse' }] })
  const path = `/Users/${made.body.id}`
  await ask('PATCH', path, { Operations: [{ op: 'replace', path: 'active', value: false }] })
  const bare = await ask('PUT', path, { schemas: [CORE], userName: NINA.userName })
  expect(bare.body).toMatchObject({
    userName: 'nina@maple.test',
    displayName: 'nina@maple.test',
    active: false,
    roles: [{ value: 'nurse' }],
  })
  expect([bare.body.externalId, bare.body.name.givenName, bare.body.name.familyName]).toEqual([undefined, '', ''])
  const named = await ask('PUT', path, { ...NINA, name: { familyName: 'Ruiz', givenName: null }, active: true })
  expect(named.body).toMatchObject({ displayName: 'Ruiz', externalId: 'e-1', active: true, name: { givenName: '', familyName: 'Ruiz' } })
  const without = await ask('PUT', path, { displayName: 'Nobody' })
  expect([without.status, without.body.scimType]).toEqual([400, 'invalidValue'])
  const removed = await ask('PATCH', path, { Operations: [{ op: 'remove', path: 'name.familyName' }] })
  expect([removed.status, removed.body.name.familyName]).toEqual([200, ''])
})

test('whoever changes what another has changed meanwhile is told, and changes nothing', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = providerOf(people)
  const made = await ask('POST', '/Users', NINA)
  const path = `/Users/${made.body.id}`
  const first = made.headers.get('etag') ?? ''
  expect([first, (await ask('GET', '/ServiceProviderConfig')).body.etag]).toEqual([made.body.meta.version, { supported: true }])
  expect(first).toMatch(/^W\/"[\w-]{22}"$/)
  const known = await ask('GET', path, undefined, { 'if-none-match': `"other", ${first}` })
  expect([known.status, known.body, known.headers.get('etag')]).toEqual([304, undefined, first])
  // In the office, not by the provider.
  const cookie = await people.as('maple', 'owner_admin')
  await people.ask('maple', 'PATCH', `/api/people/${made.body.id}`, { cookie, json: { role: 'nurse' } })
  expect((await ask('GET', path, undefined, { 'if-none-match': first })).status).toBe(200)
  const stale = { 'if-match': first }
  const active = { Operations: [{ op: 'replace', path: 'active', value: false }] }
  for (const [method, body] of [
    ['PUT', NINA],
    ['PATCH', active],
    ['DELETE', undefined],
  ] as const) {
    const refused = await ask(method, path, body, stale)
    expect([method, refused.status, refused.body.schemas]).toEqual([method, 412, ['urn:ietf:params:scim:api:messages:2.0:Error']])
  }
  const now = await ask('GET', path)
  expect(now.body).toMatchObject({ active: true, roles: [{ value: 'nurse' }] })
  const changed = await ask('PATCH', path, active, { 'if-match': now.headers.get('etag') ?? '' })
  expect([changed.status, changed.headers.get('etag') === now.headers.get('etag')]).toEqual([200, false])
  expect((await ask('DELETE', path, undefined, { 'if-match': '*' })).status).toBe(204)
})
