import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { changeRole, giveFactor, newTotpSecret, renewRecoveryCodes, suspendUser, totpAt, type User } from '../../src/identity/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { cookieOf, type Desk, openDesk, PASSWORD, shownSecret } from './desk.ts'

const MINUTE = 60_000
const STEP = 30_000

/** A phone for that person, which shows a code at any moment. */
function phoneOf(desk: Desk, tenant: Tenant, user: User) {
  const secret = newTotpSecret()
  tenant.write((tx) => void giveFactor(tx, user.id, secret))
  return { secret, code: (msAway = 0) => totpAt(secret, new Date(desk.now.value.getTime() + msAway)) }
}
/** The cookie of who gave the right password and no code yet. */
const halfWay = async (desk: Desk, email = 'ana@maple.test', host = 'maple', headers = {}): Promise<string> =>
  cookieOf(await desk.visit(host, 'POST', '/sign-in', { form: { email, password: PASSWORD }, headers }))
const giveCode = (desk: Desk, cookie: string, code: string, more: { host?: string; headers?: Record<string, string> } = {}) =>
  desk.visit(more.host ?? 'maple', 'POST', '/sign-in/code', { cookie, form: { code, next: '/received' }, headers: more.headers ?? {} })
const opens = async (desk: Desk, cookie: string) => (await desk.visit('maple', 'GET', '/probe', { cookie })).status === 200
const codesOf = (desk: Desk, user = desk.ana) => desk.maple.write((tx) => renewRecoveryCodes(tx, user.id))

test('after the password comes the code, and only then a session with a new secret', async () => {
  using desk = openDesk()
  const phone = phoneOf(desk, desk.maple, desk.ana)
  const first = await desk.visit('maple', 'POST', '/sign-in', { form: { email: 'ana@maple.test', password: PASSWORD, next: '/received' } })
  expect([first.status, first.headers.get('location')]).toEqual([303, '/sign-in/code?next=%2Freceived'])
  expect(first.headers.get('set-cookie')).toMatch(/^half=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=300$/)
  const half = cookieOf(first)
  const page = await (await desk.visit('maple', 'GET', '/sign-in/code', { cookie: half })).text()
  expect(page).toContain('autocomplete="one-time-code"')
  const inside = await giveCode(desk, half, phone.code())
  expect([inside.status, inside.headers.get('location')]).toEqual([303, '/received'])
  expect(inside.headers.get('set-cookie')).toMatch(/^session=[\w-]{43};/)
  expect(cookieOf(inside).split('=')[1]).not.toBe(half.split('=')[1])
  expect(await opens(desk, cookieOf(inside))).toBe(true)
})

test('half-way in opens nothing, whatever name its secret is given', async () => {
  using desk = openDesk()
  const half = await halfWay(desk)
  const secret = half.split('=')[1] ?? ''
  for (const visit of [{ cookie: half }, { cookie: `session=${secret}` }, { bearer: secret }])
    for (const path of ['/probe', '/api/me', '/probe/account'])
      expect([303, 401]).toContain((await desk.visit('maple', 'GET', path, visit)).status)
})

test('a code works once, and so do the ones before it', async () => {
  using desk = openDesk()
  const phone = phoneOf(desk, desk.maple, desk.ana)
  const before = phone.code()
  desk.later(STEP)
  const now = phone.code()
  expect((await giveCode(desk, await halfWay(desk), now)).status).toBe(303)
  expect((await giveCode(desk, await halfWay(desk), now)).status).toBe(401)
  expect((await giveCode(desk, await halfWay(desk), before)).status).toBe(401)
  desk.later(STEP)
  expect((await giveCode(desk, await halfWay(desk), phone.code())).status).toBe(303)
})

test('a code is taken in its own half minute, five seconds before it and ten after, and no longer', async () => {
  using desk = openDesk()
  const codeAt = desk.now.value.getTime()
  expect(codeAt % STEP).toBe(0)
  for (const [seconds, status] of [
    [-6, 401],
    [40, 401],
    [-5, 303],
    [0, 303],
    [39, 303],
  ] as const) {
    desk.now.value = new Date(codeAt)
    const code = phoneOf(desk, desk.maple, desk.ana).code()
    desk.later(seconds * 1000)
    expect([seconds, (await giveCode(desk, await halfWay(desk), code)).status]).toEqual([seconds, status])
  }
})

