import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import type { Request_ } from '../support/authenticator.ts'
import { codeOf } from '../support/second-factor.ts'
import { PASSWORD } from '../support/server.ts'
import { cookieOf, openPasskeys, type PasskeyWorld } from './passkey-world.ts'

const MINUTE = 60_000
const opens = async (world: PasskeyWorld, cookie: string) => (await world.ask('/faxes', { cookie })).status === 200
const lock = (world: PasskeyWorld, cookie: string) => world.ask('/api/me/session/lock', { method: 'POST', cookie })
const unlock = (world: PasskeyWorld, cookie: string, json: object) => world.ask('/api/auth/unlock', { cookie, json })

test('a locked session opens nothing but its unlocking, by page, by fragment and by JSON', async () => {
  using world = openPasskeys()
  const cookie = await world.signedIn('user')
  expect((await lock(world, cookie)).status).toBe(204)
  const answers = [
    await world.ask('/api/me', { cookie }),
    await world.ask('/api/me/session', { cookie }),
    await world.ask('/faxes', { cookie, headers: { 'hx-request': 'true' } }),
    await world.ask('/contacts', { cookie, form: { name: 'Oak', fax: '+15550139999' } }),
    await world.ask('/events', { cookie }),
    await lock(world, cookie),
  ]
  expect(answers.map(({ status, headers }) => [status === 303 ? 401 : status, headers.get('hx-redirect')])).toEqual(
    Array(6).fill([401, null]),
  )
  expect(await answers[0]?.json()).toMatchObject({ code: 'locked' })
  const page = await world.ask('/faxes', { cookie })
  expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in?next=%2Ffaxes'])
})

test('the password unlocks it; the session goes on under a new secret, and the one before opens nothing', async () => {
  using world = openPasskeys()
  const cookie = await world.signedIn('user')
  await lock(world, cookie)
  for (const json of [{}, { password: 'a wrong guess' }, { password: '' }])
    expect([json, (await unlock(world, cookie, json)).status]).toEqual([json, 422])
  const answer = await unlock(world, cookie, { password: PASSWORD })
  const next = cookieOf(answer, 'session')
  expect([answer.status, await opens(world, next), await opens(world, cookie), next === cookie]).toEqual([204, true, false, false])
  expect((await unlock(world, cookie, { password: PASSWORD })).status).toBe(401)
  const told = world.offices.maple.file.read((tx) => listEvents(tx)).map(({ action }) => action)
  for (const action of ['session.locked', 'session.unlocked', 'proof.failed']) expect(told).toContain(action)
})

test('what was not used for too long is locked, and ends for good with its longest time', async () => {
  using world = openPasskeys()
  const cookie = await world.signedIn('user')
  world.later(15 * MINUTE)
  expect(await opens(world, cookie)).toBe(false)
  const next = cookieOf(await unlock(world, cookie, { password: PASSWORD }), 'session')
  expect(await opens(world, next)).toBe(true)
  world.later(12 * 60 * MINUTE)
  expect((await unlock(world, next, { password: PASSWORD })).status).toBe(401)
})

test('a code or a passkey unlocks, too; a passkey is a fresh proof, a code or the password alone of who has both is none', async () => {
  using world = openPasskeys()
  const { file, emails } = world.offices.maple
  const made = await world.passkeyFor(await world.signedIn('owner_admin'))
  const fresh = async (cookie: string) => (await world.ask('/settings/security/passkeys/setups', { cookie, form: {} })).status === 303
  const lockedLate = async (cookie: string) => {
    world.later(6 * MINUTE)
    await lock(world, cookie)
  }
  await lockedLate(made.cookie)
  const one = cookieOf(await unlock(world, made.cookie, { password: PASSWORD }), 'session')
  expect([await opens(world, one), await fresh(one)]).toEqual([true, false])
  await lockedLate(one)
  const two = cookieOf(await unlock(world, one, { code: codeOf(file, emails.owner_admin) }), 'session')
  expect([await opens(world, two), await fresh(two)]).toEqual([true, false])
  await lockedLate(two)
  const options = (await (await world.ask('/api/auth/unlock/options', { method: 'POST', cookie: two })).json()) as Request_
  const three = cookieOf(await unlock(world, two, { passkey: made.device.use(options) }), 'session')
  expect([await opens(world, three), await fresh(three)]).toEqual([true, true])
})

test('nobody else’s password or passkey unlocks it, and no session of the other office', async () => {
  using world = openPasskeys()
  const bo = await world.passkeyFor(await world.signedIn('admin'))
  const ana = await world.passkeyFor(await world.signedIn('owner_admin'))
  await lock(world, ana.cookie)
  const options = async () =>
    (await (await world.ask('/api/auth/unlock/options', { method: 'POST', cookie: ana.cookie })).json()) as Request_
  expect((await unlock(world, ana.cookie, { passkey: bo.device.use(await options()) })).status).toBe(422)
  expect((await world.ask('/api/auth/unlock', { cookie: ana.cookie, json: { password: PASSWORD } }, 'harbor')).status).toBe(401)
  for (let n = 0; n < 5; n++) await unlock(world, ana.cookie, { password: 'a wrong guess' })
  // Guessing is paused as at the sign-in form.
  expect((await unlock(world, ana.cookie, { password: PASSWORD })).status).toBe(422)
})

test('what an open page asks by itself is no use of the session; what its person does is', async () => {
  using world = openPasskeys()
  const cookie = await world.signedIn('user')
  const idleLeft = async (headers = {}) =>
    ((await (await world.ask('/api/me/session', { cookie, headers })).json()) as { idleSeconds: number }).idleSeconds
  const byItself = { 'x-by-itself': 'yes' }
  world.later(10 * MINUTE)
  await world.ask('/events', { cookie })
  expect([await idleLeft(byItself), await idleLeft(byItself)]).toEqual([300, 300])
  await world.ask('/faxes', { cookie })
  expect(await idleLeft(byItself)).toBe(900)
})

test('without a script the page is locked by a form, and signing in leads back to it', async () => {
  using world = openPasskeys()
  const cookie = await world.signedIn('user')
  const answer = await world.ask('/lock', { cookie, form: {}, headers: { referer: 'http://maple.localhost/contacts?q=Oak' } })
  expect([answer.status, answer.headers.get('location'), await opens(world, cookie)]).toEqual([303, '/sign-in?next=%2Fcontacts', false])
})

test('a person who signs in where somebody else’s session is locked has their own, and that one is over', async () => {
  using world = openPasskeys()
  const cookie = await world.signedIn('user')
  await lock(world, cookie)
  const form = { email: world.offices.maple.emails.auditor, password: PASSWORD }
  const theirs = cookieOf(await world.ask('/sign-in', { form, cookie }), 'session')
  const { userId } = (await (await world.ask('/api/me/session', { cookie: theirs })).json()) as { userId: string }
  expect([userId, (await unlock(world, cookie, { password: PASSWORD })).status]).toEqual([world.idOf('auditor'), 401])
  expect(world.offices.maple.file.read((tx) => tx.db.all(sql`SELECT 1 FROM sessions`))).toHaveLength(1)
})
