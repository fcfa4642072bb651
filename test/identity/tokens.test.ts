import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { suspendUser } from '../../src/identity/index.ts'
import { type Desk, openDesk } from './desk.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
type Pair = { readonly accessToken: string; readonly refreshToken: string; readonly expiresIn: number; readonly tokenType: string }

async function signedIn(desk: Desk, email = 'ana@maple.test', host = 'maple'): Promise<Pair> {
  const response = await desk.visit(host, 'POST', '/api/auth/token', { json: desk.credentials(host, email) })
  expect(response.status).toBe(200)
  return (await response.json()) as Pair
}
const refresh = (desk: Desk, refreshToken: string, host = 'maple') =>
  desk.visit(host, 'POST', '/api/auth/refresh', { json: { refreshToken } })
const opens = async (desk: Desk, bearer: string, host = 'maple') => (await desk.visit(host, 'GET', '/api/me', { bearer })).status === 200
const claimsOf = (token: string): Record<string, unknown> => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

test('a sign-in by JSON gives a token that says who, where and how long', async () => {
  using desk = openDesk()
  const pair = await signedIn(desk)
  expect(pair).toMatchObject({ expiresIn: 900, tokenType: 'Bearer' })
  const now = desk.now.value.getTime() / 1000
  expect(claimsOf(pair.accessToken)).toMatchObject({
    sub: desk.ana.id,
    tid: desk.ids.maple,
    role: 'owner_admin',
    aud: 'maple',
    exp: now + 900,
  })
  const me = await desk.visit('maple', 'GET', '/api/me', { bearer: pair.accessToken })
  expect(await me.json()).toMatchObject({ tenant: { slug: 'maple' }, user: { id: desk.ana.id, role: 'owner_admin' }, keyId: null })
})

test('an access token runs out after fifteen minutes', async () => {
  using desk = openDesk()
  const { accessToken } = await signedIn(desk)
  desk.later(15 * MINUTE - 1000)
  expect(await opens(desk, accessToken)).toBe(true)
  desk.later(1000)
  expect(await opens(desk, accessToken)).toBe(false)
})

test('no token opens anything for who is out, also where nothing ended it', async () => {
  using desk = openDesk()
  // As in a file of another moment, in which who was suspended since stays out.
  const { accessToken, refreshToken } = await signedIn(desk)
  desk.maple.write((tx) => void tx.db.run(sql`UPDATE users SET state = 'suspended' WHERE id = ${desk.ana.id}`))
  expect([await opens(desk, accessToken), (await refresh(desk, refreshToken)).status]).toEqual([false, 401])
})

test('a token that was changed, unsigned, or signed by another office opens nothing', async () => {
  using desk = openDesk()
  const { accessToken } = await signedIn(desk)
  const [, claims = '', signature = ''] = accessToken.split('.')
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${claims}.`
  const promoted = `${accessToken.split('.')[0]}.${encode({ ...claimsOf(accessToken), sub: desk.uma.id })}.${signature}`
  const forged = await desk.identity.tokens.issue({ id: desk.ids.harbor, slug: 'maple' }, desk.ana, desk.now.value, 'family')
  for (const token of [unsigned, promoted, forged, accessToken.slice(0, -2), 'x', 'a.b.c'])
    expect([token, await opens(desk, token)]).toEqual([token, false])
})

test('a suspended person is out, token or not', async () => {
  using desk = openDesk()
  const { accessToken, refreshToken } = await signedIn(desk, 'uma@maple.test')
  desk.maple.write((tx) => void suspendUser(tx, desk.uma.id))
  expect(await opens(desk, accessToken)).toBe(false)
  expect((await refresh(desk, refreshToken)).status).toBe(401)
})

test('a refresh token gives the next pair and works once', async () => {
  using desk = openDesk()
  const first = await signedIn(desk)
  const second = (await (await refresh(desk, first.refreshToken)).json()) as Pair
  expect(second.refreshToken).not.toBe(first.refreshToken)
  expect(await opens(desk, second.accessToken)).toBe(true)
  expect((await refresh(desk, second.refreshToken)).status).toBe(200)
})

test('using a refresh token twice ends its family and no other', async () => {
  using desk = openDesk()
  const [stolen, other] = [await signedIn(desk), await signedIn(desk)]
  const next = (await (await refresh(desk, stolen.refreshToken)).json()) as Pair
  expect((await refresh(desk, stolen.refreshToken)).status).toBe(401)
  expect((await refresh(desk, next.refreshToken)).status).toBe(401)
  expect((await refresh(desk, other.refreshToken)).status).toBe(200)
  expect(desk.actions(desk.maple)).toContain('token.reused')
})

test('a refresh token runs out after a week and is nothing at another office', async () => {
  using desk = openDesk()
  const { refreshToken } = await signedIn(desk)
  expect((await refresh(desk, refreshToken, 'harbor')).status).toBe(401)
  desk.later(7 * DAY)
  expect((await refresh(desk, refreshToken)).status).toBe(401)
})

test('signing out ends the family', async () => {
  using desk = openDesk()
  const { refreshToken } = await signedIn(desk)
  const response = await desk.visit('maple', 'POST', '/api/auth/sign-out', { json: { refreshToken } })
  expect([response.status, await response.text()]).toEqual([204, ''])
  expect((await refresh(desk, refreshToken)).status).toBe(401)
  expect(desk.actions(desk.maple).at(-1)).toBe('sign_out')
})

test('the file holds the hash of a refresh token only', async () => {
  using desk = openDesk()
  const { refreshToken } = await signedIn(desk)
  const rows = JSON.stringify(desk.maple.read((tx) => tx.db.all(sql`SELECT * FROM refresh_tokens`)))
  expect(rows).toContain(desk.ana.id)
  expect(rows).not.toContain(refreshToken)
})
