import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { setPassword, suspendUser } from '../../src/identity/index.ts'
import { cookieOf, openDesk, PASSWORD } from './desk.ts'

const MINUTE = 60_000

test('the right password opens a session and leads to where the person was going', async () => {
  using desk = openDesk()
  const response = await desk.visit('maple', 'POST', '/sign-in', {
    form: { email: ' Uma@Maple.test ', password: PASSWORD, next: '/received' },
  })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/received'])
  const [session, browser] = response.headers.getSetCookie()
  expect(session).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400$/)
  expect(browser).toMatch(/^browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=34560000$/)
  expect((await desk.visit('maple', 'GET', '/probe', { cookie: cookieOf(response) })).status).toBe(200)
  expect(desk.actions(desk.maple)).toContain('sign_in.succeeded')
})

test('over https the cookie is one that no neighbouring subdomain can plant', async () => {
  using desk = openDesk()
  const response = await desk.visit('maple', 'POST', '/sign-in', {
    form: { email: 'uma@maple.test', password: PASSWORD },
    headers: { 'x-forwarded-proto': 'https', origin: 'https://maple.localhost' },
  })
  expect(response.headers.get('set-cookie')).toMatch(/^__Host-session=[\w-]{43}; Path=\/; .*Secure$/)
  const secret = cookieOf(response).split('=')[1]
  const planted = await desk.visit('maple', 'GET', '/probe', { cookie: `session=${secret}`, headers: { 'x-forwarded-proto': 'https' } })
  expect(planted.status).toBe(303)
})

test('the file holds neither the password nor the secret of a session', async () => {
  using desk = openDesk()
  const real = await desk.identity.passwords.hash(PASSWORD)
  desk.maple.write((tx) => void setPassword(tx, desk.ana.id, real))
  const secret = (await desk.cookie('maple', 'ana@maple.test')).split('=')[1] ?? ''
  const rows = JSON.stringify(desk.maple.read((tx) => [tx.db.all(sql`SELECT * FROM sessions`), tx.db.all(sql`SELECT * FROM users`)]))
  expect(secret).toHaveLength(43)
  expect(rows).not.toContain(secret)
  expect(rows).not.toContain(PASSWORD)
  expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
})

test('an unknown person, a wrong password, a suspended and a locked person get the same answer for the same work', async () => {
  using desk = openDesk()
  desk.maple.write((tx) => void suspendUser(tx, desk.uma.id))
  for (let failure = 0; failure < 5; failure += 1) await desk.signIn('maple', 'abe@maple.test', 'wrong')
  const answers: { status: number; body: string; compared: number }[] = []
  for (const [email, password] of [
    ['nobody@maple.test', PASSWORD],
    ['ana@maple.test', 'wrong'],
    ['uma@maple.test', PASSWORD],
    ['abe@maple.test', PASSWORD],
  ] as const) {
    const before = desk.compared.count
    const response = await desk.signIn('maple', email, password)
    const body = (await response.text()).replaceAll(email, 'E-MAIL')
    answers.push({ status: response.status, body, compared: desk.compared.count - before })
  }
  expect(answers[0]?.status).toBe(401)
  expect(answers[0]?.body).toContain('do not match')
  expect(answers.map(({ compared }) => compared)).toEqual([1, 1, 1, 1])
  for (const each of answers) expect(each).toEqual(answers[0] as (typeof answers)[0])
})

test('five failures lock the account for a minute, each one after that twice as long, and success forgives', async () => {
  using desk = openDesk()
  const fails = async (times: number) => {
    for (let n = 0; n < times; n += 1) expect((await desk.signIn('maple', 'ana@maple.test', 'wrong')).status).toBe(401)
  }
  const works = async () => (await desk.signIn('maple', 'ana@maple.test')).status === 303
  for (const _ of ['once', 'again']) {
    await fails(4)
    expect(await works()).toBe(true)
    desk.later(MINUTE)
  }
  await fails(5)
  expect(await works()).toBe(false)
  desk.later(MINUTE - 1)
  expect(await works()).toBe(false)
  desk.later(2)
  await fails(1)
  desk.later(MINUTE + 1)
  expect(await works()).toBe(false)
  desk.later(MINUTE)
  expect(await works()).toBe(true)
})

