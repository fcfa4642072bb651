import { afterAll, expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { changeRole, suspendUser } from '../../../src/identity/index.ts'
import { changeConnection, setSecret } from '../../../src/identity/sso/connections.ts'
import { cookieOf } from '../desk.ts'
import { type Bend, openIssuer } from './issuer.ts'
import { connectTo, isIn, openSsoDesk, outcome, SECRET, UMA } from './signing-in.ts'

const issuer = openIssuer({ clientSecret: SECRET })
const other = openIssuer()
afterAll(async () => {
  await issuer[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
})
const MAPLE_AT = { issuer: issuer.url }

test('from the button to the provider and back: a session of one’s own, where one wanted to go', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, MAPLE_AT)
  const { to, cookie } = await desk.go(connection, { query: '?next=/received' })
  const asked = new URL(to).searchParams
  expect(asked.get('redirect_uri')).toBe(`http://maple.localhost/sign-in/sso/${connection.id}/callback`)
  expect([asked.get('code_challenge_method'), asked.get('response_type'), asked.get('scope')]).toEqual([
    'S256',
    'code',
    'openid email profile',
  ])
  expect(cookie).toMatch(/^browser=[\w-]{43}$/)
  const answer = await desk.back(issuer.answer(to, UMA), cookie)
  expect([answer.status, answer.headers.get('location'), isIn(answer)]).toEqual([303, '/received', true])
  const me = await desk.visit('maple', 'GET', '/api/me', { cookie: cookieOf(answer) })
  expect(await me.json()).toMatchObject({ user: { id: desk.uma.id } })
  expect(desk.actions(desk.maple).slice(-2)).toEqual(['sso.recognised', 'sign_in.succeeded'])
})

const BENDS: [string, Bend, string][] = [
  ['a token for another program', { token: { aud: 'somebody-else' } }, 'wrong_audience'],
  ['a token for several, us among them', { token: { aud: ['frontdesk', 'else'], azp: 'else' } }, 'wrong_audience'],
  ['a token of another issuer', { token: { iss: 'https://evil.example' } }, 'wrong_issuer'],
  ['a token with another nonce', { token: { nonce: 'another' } }, 'wrong_nonce'],
  ['a token without a nonce', { token: { nonce: undefined } }, 'wrong_nonce'],
  ['a token that ran out', { token: { iat: 1_700_000_000, exp: 1_700_000_060 } }, 'expired'],
  ['a token from a time to come', { token: { nbf: 4_000_000_000 } }, 'expired'],
  ['an unsigned token', { alg: 'none' }, 'wrong_signature'],
  ['a token signed with the public key as if it were shared', { alg: 'HS256' }, 'wrong_signature'],
  ['a token signed by a key it does not publish', { strange: true }, 'wrong_signature'],
  ['a token that was changed', { tampered: true }, 'wrong_signature'],
  ['an answer that says another issuer', { iss: 'https://evil.example' }, 'wrong_issuer'],
  ['an answer that does not say its issuer though it promised to', { iss: null }, 'wrong_issuer'],
]
test.each(BENDS)('%s confirms nobody', async (_, bend, why) => {
  using desk = openSsoDesk()
  const { to, cookie } = await desk.go(connectTo(desk.maple, MAPLE_AT))
  const answer = await desk.back(issuer.answer(to, UMA, bend), cookie)
  expect([outcome(answer), isIn(answer), desk.why()]).toEqual(['unconfirmed', false, why])
  const trail = JSON.stringify(desk.maple.read((tx) => listEvents(tx, { action: 'sso.refused' })))
  for (const secret of ['uma@maple.test', 'uma-1', 'evil', SECRET]) expect(trail).not.toContain(secret)
})

