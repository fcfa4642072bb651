import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { PASSWORD, type Slug } from '../support/server.ts'
import { cookieOf, openPasskeys, type PasskeyWorld } from './passkey-world.ts'

const [MINUTE, HOUR] = [60_000, 3_600_000]
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
type Listed = { id: string; kind: string; name: string; address: string; isOwn: boolean; isLocked: boolean }
const listed = async (world: PasskeyWorld, cookie: string, path = '/api/me/sessions') =>
  ((await (await world.ask(path, { cookie })).json()) as { data: Listed[] }).data
const opens = async (world: PasskeyWorld, cookie: string) => (await world.ask('/faxes', { cookie })).status === 200
async function userWith(world: PasskeyWorld, userAgent: string, browser = '', slug: Slug = 'maple') {
  const form = { email: world.offices[slug].emails.user, password: PASSWORD }
  const answer = await world.ask('/sign-in', { form, cookie: browser, headers: { 'user-agent': userAgent } }, slug)
  return { cookie: cookieOf(answer, 'session'), browser: cookieOf(answer, 'browser') }
}
/** Who has no second factor shows by the password that it is they. */
async function provenIn(world: PasskeyWorld, cookie: string): Promise<string> {
  const form = { proof: PASSWORD, proofFor: '/settings/security/sessions', proofMethod: 'GET' }
  return cookieOf(await world.ask('/step-up', { cookie, form }), 'session')
}
async function tokensOf(world: PasskeyWorld) {
  const json = { email: world.offices.maple.emails.user, password: PASSWORD }
  const answer = await world.ask('/api/auth/token', { json, headers: { 'user-agent': 'chart-sync/2.1' } })
  return (await answer.json()) as { accessToken: string; refreshToken: string }
}
const events = ({ offices }: PasskeyWorld, action: string) => offices.maple.file.read((tx) => listEvents(tx, { action }))

test('people see where they are signed in, this device first, programs too, and nobody else’s', async () => {
  using world = openPasskeys()
  const { cookie } = await userWith(world, FIREFOX)
  await userWith(world, SAFARI)
  await tokensOf(world)
  await world.signedIn('owner_admin')
  const all = await listed(world, cookie)
  expect(all.map(({ name, kind, isOwn }) => [name, kind, isOwn])).toEqual([
    ['Firefox on Windows', 'browser', true],
    ['Safari on iPhone', 'browser', false],
    ['chart-sync', 'program', false],
  ])
  const page = await (await world.ask('/settings/security/sessions', { cookie })).text()
  for (const words of ['Firefox on Windows', 'This device', 'A program, by tokens', 'End all others']) expect(page).toContain(words)
  const hashes = JSON.stringify(world.offices.maple.file.read((tx) => tx.db.all('SELECT id_hash FROM sessions' as never)))
  for (const { id } of all) expect(hashes).not.toContain(id)
})

test('one that is ended opens nothing from the next request on, a program’s tokens included; all others at once leave this one', async () => {
  using world = openPasskeys()
  const [begun, there, third] = [await userWith(world, FIREFOX), await userWith(world, SAFARI), await userWith(world, SAFARI)]
  const nearest = (await listed(world, begun.cookie)).find(({ isOwn }) => !isOwn)?.id
  expect((await world.ask(`/settings/security/sessions/${nearest}/removal`, { cookie: begun.cookie, form: {} })).status).toBe(403)
  const here = { cookie: await provenIn(world, begun.cookie) }
  const { accessToken, refreshToken } = await tokensOf(world)
  const idOf = async (name: string) => (await listed(world, here.cookie)).find((each) => each.name === name)?.id
  const end = async (name: string) =>
    (await world.ask(`/settings/security/sessions/${await idOf(name)}/removal`, { cookie: here.cookie, form: {} })).status
  expect([await end('chart-sync'), (await world.ask('/api/me', { bearer: accessToken })).status]).toEqual([303, 401])
  expect((await world.ask('/api/auth/refresh', { json: { refreshToken } })).status).toBe(401)
  expect([await end('Safari on iPhone'), (await opens(world, there.cookie)) !== (await opens(world, third.cookie))]).toEqual([303, true])
  expect((await world.ask('/settings/security/sessions/others/removal', { cookie: here.cookie, form: {} })).status).toBe(303)
  expect([await opens(world, here.cookie), await opens(world, there.cookie), await opens(world, third.cookie)]).toEqual([
    true,
    false,
    false,
  ])
  expect([events(world, 'session.ended').length, events(world, 'session.all_ended').length]).toEqual([2, 1])
})

