import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { controlFile } from '../../../src/audit/index.ts'
import { recoverOperator, suspendOperator } from '../../../src/identity/index.ts'
import { AT_THE_SHELL } from '../../../src/tenancy/index.ts'
import { SURE, signInWith } from '../../support/second-factor.ts'
import { PASSWORD } from '../../support/server.ts'
import { cookieOf } from '../passkey-world.ts'
import { type ConsoleWorld, MINUTE, openConsole } from './console-world.ts'

const HOUR = 60 * MINUTE
const shellOf = ({ parts }: ConsoleWorld) => controlFile(parts.control, AT_THE_SHELL)
const opens = async (world: ConsoleWorld, cookie: string, host = 'admin.localhost') =>
  (await world.ask('/console/security', { cookie, host })).status === 200

test('a link sets up a phone once, lets its operator in, and is nothing after that or after a day', async () => {
  using world = openConsole()
  const { token, account } = world.invite('Olu')
  const place = `/console/enrolment/${token}`
  const page = await world.ask(place)
  expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer'])
  const secret = await world.secretAt(place)
  const wrong = await world.ask('/console/enrolment', { form: { token, code: '000000' } })
  expect([wrong.status, (await wrong.text()).includes('not the code on your phone')]).toEqual([422, true])
  const entered = await world.ask('/console/enrolment', { form: { token, code: world.code(secret) } })
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/console'])
  expect(await opens(world, cookieOf(entered, 'session'))).toBe(true)
  for (const path of [place, '/console/enrolment/nothing']) expect([path, (await world.ask(path)).status]).toEqual([path, 404])
  expect((await world.ask('/console/enrolment', { form: { token, code: world.code(secret) } })).status).toBe(404)
  expect(world.told('sign_in.succeeded')).toEqual([{ actorId: account.id, subjectId: account.id, by: 'link' }])
  const late = world.invite('Late')
  world.later(24 * HOUR)
  expect((await world.ask(`/console/enrolment/${late.token}`)).status).toBe(404)
  expect((await world.enrolByPasskey(late.token)).answer.status).toBe(404)
})

test('of ten who use one link at the same time one gets in', async () => {
  using world = openConsole()
  const { token } = world.invite('Olu')
  const all = await Promise.all(Array.from({ length: 10 }, () => world.enrolByPasskey(token)))
  expect(all.map(({ answer }) => answer.status).sort()).toEqual([303, ...Array(9).fill(404)])
  const count = (table: string) => shellOf(world).read((tx) => tx.db.all(sql.raw(`SELECT 1 FROM ${table}`)).length)
  expect([count('passkeys'), count('operator_links')]).toEqual([1, 0])
})

test('the control database holds neither the link nor the session, only what they are found by', async () => {
  using world = openConsole()
  const { token } = world.invite('Waiting')
  const { cookie } = await world.operator('Olu')
  const rows = shellOf(world).read((tx) =>
    ['operator_links', 'operator_sessions'].map((table) => JSON.stringify(tx.db.all(sql.raw(`SELECT * FROM ${table}`)))),
  )
  expect(rows.join()).not.toContain(token)
  expect(rows.join()).not.toContain(cookie.slice('session='.length))
})