test('an answer is worth something once, with its own code and its own state', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, MAPLE_AT)
  const { to, cookie } = await desk.go(connection)
  const url = issuer.answer(to, UMA)
  const forged = new URL(url)
  forged.searchParams.set('state', 'A'.repeat(43))
  expect([outcome(await desk.back(forged.href, cookie)), desk.why()]).toEqual(['stray', 'not_asked'])
  expect(isIn(await desk.back(url, cookie))).toBe(true)
  expect([outcome(await desk.back(url, cookie)), desk.why()]).toEqual(['stray', 'used'])
  const again = await desk.go(connection, { cookie })
  const withOldCode = new URL(issuer.answer(again.to, UMA))
  withOldCode.searchParams.set('code', new URL(url).searchParams.get('code') ?? '')
  expect([outcome(await desk.back(withOldCode.href, again.cookie)), desk.why()]).toEqual(['unconfirmed', 'code_refused'])
})

test('nobody is signed in by an answer that another browser asked for', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, MAPLE_AT)
  const attacker = await desk.go(connection)
  const victim = await desk.go(connection)
  const url = issuer.answer(attacker.to, UMA)
  for (const cookie of [victim.cookie, '', 'browser=']) expect(outcome(await desk.back(url, cookie))).toBe('stray')
  expect(desk.why()).toBe('other_browser')
  expect(isIn(await desk.back(url, attacker.cookie))).toBe(true)
})

test('two tabs of one browser may be at the provider at once', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, MAPLE_AT)
  const first = await desk.go(connection)
  const second = await desk.go(connection, { cookie: first.cookie })
  expect(isIn(await desk.back(issuer.answer(first.to, UMA), second.cookie))).toBe(true)
  expect(isIn(await desk.back(issuer.answer(second.to, UMA), second.cookie))).toBe(true)
})

test('another office’s answer, connection and state are nothing here', async () => {
  using desk = openSsoDesk()
  const [maples, harbors] = [connectTo(desk.maple, MAPLE_AT), connectTo(desk.harbor, MAPLE_AT)]
  expect((await desk.go(harbors, { host: 'maple' })).to).toBe('/sign-in?sso=gone')
  const { to, cookie } = await desk.go(harbors, { host: 'harbor' })
  const url = issuer.answer(to, UMA)
  expect(outcome(await desk.back(url, cookie, 'maple'))).toBe('gone')
  const bent = url.replace(harbors.id, maples.id)
  expect([outcome(await desk.back(bent, cookie, 'maple')), desk.why()]).toEqual(['stray', 'not_asked'])
  expect(outcome(await desk.back(url, cookie, 'harbor'))).toBe('unknown')
})

test('what one provider answers is not taken for another’s', async () => {
  using desk = openSsoDesk()
  const [honest, evil] = [connectTo(desk.maple, MAPLE_AT), connectTo(desk.maple, { issuer: other.url })]
  const { to, cookie } = await desk.go(honest)
  const mixed = issuer.answer(to, UMA).replace(honest.id, evil.id)
  expect([outcome(await desk.back(mixed, cookie)), desk.why()]).toEqual(['stray', 'other_connection'])
  const second = await desk.go(honest)
  const byOther = other.answer(second.to, UMA)
  expect([outcome(await desk.back(byOther, second.cookie)), desk.why()]).toEqual(['unconfirmed', 'wrong_issuer'])
})

test('who says no at the provider is told so, and the provider’s words go nowhere', async () => {
  using desk = openSsoDesk()
  const { to, cookie } = await desk.go(connectTo(desk.maple, MAPLE_AT))
  const url = new URL(issuer.answer(to, UMA))
  url.searchParams.delete('code')
  url.searchParams.set('error', 'access_denied')
  url.searchParams.set('error_description', 'uma typed <script>')
  const answer = await desk.back(url.href, cookie)
  expect([outcome(answer), desk.why()]).toEqual(['unconfirmed', 'denied'])
  const page = await (await desk.visit('maple', 'GET', answer.headers.get('location') ?? '')).text()
  expect(page).toContain('did not confirm who you are')
  expect(page).not.toContain('uma typed')
})

test.each(['//evil.example/x', 'https://evil.example', '/\\evil.example', '/sign-out'])('%p is no place to come back to', async (next) => {
  using desk = openSsoDesk()
  const { to, cookie } = await desk.go(connectTo(desk.maple, MAPLE_AT), { query: `?${new URLSearchParams({ next })}` })
  expect((await desk.back(issuer.answer(to, UMA), cookie)).headers.get('location')).toBe('/')
})