test('a hundred who use one recovery code at once: one gets in', async () => {
  using desk = openDesk()
  const [code = ''] = codesOf(desk)
  const halves = await Promise.all(Array.from({ length: 10 }, () => halfWay(desk)))
  const statuses = await Promise.all(Array.from({ length: 100 }, (_, n) => giveCode(desk, halves[n % 10] ?? '', code)))
  expect(statuses.filter((answer) => answer.headers.get('set-cookie')?.startsWith('session='))).toHaveLength(1)
  expect(desk.actions(desk.maple).filter((action) => action === 'factor.recovery_used')).toHaveLength(1)
})

test('recovery codes work as they were printed or typed in one run, each once, and not after new ones were made', async () => {
  using desk = openDesk()
  const [one = '', two = '', three = ''] = codesOf(desk)
  expect((await giveCode(desk, await halfWay(desk), one)).status).toBe(303)
  expect((await giveCode(desk, await halfWay(desk), one)).status).toBe(401)
  expect((await giveCode(desk, await halfWay(desk), two.toLowerCase().replaceAll('-', ' '))).status).toBe(303)
  const [fresh = ''] = codesOf(desk)
  expect((await giveCode(desk, await halfWay(desk), three)).status).toBe(401)
  expect((await giveCode(desk, await halfWay(desk), fresh)).status).toBe(303)
})

test('the file holds no recovery code, only what cannot be turned back into one', () => {
  using desk = openDesk()
  const codes = codesOf(desk)
  expect(new Set(codes).size).toBe(10)
  const rows = JSON.stringify(desk.maple.read((tx) => tx.db.all(sql`SELECT * FROM recovery_codes`)))
  for (const code of codes) for (const spelling of [code, code.replaceAll('-', '')]) expect(rows).not.toContain(spelling)
})

test('wrong, used, mistyped, someone else’s and locked out get the same answer', async () => {
  using desk = openDesk()
  const phone = phoneOf(desk, desk.maple, desk.ana)
  const sams = phoneOf(desk, desk.harbor, desk.sam)
  const used = phone.code()
  await giveCode(desk, await halfWay(desk), used)
  const half = await halfWay(desk)
  const other = desk.maple.write((tx) => giveFactor(tx, desk.uma.id, newTotpSecret()))[0] ?? ''
  const answers = []
  for (const code of ['000000', used, 'nonsense', '', sams.code(), other]) answers.push(await giveCode(desk, half, code))
  const bodies = await Promise.all(answers.map((each) => each.text()))
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(401))
  expect(bodies[0]).toContain('That code is not right')
  for (const body of bodies) expect(body).toBe(bodies[0] as string)
})

test('wrong codes lock the account as wrong passwords do, and the right password does not forgive them', async () => {
  using desk = openDesk()
  const phone = phoneOf(desk, desk.maple, desk.ana)
  const half = await halfWay(desk)
  for (let n = 0; n < 4; n++) await giveCode(desk, half, '000000')
  const again = await halfWay(desk)
  expect(again).toContain('half=')
  await giveCode(desk, again, '000000')
  expect((await giveCode(desk, again, phone.code())).status).toBe(401)
  expect((await desk.signIn('maple', 'ana@maple.test')).status).toBe(401)
  desk.later(MINUTE + 1)
  expect((await giveCode(desk, again, phone.code())).status).toBe(303)
  const failures = desk.maple.read((tx) => listEvents(tx, { action: 'sign_in.failed' }))
  expect(failures).toHaveLength(5)
  expect(JSON.stringify(failures)).not.toContain('000000')
})

test('half-way in lasts five minutes, in the browser it began in, at the office it began at', async () => {
  using desk = openDesk()
  const phone = phoneOf(desk, desk.maple, desk.ana)
  const sams = phoneOf(desk, desk.harbor, desk.sam)
  const refused = async (answer: Promise<Response>) => {
    const { status, headers } = await answer
    expect([status, headers.get('location'), headers.get('set-cookie')]).toEqual([303, '/sign-in?late=1', null])
  }
  const half = await halfWay(desk, 'ana@maple.test', 'maple', { 'user-agent': 'Firefox' })
  await refused(giveCode(desk, half, phone.code(), { headers: { 'user-agent': 'curl' } }))
  await refused(giveCode(desk, half, sams.code(), { host: 'harbor', headers: { 'user-agent': 'Firefox' } }))
  await refused(giveCode(desk, await halfWay(desk, 'sam@harbor.test', 'harbor'), phone.code()))
  desk.later(5 * MINUTE)
  await refused(giveCode(desk, half, phone.code(), { headers: { 'user-agent': 'Firefox' } }))
})