test('nobody ends what is somebody else’s by its id, of a browser or of a program', async () => {
  using world = openPasskeys()
  const { cookie } = await userWith(world, FIREFOX)
  const { accessToken } = await tokensOf(world)
  const theirs = (await listed(world, cookie)).map(({ id }) => id)
  const ana = await world.signedIn('owner_admin')
  for (const id of theirs) {
    expect((await world.ask(`/api/me/sessions/${id}`, { method: 'DELETE', cookie: ana })).status).toBe(404)
    const bo = `/api/people/${world.idOf('admin')}/sessions/${id}`
    expect((await world.ask(bo, { method: 'DELETE', cookie: ana })).status).toBe(404)
  }
  expect([theirs.length, await opens(world, cookie), (await world.ask('/api/me', { bearer: accessToken })).status]).toEqual([2, true, 200])
})

test('a token opens nothing once its person must have a second factor that it never proved', async () => {
  using world = openPasskeys()
  const { accessToken } = await tokensOf(world)
  const status = async () => (await world.ask('/api/me', { bearer: accessToken })).status
  expect(await status()).toBe(200)
  const rule = { method: 'PATCH', cookie: await world.signedIn('owner_admin'), json: { factorForAll: true } }
  expect([(await world.ask('/api/sign-in-rules', rule)).status, await status()]).toEqual([200, 401])
})

test('an owner sees and ends those of anybody here, with a fresh proof; an admin does not, nor an owner elsewhere', async () => {
  using world = openPasskeys()
  const { cookie: uma } = await userWith(world, FIREFOX)
  const [ana, bo, sam] = [await world.signedIn('owner_admin'), await world.signedIn('admin'), await world.signedIn('owner_admin', 'harbor')]
  const place = `/settings/people/${world.idOf('user')}/sessions`
  const api = `/api/people/${world.idOf('user')}/sessions`
  const [session] = await listed(world, ana, api)
  expect([session?.name, session?.isOwn]).toEqual(['Firefox on Windows', false])
  expect((await world.ask(place, { cookie: bo })).status).toBe(403)
  expect((await world.ask(`${place}/${session?.id}/removal`, { cookie: bo, form: {} })).status).toBe(403)
  expect((await world.ask(place, { cookie: sam }, 'harbor')).status).toBe(404)
  const others = `/settings/people/${world.idOf('admin')}/sessions/${session?.id}/removal`
  expect((await world.ask(others, { cookie: ana, form: {} })).status).toBe(404)
  expect(await opens(world, uma)).toBe(true)
  expect((await world.ask(`${place}/${session?.id}/removal`, { cookie: ana, form: {} })).status).toBe(303)
  expect(await opens(world, uma)).toBe(false)
  world.later(6 * MINUTE)
  expect((await world.ask(`${place}/removal`, { cookie: ana, form: {} })).status).toBe(403)
})

test('an owner sets how long sessions last; it counts at the next request, here and not at the other office', async () => {
  using world = openPasskeys()
  const [ana, bo] = [await world.signedIn('owner_admin'), await world.signedIn('admin')]
  const [uma, theirs] = [await userWith(world, FIREFOX), await userWith(world, FIREFOX, '', 'harbor')]
  const set = (cookie: string, idleMinutes: number, longestHours: number) =>
    world.ask('/api/session-limits', { method: 'PUT', cookie, json: { idleMinutes, longestHours } })
  expect((await set(bo, 5, 8)).status).toBe(403)
  for (const [idle, longest] of [
    [4, 8],
    [61, 8],
    [5, 0],
    [5, 25],
    [7.5, 8],
  ] as const)
    expect([idle, longest, (await set(ana, idle, longest)).status]).toEqual([idle, longest, 422])
  const form = { idleMinutes: 'soon', longestHours: '8' }
  const wrong = await world.ask('/settings/security/limits', { cookie: ana, form })
  expect([wrong.status, (await wrong.text()).includes('Enter 5 to 60 minutes.')]).toEqual([422, true])
  expect((await world.ask('/settings/security/limits', { cookie: ana, form: { idleMinutes: '5', longestHours: '1' } })).status).toBe(303)
  world.later(5 * MINUTE)
  expect([await opens(world, uma.cookie), (await world.ask('/faxes', { cookie: theirs.cookie }, 'harbor')).status]).toEqual([false, 200])
  expect(events(world, 'session.limits_changed').map(({ detail }) => JSON.parse(detail))).toEqual([{ idleMinutes: 5, longestHours: 1 }])
})

