import { afterAll, expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { breakGlassOf } from '../../../src/identity/sso/break-glass.ts'
import { listConnections, secretsOf } from '../../../src/identity/sso/connections.ts'
import { meet } from '../../../src/identity/sso/people.ts'
import { openPeople, type People } from '../people-world.ts'
import { said } from './connected.ts'
import { openIssuer } from './issuer.ts'

const PLACE = '/settings/single-sign-on'
const issuer = openIssuer({ clientSecret: 'the-right-secret' })
afterAll(() => issuer[Symbol.asyncDispose]())
const FORM = {
  name: 'Example ID',
  preset: 'other',
  issuer: issuer.url,
  clientId: 'frontdesk',
  clientSecret: 'the-right-secret',
  defaultRole: 'user',
  letsNewPeopleIn: 'on',
  isEnabled: 'on',
  group: 'leads',
  groupRole: 'admin',
}
const only = ({ maple }: People) => {
  const [connection] = maple.file.read(listConnections)
  if (!connection) throw new Error('There is no connection.')
  return connection
}
async function withProvider(people: People, form: Record<string, string> = FORM) {
  const cookie = await people.as('maple', 'owner_admin')
  const added = await people.ask('maple', 'POST', PLACE, { cookie, form })
  return { cookie, added, id: only(people).id }
}

test('an owner adds a provider, sees what to enter there, and never its secret again', async () => {
  await using people = await openPeople({ mail: false })
  const { cookie, added, id } = await withProvider(people)
  expect([added.status, added.headers.get('location')]).toEqual([303, `${PLACE}/${id}?notice=added`])
  expect(only(people)).toMatchObject({ name: 'Example ID', defaultRole: 'user', groupRoles: [{ group: 'leads', role: 'admin' }] })
  const { text } = await people.ask('maple', 'GET', `${PLACE}/${id}`, { cookie })
  expect(text).toContain(`/sign-in/sso/${id}/callback</code>`)
  const list = await people.ask('maple', 'GET', '/api/sso/connections', { cookie })
  expect(JSON.parse(list.text)).toMatchObject({ data: [{ id, hasSecret: true, settings: { clientId: 'frontdesk' } }] })
  const trail = JSON.stringify(people.maple.file.read((tx) => listEvents(tx, { action: 'sso' })))
  for (const shown of [text, list.text, trail]) expect(shown).not.toContain('the-right-secret')
  expect((await people.ask('maple', 'GET', '/sign-in')).text).toContain('Sign in with Example ID')
  expect((await people.ask('harbor', 'GET', '/sign-in')).text).not.toContain('Example ID')
})

test('what was typed comes back with what is wrong, but for the secret; nothing is kept', async () => {
  await using people = await openPeople({ mail: false })
  const cookie = await people.as('maple', 'owner_admin')
  const form = { ...FORM, preset: 'google', name: 'Our Google', allowed: 'maple.test', defaultRole: '', group: '' }
  const { status, text } = await people.ask('maple', 'POST', PLACE, { cookie, form })
  expect(status).toBe(422)
  expect(text).toContain('Choose the role that new people have')
  expect(text).toContain('value="Our Google"')
  expect(text).not.toContain('the-right-secret')
  expect(people.maple.file.read(listConnections)).toEqual([])
})

test('saving again keeps the secret where none is typed, and takes away the rows that were emptied', async () => {
  await using people = await openPeople({ mail: false })
  const { cookie, id } = await withProvider(people)
  const form = { ...FORM, clientSecret: '', group: '', name: 'Other name' }
  expect((await people.ask('maple', 'POST', `${PLACE}/${id}`, { cookie, form })).headers.get('location')).toBe(
    `${PLACE}/${id}?notice=saved`,
  )
  expect(only(people)).toMatchObject({ name: 'Other name', groupRoles: [] })
  expect(people.maple.file.read((tx) => secretsOf(tx, only(people).id).get('client_secret'))).toBe('the-right-secret')
  const json = { isEnabled: false, settings: { groupsClaim: 'roles' } }
  expect((await people.ask('maple', 'PATCH', `/api/sso/connections/${id}`, { cookie, json })).status).toBe(200)
  expect(only(people)).toMatchObject({ isEnabled: false, name: 'Other name', settings: { groupsClaim: 'roles', clientId: 'frontdesk' } })
})

test('a test says what is wrong, where the provider tells', async () => {
  await using people = await openPeople({ mail: false })
  const { cookie, id } = await withProvider(people)
  const tested = async (change?: object) => {
    if (change) await people.ask('maple', 'PATCH', `/api/sso/connections/${id}`, { cookie, json: change })
    const { text } = await people.ask('maple', 'POST', `/api/sso/connections/${id}/tests`, { cookie })
    return (JSON.parse(text) as { findings: { standing: string; text: string }[] }).findings
  }
  const right = await tested()
  expect(right.map(({ standing }) => standing)).toEqual(['ok', 'ok', 'ok'])
  const findings: [object, string][] = [
    [{ clientSecret: 'another' }, 'does not know this client ID'],
    [{ settings: { issuer: `${issuer.url}/nothing-there` } }, 'calls itself by another address'],
    [{ settings: { issuer: 'http://localhost:9' } }, 'does not answer'],
    [{ settings: { issuer: 'https://nobody.invalid' } }, 'No server has the issuer’s name'],
  ]
  for (const [change, words] of findings) {
    const wrong = (await tested(change)).filter(({ standing }) => standing === 'wrong')
    expect(wrong.map(({ text }) => text).join()).toContain(words)
  }
  const page = await people.ask('maple', 'POST', `${PLACE}/${id}/test`, { cookie })
  expect([page.status, page.text.includes('No server has')]).toEqual([200, true])
})

test('passwords go and come back by page and by JSON, with one owner left out', async () => {
  await using people = await openPeople({ mail: false })
  const { cookie } = await withProvider(people)
  const ana = people.person('maple', people.maple.emails.owner_admin).id
  const rule = (form: Record<string, string>) => people.ask('maple', 'POST', `${PLACE}/rule`, { cookie, form })
  expect((await rule({ only: 'on', breakGlass: people.person('maple', people.maple.emails.user).id })).status).toBe(422)
  expect((await rule({ only: 'on', breakGlass: ana })).status).toBe(303)
  expect(people.maple.file.read(breakGlassOf)).toBe(ana)
  const page = await people.ask('maple', 'GET', '/sign-in')
  expect(page.text).toContain('<summary>Sign in with a password</summary>')
  expect((await people.ask('maple', 'DELETE', `/api/sso/connections/${only(people).id}`, { cookie })).status).toBe(409)
  expect((await people.ask('maple', 'PUT', '/api/sso/rule', { cookie, json: { breakGlassId: null } })).status).toBe(200)
  expect(people.maple.file.read(breakGlassOf)).toBeUndefined()
  expect((await people.ask('maple', 'POST', `${PLACE}/${only(people).id}/removal`, { cookie })).status).toBe(303)
})

test('an owner sees who is known by a provider and unlinks them', async () => {
  await using people = await openPeople({ mail: false })
  const { cookie, id } = await withProvider(people, { ...FORM, linksByAddress: 'on', group: '' })
  const connection = only(people)
  const claims = said({ email: people.maple.emails.user })
  people.maple.file.write((tx) => void meet(tx, connection, claims))
  const uma = people.person('maple', people.maple.emails.user)
  expect((await people.ask('maple', 'GET', `${PLACE}/${id}`, { cookie })).text).toContain(`people/${uma.id}/unlinking`)
  expect((await people.ask('maple', 'POST', `${PLACE}/${id}/people/${uma.id}/unlinking`, { cookie })).status).toBe(303)
  expect((await people.ask('maple', 'DELETE', `/api/sso/connections/${id}/people/${uma.id}`, { cookie })).status).toBe(404)
})

test('nobody but an owner who proved it lately changes any of it', async () => {
  await using people = await openPeople({ mail: false })
  const { cookie } = await withProvider(people)
  const admin = await people.as('maple', 'admin')
  expect((await people.ask('maple', 'GET', PLACE, { cookie: admin })).status).toBe(403)
  people.later(6 * 60_000)
  const { status, text } = await people.ask('maple', 'POST', PLACE, { cookie, form: FORM })
  expect([status, text.includes('proofFor')]).toEqual([403, true])
  expect(people.maple.file.read(listConnections)).toHaveLength(1)
})
