import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { inviteOwner, totpAt } from '../../src/identity/index.ts'
import { cookieOf, type Desk, openDesk, shownSecret } from './desk.ts'

const DAY = 24 * 3_600_000
const GOOD = 'a quiet street in march'
const invite = (desk: Desk) => desk.maple.write((tx) => inviteOwner(tx, { email: 'Olga@maple.test' }))
const accept = (desk: Desk, token: string, form: Record<string, string> = {}, host = 'maple') =>
  desk.visit(host, 'POST', '/welcome', { form: { token, name: 'Olga', password: GOOD, ...form } })

test('a welcome link greets the owner, takes a name and a password, and leads on to a second factor', async () => {
  using desk = openDesk()
  const { token, user } = invite(desk)
  const greeting = await desk.visit('maple', 'GET', `/welcome/${token}`)
  expect([greeting.status, greeting.headers.get('referrer-policy'), greeting.headers.get('cache-control')]).toEqual([
    200,
    'no-referrer',
    'no-store',
  ])
  expect(await greeting.text()).toContain('olga@maple.test')
  const response = await accept(desk, token)
  expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in/factor'])
  const half = cookieOf(response)
  expect((await desk.visit('maple', 'GET', '/probe', { cookie: half })).status).toBe(303)
  const code = totpAt(shownSecret(await (await desk.visit('maple', 'GET', '/sign-in/factor', { cookie: half })).text()), desk.now.value)
  const inside = await desk.visit('maple', 'POST', '/sign-in/factor', { cookie: half, form: { code } })
  const { who } = (await (await desk.visit('maple', 'GET', '/probe', { cookie: cookieOf(inside) })).json()) as { who: unknown }
  expect(who).toEqual({ kind: 'user', id: user.id })
  expect((await desk.signIn('maple', 'olga@maple.test', GOOD)).status).toBe(303)
})

test('an owner, who will have a second factor, may take eight characters, but not the name of the office', async () => {
  using desk = openDesk()
  const { token } = invite(desk)
  expect(await (await desk.visit('maple', 'GET', `/welcome/${token}`)).text()).toContain('minlength="8"')
  for (const password of ['tinkite', 'Maple Street Family Practice', 'olga@maple.test', 'iloveyou1'])
    expect([password, (await accept(desk, token, { password })).status]).toEqual([password, 422])
  expect((await accept(desk, token, { password: 'tin kite' })).status).toBe(303)
})

test('before the link is used nobody signs in as the invited owner', async () => {
  using desk = openDesk()
  invite(desk)
  expect((await desk.signIn('maple', 'olga@maple.test', '')).status).toBe(401)
})

test('looking at the link does not use it up, accepting does', async () => {
  using desk = openDesk()
  const { token } = invite(desk)
  await desk.visit('maple', 'GET', `/welcome/${token}`)
  await desk.visit('maple', 'HEAD', `/welcome/${token}`)
  expect((await accept(desk, token)).status).toBe(303)
  expect((await accept(desk, token, { password: 'another good long one' })).status).toBe(404)
  expect((await desk.visit('maple', 'GET', `/welcome/${token}`)).status).toBe(404)
  expect((await desk.signIn('maple', 'olga@maple.test', GOOD)).status).toBe(303)
})

test('two who accept at the same time do not both get in', async () => {
  using desk = openDesk()
  const { token } = invite(desk)
  const statuses = (await Promise.all([accept(desk, token), accept(desk, token)])).map(({ status }) => status)
  expect(statuses.sort()).toEqual([303, 404])
})

test('a link is worthless after a week, after a newer one, and at another office', async () => {
  using desk = openDesk()
  const first = invite(desk).token
  const second = invite(desk).token
  expect((await accept(desk, first)).status).toBe(404)
  expect((await accept(desk, second, {}, 'harbor')).status).toBe(404)
  desk.later(7 * DAY)
  expect((await accept(desk, second)).status).toBe(404)
})

test('a short password or an empty name comes back with what to do, and the link still works', async () => {
  using desk = openDesk()
  const { token } = invite(desk)
  const response = await accept(desk, token, { name: ' ', password: 'seven c' })
  const body = await response.text()
  expect(response.status).toBe(422)
  expect(body).toContain('at least 8 characters')
  expect(body).toContain('Enter a name')
  expect(body).not.toContain('seven c')
  expect((await accept(desk, token)).status).toBe(303)
})

test('the file holds the hash of the link only', () => {
  using desk = openDesk()
  const { token } = invite(desk)
  expect(JSON.stringify(desk.maple.read((tx) => tx.db.all(sql`SELECT * FROM welcome_links`)))).not.toContain(token)
})

test('someone who is already here is not invited', () => {
  using desk = openDesk()
  expect(() => desk.maple.write((tx) => inviteOwner(tx, { email: 'ana@maple.test' }))).toThrow('already here')
})