test('tokens end with the longest time of their sign-in, however often they were exchanged', async () => {
  using world = openPasskeys()
  let { accessToken, refreshToken } = await tokensOf(world)
  for (let hour = 1; hour < 12; hour += 1) {
    world.later(HOUR)
    const next = await world.ask('/api/auth/refresh', { json: { refreshToken } })
    ;({ accessToken, refreshToken } = (await next.json()) as { accessToken: string; refreshToken: string })
  }
  world.later(HOUR - MINUTE)
  const last = (await (await world.ask('/api/auth/refresh', { json: { refreshToken } })).json()) as typeof here
  const here = { accessToken, refreshToken }
  expect((await world.ask('/api/me', { bearer: last.accessToken })).status).toBe(200)
  world.later(MINUTE)
  expect((await world.ask('/api/me', { bearer: last.accessToken })).status).toBe(401)
  expect((await world.ask('/api/auth/refresh', { json: { refreshToken: last.refreshToken } })).status).toBe(401)
})

test('a refresh token that comes twice ends its family at once, the access token that the thief was given included', async () => {
  using world = openPasskeys()
  const { refreshToken } = await tokensOf(world)
  const other = await tokensOf(world)
  const exchange = () => world.ask('/api/auth/refresh', { json: { refreshToken } })
  const thief = (await (await exchange()).json()) as { accessToken: string }
  expect((await world.ask('/api/me', { bearer: thief.accessToken })).status).toBe(200)
  expect((await exchange()).status).toBe(401)
  expect([(await world.ask('/api/me', { bearer: thief.accessToken })).status, events(world, 'token.reused').length]).toEqual([401, 1])
  expect((await world.ask('/api/me', { bearer: other.accessToken })).status).toBe(200)
})

test('a sign-in from a browser not seen before is told by letter and on the page; the first of all, and one seen before, are not', async () => {
  using world = openPasskeys()
  const letters = () => world.offices.maple.file.read((tx) => tx.db.all('SELECT letter, address FROM letters' as never))
  const first = await userWith(world, FIREFOX)
  await userWith(world, FIREFOX, first.browser)
  expect([letters(), events(world, 'sign_in.new_browser')]).toEqual([[], []])
  expect(first.browser).toMatch(/^browser=[\w-]{43}$/)
  const second = await userWith(world, SAFARI)
  expect(letters()).toEqual([{ letter: 'new_browser', address: world.offices.maple.emails.user }])
  const page = await (await world.ask('/settings/security', { cookie: second.cookie })).text()
  expect(page).toContain('A sign-in from a browser that was not seen before: Safari on iPhone')
  await userWith(world, SAFARI, second.browser)
  expect(events(world, 'sign_in.new_browser')).toHaveLength(1)
  const known = JSON.stringify(world.offices.maple.file.read((tx) => tx.db.all('SELECT * FROM known_browsers' as never)))
  expect(known).not.toContain(first.browser.slice('browser='.length))
})

test('a session never gets the secret that a browser brought, and gets a new one at each sign-in', async () => {
  using world = openPasskeys()
  const planted = 'A'.repeat(43)
  const cookie = `session=${planted}; half=${planted}; browser=${planted}`
  const form = { email: world.offices.maple.emails.user, password: PASSWORD }
  const one = cookieOf(await world.ask('/sign-in', { form, cookie }), 'session')
  const two = cookieOf(await world.ask('/sign-in', { form, cookie: one }), 'session')
  expect(new Set([`session=${planted}`, one, two]).size).toBe(3)
  expect([await opens(world, `session=${planted}`), await opens(world, one), await opens(world, two)]).toEqual([false, false, true])
})
