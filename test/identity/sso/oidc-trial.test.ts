import { afterAll, expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { listUsers } from '../../../src/identity/index.ts'
import { setSecret } from '../../../src/identity/sso/connections.ts'
import { CLIENT_SECRET } from '../../../src/identity/sso/oidc.ts'
import { openPeople } from '../people-world.ts'
import { connect } from './connected.ts'
import { type Bend, openIssuer } from './issuer.ts'

const issuer = openIssuer({ clientSecret: 'secret' })
afterAll(() => issuer[Symbol.asyncDispose]())
const SETTINGS = { preset: 'other', issuer: issuer.url, clientId: 'frontdesk', allowed: [], groupsClaim: 'groups', factorWords: [] }
const ZOE = { sub: 'zoe', email: 'zoe@maple.test', email_verified: true, name: 'Zoe Ng' }

/** A provider that would let anybody in at once, were it not a trial. */
async function opened(settings: object = {}, isEnabled = false) {
  const people = await openPeople({ mail: false })
  const rules = { isEnabled, letsNewPeopleIn: true, defaultRole: 'admin' as const, linksByAddress: true, asksFactor: true }
  const connection = connect(people.maple.file, { settings: { ...SETTINGS, ...settings }, ...rules })
  people.maple.file.write((tx) => setSecret(tx, connection.id, CLIENT_SECRET, 'secret'))
  const owner = await people.as('maple', 'owner_admin')
  const place = `/settings/single-sign-on/${connection.id}`
  const leave = async () => (await people.ask('maple', 'GET', `${place}/trial`, { cookie: owner })).headers.get('location') ?? ''
  /** Back from the provider, in whatever browser. */
  const back = (url: string, cookie = owner) => {
    const { pathname, search } = new URL(url)
    return people.ask('maple', 'GET', pathname + search, { cookie })
  }
  const tried = async (claims: object = ZOE, bend: Bend = {}) => {
    const answer = await back(issuer.answer(await leave(), { ...claims }, bend))
    return { answer, page: await people.ask('maple', 'GET', answer.headers.get('location') ?? '', { cookie: owner }) }
  }
  return { people, connection, owner, place, leave, back, tried }
}

test('an owner tries the whole way before it is switched on, sees who came back, and nobody is let in or made', async () => {
  const { people, tried, place } = await opened()
  await using _ = people
  const before = people.maple.file.read(listUsers)
  const { answer, page } = await tried()
  expect([answer.status, answer.headers.get('location')?.startsWith(`${place}/trials/`), answer.headers.has('set-cookie')]).toEqual([
    303,
    true,
    false,
  ])
  for (const shown of ['It works', 'zoe@maple.test', 'Zoe Ng', 'Nobody was signed in']) expect(page.text).toContain(shown)
  expect(people.maple.file.read(listUsers)).toEqual(before)
  const acts = people.maple.file.read((tx) => listEvents(tx, { limit: 20 })).map(({ action }) => action)
  for (const act of ['sso.recognised', 'sso.linked', 'sso.refused']) expect(acts).not.toContain(act)
})

test.each([
  ['of another application', { token: { aud: 'somebody else' } }, 'meant for another application'],
  ['signed by nobody we know', { strange: true }, 'does not match the keys'],
  ['that is old', { token: { exp: 1_000_000 } }, 'a clock is wrong'],
  ['of another sign-in', { token: { nonce: 'another' } }, 'another sign-in'],
] as const)('what is wrong with an answer %s is said in words', async (_, bend, words) => {
  const { people, tried } = await opened()
  await using _people = people
  const { page } = await tried(ZOE, bend)
  expect([page.status, page.text.includes(words), page.text.includes('It works')]).toEqual([200, true, false])
})

test('a provider that is away, does not know us, or refuses is told apart', async () => {
  const away = await opened({ issuer: 'http://localhost:9' })
  await using _ = away.people
  const { status, text } = await away.people.ask('maple', 'GET', await away.leave(), { cookie: away.owner })
  expect([status, text.includes('could not be reached')]).toEqual([200, true])
  const wrong = await opened()
  await using _wrong = wrong.people
  wrong.people.maple.file.write((tx) => setSecret(tx, wrong.connection.id, CLIENT_SECRET, 'an old secret'))
  expect((await wrong.tried()).page.text).toContain('does not know our client ID')
  const left = new URL(await wrong.leave())
  const home = new URL(left.searchParams.get('redirect_uri') ?? '')
  home.search = new URLSearchParams({ error: 'access_denied', state: left.searchParams.get('state') ?? '', iss: issuer.url }).toString()
  const denied = await wrong.back(home.href)
  const page = await wrong.people.ask('maple', 'GET', denied.headers.get('location') ?? '', { cookie: wrong.owner })
  expect(page.text).toContain('without signing you in')
})

test('an answer to a trial lets nobody in also where the provider is switched on, works once, and is seen by owners of that office alone', async () => {
  const { people, connection, owner, leave, back } = await opened({}, true)
  await using _ = people
  const url = issuer.answer(await leave(), ZOE)
  const first = await back(url, 'browser=of-somebody-else')
  expect([first.headers.get('location')?.includes('/trials/'), first.headers.getSetCookie()]).toEqual([true, []])
  const at = first.headers.get('location') ?? ''
  const codes = issuer.asked.length
  await back(url)
  expect([issuer.asked.length, (await people.ask('maple', 'GET', at, { cookie: owner })).text.includes('It works')]).toEqual([codes, true])
  expect((await people.ask('maple', 'GET', at, { cookie: await people.as('maple', 'admin') })).status).toBe(403)
  expect((await people.ask('harbor', 'GET', at, { cookie: await people.as('harbor', 'owner_admin') })).status).toBe(404)
  expect((await people.ask('maple', 'GET', `/settings/single-sign-on/${connection.id}/trial`)).status).toBe(303)
  const begun = await people.ask('maple', 'POST', `/api/sso/connections/${connection.id}/trials`, { cookie: owner })
  const { id, url: there } = JSON.parse(begun.text)
  const look = async () =>
    JSON.parse((await people.ask('maple', 'GET', `/api/sso/connections/${connection.id}/trials/${id}`, { cookie: owner })).text)
  expect([begun.status, (await look()).isGood]).toEqual([201, false])
  await back(issuer.answer(there, ZOE))
  expect(await look()).toEqual({ id, isGood: true, problem: null, detail: expect.stringContaining('It works') })
})