test('who is suspended between the password and the code does not get in', async () => {
  using desk = openDesk()
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'admin'))
  const phone = phoneOf(desk, desk.maple, desk.uma)
  const half = await halfWay(desk, 'uma@maple.test')
  desk.maple.write((tx) => void suspendUser(tx, desk.uma.id))
  expect((await giveCode(desk, half, phone.code())).headers.get('set-cookie')).toBeNull()
})

test('an admin without a second factor gets no session but the page to set one up, and no token', async () => {
  using desk = openDesk()
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'admin'))
  const first = await desk.visit('maple', 'POST', '/sign-in', { form: { email: 'uma@maple.test', password: PASSWORD } })
  expect(first.headers.get('location')).toBe('/sign-in/factor')
  const half = cookieOf(first)
  expect(await opens(desk, half)).toBe(false)
  const json = { email: 'uma@maple.test', password: PASSWORD }
  expect((await desk.visit('maple', 'POST', '/api/auth/token', { json })).status).toBe(401)
  expect((await giveCode(desk, half, '000000')).headers.get('location')).toBe('/sign-in?late=1')

  const page = await (await desk.visit('maple', 'GET', '/sign-in/factor', { cookie: half })).text()
  expect(page).toContain('<svg class="qr"')
  const secret = shownSecret(page)
  const wrong = await desk.visit('maple', 'POST', '/sign-in/factor', { cookie: half, form: { code: '000000' } })
  expect([wrong.status, shownSecret(await wrong.text())]).toEqual([422, secret])
  const form = { code: totpAt(secret, desk.now.value) }
  const done = await desk.visit('maple', 'POST', '/sign-in/factor', { cookie: half, form })
  const codes = (await done.text()).match(/<code>[0-9A-Z]{4}(-[0-9A-Z]{4}){5}<\/code>/g)
  expect([done.status, codes?.length]).toEqual([200, 10])
  expect(await opens(desk, cookieOf(done))).toBe(true)
  expect((await desk.visit('maple', 'POST', '/sign-in/factor', { cookie: half, form })).headers.get('set-cookie')).toBeNull()
})

test('a secret is shown to one browser: another that knows the password sees and confirms another one', async () => {
  using desk = openDesk()
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'admin'))
  const [own, thief] = [await halfWay(desk, 'uma@maple.test'), await halfWay(desk, 'uma@maple.test')]
  const seen = async (cookie: string) => shownSecret(await (await desk.visit('maple', 'GET', '/sign-in/factor', { cookie })).text())
  const [mine, theirs] = [await seen(own), await seen(thief)]
  expect(mine).not.toBe(theirs)
  const form = { code: totpAt(theirs, desk.now.value) }
  expect((await desk.visit('maple', 'POST', '/sign-in/factor', { cookie: own, form })).status).toBe(422)
})

test('who becomes an admin while signed in without a second factor is out until they have one', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'uma@maple.test')
  expect(await opens(desk, cookie)).toBe(true)
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'admin'))
  expect(await opens(desk, cookie)).toBe(false)
})

test('a token takes a code with the password, and neither one alone', async () => {
  using desk = openDesk()
  const phone = phoneOf(desk, desk.maple, desk.ana)
  const ask = (more: object) =>
    desk.visit('maple', 'POST', '/api/auth/token', { json: { email: 'ana@maple.test', password: PASSWORD, ...more } })
  const without = await ask({})
  expect([without.status, ((await without.json()) as { detail: string }).detail]).toEqual([
    401,
    'This person has a second factor: send its code too.',
  ])
  expect((await ask({ code: '000000' })).status).toBe(401)
  expect((await ask({ code: phone.code(), password: 'wrong' })).status).toBe(401)
  const { accessToken } = (await (await ask({ code: phone.code() })).json()) as { accessToken: string }
  expect((await desk.visit('maple', 'GET', '/api/me', { bearer: accessToken })).status).toBe(200)
  expect((await ask({ code: phone.code() })).status).toBe(401)
})

test('an API key asks for no second factor', async () => {
  using desk = openDesk()
  const bearer = desk.key(desk.maple, 'maple', 'faxes:read')
  expect((await desk.visit('maple', 'GET', '/probe', { bearer })).status).toBe(200)
})
