import { afterAll, expect, test } from 'bun:test'
import { giveFactor, newTotpSecret } from '../../../src/identity/index.ts'
import { listConnections, setSecret } from '../../../src/identity/sso/connections.ts'
import { CLIENT_SECRET } from '../../../src/identity/sso/oidc.ts'
import { codeOf } from '../../support/second-factor.ts'
import { openPeople, type People } from '../people-world.ts'
import { connect } from './connected.ts'
import { openIssuer } from './issuer.ts'

const issuer = openIssuer({ clientSecret: 'secret' })
afterAll(() => issuer[Symbol.asyncDispose]())
const SETTINGS = { preset: 'other', issuer: issuer.url, clientId: 'frontdesk', allowed: [], groupsClaim: 'groups', factorWords: [] }
const ZOE = { sub: 'zoe', email: 'zoe@maple.test', email_verified: true, name: 'Zoe Ng' }
const cookiesOf = (headers: Headers) => headers.getSetCookie().map((each) => each.split(';')[0] ?? '')

/** Through the provider and back, with what the provider says of when. */
async function through(people: People, start: string, cookie: string, said: object) {
  const gone = await people.ask('maple', 'GET', start, { cookie })
  const browser = cookiesOf(gone.headers).join('; ')
  const { pathname, search } = new URL(issuer.answer(gone.headers.get('location') ?? '', { ...ZOE, ...said }))
  const back = await people.ask('maple', 'GET', pathname + search, { cookie: [cookie, browser].filter(Boolean).join('; ') })
  const given = (name: string) => cookiesOf(back.headers).find((each) => each.startsWith(`${name}=`)) ?? ''
  return { location: back.headers.get('location'), session: given('session'), half: given('half') }
}
const connectionOf = ({ maple }: People) => maple.file.read(listConnections)[0]?.id

/** Zoe, whom the office knows through its provider alone. */
async function withZoe(options: Parameters<typeof openPeople>[0] = { mail: false }) {
  const people = await openPeople(options)
  const connection = connect(people.maple.file, { settings: SETTINGS, letsNewPeopleIn: true, defaultRole: 'user', name: 'Example ID' })
  people.maple.file.write((tx) => setSecret(tx, connection.id, CLIENT_SECRET, 'secret'))
  const start = `/sign-in/sso/${connection.id}`
  const { session } = await through(people, start, '', {})
  /** In another tab: the provider asked her this moment. */
  const again = async (cookie: string) =>
    (await through(people, `${start}?afresh=1&next=/afresh`, cookie, { auth_time: seconds() })).session
  return { people, connection, start, session, again }
}
const seconds = () => Math.floor(Date.now() / 1000)
const hidden = (html: string) =>
  Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]))