test('e-mail and code let in, each code once, and a session is over after a quarter of an hour without use and after twelve hours', async () => {
  using world = openConsole()
  const { email, secret } = await world.operator('Olu')
  const used = world.code(secret)
  expect((await world.signIn(email, used)).status).toBe(401)
  world.later(MINUTE)
  const [one, other] = [world.code(secret), await world.signIn(` ${email.toUpperCase()} `, world.code(secret))]
  expect(other.status).toBe(303)
  expect((await world.signIn(email, one)).status).toBe(401)
  const cookie = cookieOf(other, 'session')
  expect(other.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Lax')
  for (let used = 0; used < 12 * HOUR - 14 * MINUTE; used += 14 * MINUTE) {
    expect(await opens(world, cookie)).toBe(true)
    world.later(14 * MINUTE)
  }
  expect(await opens(world, cookie)).toBe(true)
  world.later(14 * MINUTE)
  expect(await opens(world, cookie)).toBe(false)
  const again = cookieOf(await world.signIn(email, world.code(secret)), 'session')
  world.later(15 * MINUTE)
  expect([again === '', await opens(world, again)]).toEqual([false, false])
})

test('behind TLS the cookie cannot be planted by a neighbour', async () => {
  using world = openConsole()
  const { email, secret } = await world.operator('Olu')
  world.later(MINUTE)
  const { headers } = await world.signIn(email, world.code(secret), { 'x-forwarded-proto': 'https' })
  expect(headers.getSetCookie().find((each) => each.startsWith('__Host-session='))).toContain(
    'Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure',
  )
})

test('five wrong codes pause codes, longer each time; an unknown address is answered the same; a passkey lets in meanwhile', async () => {
  using world = openConsole()
  const { email, secret } = await world.operator('Olu')
  const bodies = new Set<string>()
  const refused = async (who: string, code: string) => {
    const answer = await world.signIn(who, code)
    expect([who, answer.status]).toEqual([who, 401])
    bodies.add((await answer.text()).replaceAll(who, 'WHO'))
    world.later(MINUTE)
  }
  for (let n = 0; n < 5; n++) {
    await refused(email, '000000')
    await refused('nobody@frontdesk.test', '000000')
  }
  await refused(email, world.code(secret))
  expect(bodies.size).toBe(1)
  world.later(15 * MINUTE)
  await refused(email, '000000')
  world.later(20 * MINUTE)
  await refused(email, world.code(secret))
  world.later(15 * MINUTE)
  expect((await world.signIn(email, world.code(secret))).status).toBe(303)
  expect(world.told('sign_in.locked')).toHaveLength(2)
  const device = (await world.enrolByPasskey(world.invite('Pia').token)).device
  for (let n = 0; n < 6; n++) await refused('pia@frontdesk.test', '000000')
  expect((await world.signInBy(device)).status).toBe(303)
})

test('more than five tries a minute for an address wait, whoever it is of', async () => {
  using world = openConsole()
  for (const who of ['olu@frontdesk.test', 'nobody@frontdesk.test']) {
    if (who.startsWith('olu')) await world.operator('Olu')
    const statuses = []
    for (let n = 0; n < 6; n++) statuses.push((await world.signIn(who, '000000')).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    world.later(MINUTE)
  }
})

test('a passkey lets in by itself; a forged one, one without a person, and one for another host do not', async () => {
  using world = openConsole()
  const { answer, device } = await world.enrolByPasskey(world.invite('Olu').token)
  expect(await opens(world, cookieOf(answer, 'session'))).toBe(true)
  expect((await world.signInBy(device)).status).toBe(303)
  const bad = [
    { forged: true },
    { withoutVerification: true },
    { origin: 'http://maple.localhost:3000' },
    { rpId: 'maple.localhost' },
  ] as const
  for (const mischief of bad) expect([mischief, (await world.signInBy(device, mischief)).status]).toEqual([mischief, 401])
})

test('who is suspended, or given a new link, is out at the next request', async () => {
  using world = openConsole()
  const [olu, pia] = [await world.operator('Olu'), await world.operator('Pia', 'support')]
  shellOf(world).write((tx) => void suspendOperator(tx, olu.account.id))
  const { token } = shellOf(world).write((tx) => recoverOperator(tx, pia.account.id, SURE))
  for (const { cookie, email, secret } of [olu, pia]) {
    expect(await opens(world, cookie)).toBe(false)
    world.later(MINUTE)
    expect((await world.signIn(email, world.code(secret))).status).toBe(401)
  }
  const { answer } = await world.enrolByPasskey(token)
  expect(answer.status).toBe(303)
  // Also where nobody ended the session beside it.
  shellOf(world).write((tx) => void tx.db.run(sql`UPDATE operator_accounts SET state = 'suspended'`))
  expect(await opens(world, cookieOf(answer, 'session'))).toBe(false)
})

test('a session of the console is none at an office, and one of an office none at the console', async () => {
  using world = openConsole()
  const { cookie } = await world.operator('Olu')
  const { file, emails } = world.offices.maple
  const post = (path: string, form: Record<string, string>, cookie = '') => world.ask(path, { form, cookie, host: 'maple.localhost' })
  const anas = cookieOf(await signInWith(post, file, { email: emails.owner_admin, password: PASSWORD }), 'session')
  const at = async (path: string, cookie: string, host: string) =>
    (await world.ask(path, { cookie, host, headers: { accept: 'application/json' } })).status
  expect([await at('/settings', anas, 'maple.localhost'), await at('/settings', cookie, 'maple.localhost')]).toEqual([200, 401])
  expect([await at('/console/security', cookie, 'admin.localhost'), await at('/console/security', anas, 'admin.localhost')]).toEqual([
    200, 401,
  ])
  expect([await at('/api/admin/tenants', cookie, 'admin.localhost'), await at('/api/admin/tenants', anas, 'admin.localhost')]).toEqual([
    200, 401,
  ])
  expect(await at('/console/sign-in', '', 'maple.localhost')).toBe(404)
})

test('operators sign in from where they may come from, and nowhere else', async () => {
  using world = openConsole({ OPERATOR_ADDRESSES: '203.0.113.0/24', CLIENT_ADDRESS_HEADER: 'x-client-address' })
  const from = async (address: string) => (await world.ask('/console/sign-in', { headers: { 'x-client-address': address } })).status
  expect([await from('203.0.113.7'), await from('198.51.100.7')]).toEqual([200, 403])
  const { token } = world.invite('Olu')
  const elsewhere = { 'x-client-address': '198.51.100.7' }
  expect((await world.ask('/console/enrolment', { form: { token, code: '000000' }, headers: elsewhere })).status).toBe(403)
})

test('signing out ends the session, and the way back is kept for who comes again', async () => {
  using world = openConsole()
  const { cookie } = await world.operator('Olu')
  const out = await world.ask('/console/sign-out', { form: {}, cookie })
  expect([out.headers.get('location'), await opens(world, cookie)]).toEqual(['/console/sign-in?out=1', false])
  const led = await world.ask('/console/security', { cookie })
  expect(led.headers.get('location')).toBe('/console/sign-in?next=%2Fconsole%2Fsecurity')
})