test('suspended while at the provider: not in', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, MAPLE_AT)
  const first = await desk.go(connection)
  expect(isIn(await desk.back(issuer.answer(first.to, UMA), first.cookie))).toBe(true)
  const { to, cookie } = await desk.go(connection)
  desk.maple.write((tx) => void suspendUser(tx, desk.uma.id))
  expect([outcome(await desk.back(issuer.answer(to, UMA), cookie)), desk.why()]).toEqual(['stopped', 'suspended'])
})

test('rules that change while somebody is at the provider end that sign-in', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, MAPLE_AT)
  const { to, cookie } = await desk.go(connection)
  desk.maple.write((tx) => void changeConnection(tx, connection.id, { ...connection, isEnabled: false }))
  expect(outcome(await desk.back(issuer.answer(to, UMA), cookie))).toBe('gone')
})

test('rules that change while the provider is asked end it too', async () => {
  using desk = openSsoDesk()
  const change = { now: () => {} }
  await using slow = openIssuer({ meanwhile: () => change.now() })
  for (const changed of [{ isEnabled: false }, { isEnabled: true, settings: { other: 'now' } }]) {
    const connection = connectTo(desk.maple, { issuer: slow.url })
    const { to, cookie } = await desk.go(connection)
    change.now = () => desk.maple.write((tx) => void changeConnection(tx, connection.id, { ...connection, ...changed }))
    const answer = await desk.back(slow.answer(to, UMA), cookie)
    expect([outcome(answer), isIn(answer), desk.why()]).toEqual(['gone', false, 'gone'])
  }
})

test('a wrong client secret and a provider that is away are told apart in the trail, not to strangers', async () => {
  using desk = openSsoDesk()
  const wrong = connectTo(desk.maple, MAPLE_AT)
  desk.maple.write((tx) => setSecret(tx, wrong.id, 'client_secret', 'not-the-secret'))
  const { to, cookie } = await desk.go(wrong)
  expect([outcome(await desk.back(issuer.answer(to, UMA), cookie)), desk.why()]).toEqual(['unconfirmed', 'client_refused'])
  const away = connectTo(desk.maple, { issuer: 'http://localhost:9' })
  expect([(await desk.go(away, { query: '?next=/received' })).to, desk.why()]).toEqual([
    '/sign-in?sso=away&next=%2Freceived',
    'unreachable',
  ])
})

test('a provider that says it is another than we were told is asked nothing more', async () => {
  using desk = openSsoDesk()
  const other = connectTo(desk.maple, { issuer: `${issuer.url}/somebody-else` })
  const { to } = await desk.go(other)
  expect([to.startsWith('/sign-in?sso='), desk.why()]).toEqual([true, 'wrong_issuer'])
})

test('owners and admins still give our second factor, unless the provider’s is relied on and was asked for', async () => {
  using desk = openSsoDesk()
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'admin'))
  const ways: [boolean, string[], Record<string, unknown>, string][] = [
    [false, [], { amr: ['mfa'] }, '/sign-in/factor'],
    [true, ['mfa', 'urn:two'], { amr: ['pwd'] }, '/sign-in/factor'],
    [true, ['mfa', 'urn:two'], { amr: ['pwd', 'mfa'] }, '/'],
    [true, ['mfa', 'urn:two'], { acr: 'urn:two' }, '/'],
    [true, [], {}, '/'],
  ]
  for (const [asksFactor, factorWords, said, where] of ways) {
    const connection = connectTo(desk.maple, { ...MAPLE_AT, factorWords }, { asksFactor })
    const { to, cookie } = await desk.go(connection)
    const answer = await desk.back(issuer.answer(to, { ...UMA, ...said }), cookie)
    expect([said, answer.headers.get('location')]).toEqual([said, where])
    const opened = await desk.visit('maple', 'GET', '/probe', { cookie: cookieOf(answer) })
    expect(opened.status).toBe(where === '/' ? 200 : 303)
  }
})