test('who has neither password nor factor here shows at the provider again that it is they, and what they typed goes on', async () => {
  const { people, start, session } = await withZoe()
  await using _ = people
  const { ask } = people
  const asked = await ask('maple', 'POST', '/settings/security/factor', { cookie: session, form: { typed: 'Nettleship' } })
  const link = /href="([^"]*afresh=1[^"]*)"[^>]*target="_blank"/.exec(asked.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect([asked.status, link, asked.text.includes('id="proof"')]).toEqual([403, `${start}?afresh=1&next=%2Fafresh`, false])
  const form = hidden(asked.text)
  const goOn = (cookie: string) => ask('maple', 'POST', '/step-up', { cookie, form })
  expect([form['typed'], (await goOn(session)).status]).toEqual(['Nettleship', 422])
  for (const auth_time of [undefined, seconds() - 3_600])
    expect((await through(people, link, session, { auth_time })).location).toStartWith('/sign-in?sso=unconfirmed')
  const fresh = await through(people, link, session, { auth_time: seconds() })
  expect([fresh.location, (await ask('maple', 'GET', '/afresh', { cookie: fresh.session })).status]).toEqual(['/afresh', 200])
  const on = await goOn(fresh.session)
  expect([on.status, on.headers.get('location')]).toEqual([307, '/settings/security/factor'])
  const done = await ask('maple', 'POST', '/settings/security/factor', { cookie: cookiesOf(on.headers)[0] ?? '' })
  expect([done.status, done.headers.get('location')]).toEqual([303, '/settings/security/factor'])
  expect((await ask('maple', 'GET', '/api/me', { cookie: session })).status).toBe(401)
})

test('going on without a sign counts as no guess, and makes no proof last longer', async () => {
  const { people, session, again } = await withZoe()
  await using _ = people
  const { ask } = people
  const form = { proofFor: '/settings/security/factor', proofMethod: 'POST' }
  for (let n = 0; n < 12; n++) expect((await ask('maple', 'POST', '/step-up', { cookie: session, form })).status).toBe(422)
  const fresh = await again(session)
  people.later(4 * 60_000)
  const on = await ask('maple', 'POST', '/step-up', { cookie: fresh, form })
  people.later(2 * 60_000)
  expect(on.status).toBe(307)
  const late = await ask('maple', 'POST', '/settings/security/factor', { cookie: cookiesOf(on.headers)[0] ?? '' })
  expect(late.status).toBe(403)
})

test('a locked screen says what opens it, and one of a provider is asked afresh, however the way there is typed', async () => {
  const { people, connection, start, session, again } = await withZoe()
  await using _ = people
  const { ask } = people
  const ways = async (cookie: string) => JSON.parse((await ask('maple', 'GET', '/api/auth/unlock', { cookie })).text)
  await ask('maple', 'POST', '/api/me/session/lock', { cookie: session })
  const providers = [{ id: connection.id, name: 'Example ID' }]
  expect(await ways(session)).toEqual({ password: false, code: false, passkey: false, providers })
  expect((await ask('harbor', 'GET', '/api/auth/unlock', { cookie: session })).status).toBe(401)
  // What the provider remembers of her from this morning opens nothing.
  expect((await through(people, start, session, { auth_time: seconds() - 3_600 })).location).toStartWith('/sign-in?sso=unconfirmed')
  expect((await ask('maple', 'GET', '/faxes', { cookie: session })).status).toBe(303)
  const fresh = await again(session)
  expect((await ask('maple', 'GET', '/faxes', { cookie: fresh })).status).toBe(200)
  expect((await ask('maple', 'GET', '/api/auth/unlock', { cookie: session })).status).toBe(401)
  const ana = await people.as('maple', 'owner_admin')
  expect(await ways(ana)).toEqual({ password: true, code: true, passkey: false, providers: [] })
  expect(await ways(await people.as('maple', 'user'))).toEqual({ password: true, code: false, passkey: false, providers: [] })
})

test('where others give their password, who has none is asked for a sign of the last five minutes', async () => {
  const { people, session, again } = await withZoe({})
  await using _ = people
  const { ask, maple } = people
  const { id } = people.person('maple', ZOE.email)
  const form = { email: 'zoe.ng@elsewhere.test' }
  expect((await ask('maple', 'POST', '/account/email', { cookie: session, form })).status).toBe(403)
  expect((await ask('maple', 'POST', '/api/me/email', { cookie: session, json: form })).status).toBe(403)
  const fresh = await again(session)
  expect((await ask('maple', 'GET', '/account/email', { cookie: fresh })).text).not.toContain('name="password"')
  expect((await ask('maple', 'POST', '/account/email', { cookie: fresh, form })).status).toBe(303)
  expect((await ask('maple', 'GET', '/account/password', { cookie: fresh })).text).toContain('You have no password here')
  const change = { current: '', password: 'four other words to remember' }
  expect((await ask('maple', 'PUT', '/api/me/password', { cookie: fresh, json: change })).status).toBe(409)
  const uma = await people.as('maple', 'user')
  for (const password of ['', 'a wrong guess'])
    expect((await ask('maple', 'POST', '/account/email', { cookie: uma, form: { ...form, password } })).status).toBe(422)
  // With a phone of her own: its code takes it away, once the provider was asked; nothing else is asked of her.
  maple.file.write((tx) => void giveFactor(tx, id, newTotpSecret()))
  const removal = (cookie: string, code: string) => ask('maple', 'POST', '/api/me/factor/removal', { cookie, json: { code } })
  const half = await through(people, `/sign-in/sso/${connectionOf(people)}`, '', {})
  const code = await ask('maple', 'POST', '/sign-in/code', { cookie: half.half, form: { code: codeOf(maple.file, ZOE.email) } })
  const own = cookiesOf(code.headers)[0] ?? ''
  expect((await removal(own, 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA')).status).toBe(422)
  people.later(6 * 60_000)
  expect((await removal(own, codeOf(maple.file, ZOE.email))).status).toBe(403)
  const proven = await ask('maple', 'POST', '/api/me/proofs', { cookie: own, json: { proof: codeOf(maple.file, ZOE.email) } })
  expect((await removal(cookiesOf(proven.headers)[0] ?? '', codeOf(maple.file, ZOE.email))).status).toBe(204)
})