test('a lock never lasts longer than fifteen minutes', async () => {
  using desk = openDesk()
  for (let failure = 0; failure < 14; failure += 1) {
    await desk.signIn('maple', 'ana@maple.test', 'wrong')
    desk.later(15 * MINUTE + 1)
  }
  await desk.signIn('maple', 'ana@maple.test', 'wrong')
  desk.later(15 * MINUTE - 1)
  expect((await desk.signIn('maple', 'ana@maple.test')).status).toBe(401)
  desk.later(2)
  expect((await desk.signIn('maple', 'ana@maple.test')).status).toBe(303)
})

test('guesses that come side by side do not get past the lock', async () => {
  using desk = openDesk()
  // From seven places, since one place may only have so many waiting.
  const guesses = ['1', '2', '3', '4', '5', '6', PASSWORD].map((password, n) =>
    desk.signIn('maple', 'ana@maple.test', password, { headers: { 'x-client-address': `198.51.100.${n}` } }),
  )
  const statuses = (await Promise.all(guesses)).map(({ status }) => status)
  expect(statuses).toEqual(Array(7).fill(401))
})

test('the trail names ids and outcomes, never the e-mail that was typed', async () => {
  using desk = openDesk()
  await desk.signIn('maple', 'nobody@maple.test')
  for (let failure = 0; failure < 6; failure += 1) await desk.signIn('maple', 'ana@maple.test', 'wrong')
  await desk.cookie('maple', 'uma@maple.test')
  const events = desk.maple.read((tx) => listEvents(tx)).filter(({ action }) => action.startsWith('sign_in'))
  expect(events.map(({ action, subjectId }) => [action, subjectId]).reverse()).toEqual([
    ['sign_in.failed', 'unknown'],
    ...Array.from({ length: 5 }, () => ['sign_in.failed', desk.ana.id]),
    ['sign_in.locked', desk.ana.id],
    ['sign_in.succeeded', desk.uma.id],
  ])
  expect(JSON.stringify(events)).not.toContain('@')
  expect(desk.actions(desk.harbor).filter((action) => action.startsWith('sign_in'))).toEqual([])
})

test('an account that is tried too often answers with how long to wait, without comparing', async () => {
  using desk = openDesk()
  for (let n = 0; n < 10; n += 1) await desk.signIn('maple', 'nobody@maple.test')
  const before = desk.compared.count
  const response = await desk.signIn('maple', 'nobody@maple.test')
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60'])
  expect(desk.compared.count).toBe(before)
  desk.later(MINUTE)
  expect((await desk.signIn('maple', 'nobody@maple.test')).status).toBe(401)
})

test('one address may try twenty times a minute, whoever it tries to be', async () => {
  using desk = openDesk()
  for (let n = 0; n < 20; n += 1) await desk.signIn('maple', `nobody${n}@maple.test`)
  expect((await desk.signIn('maple', 'ana@maple.test')).status).toBe(429)
})

test('what was typed comes back, but not the password', async () => {
  using desk = openDesk()
  const body = await (await desk.signIn('maple', 'ana@maple.test', 'not this one, sorry')).text()
  expect(body).toContain('value="ana@maple.test"')
  expect(body).not.toContain('not this one')
})

test.each([
  '//evil.example',
  'https://evil.example/x',
  '/\\evil.example',
  '/.//evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  '/sign-out',
])('signing in never leads to %p', async (next) => {
  using desk = openDesk()
  for (const email of ['uma@maple.test', 'ana@maple.test']) {
    const response = await desk.signIn('maple', email, PASSWORD, { form: { next } })
    expect(response.headers.get('location')).toBe('/')
  }
})
