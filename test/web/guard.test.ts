import { expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { edge } from '../../src/web/index.ts'

const COOKIE = { cookie: 'theme=dark; session=abc' }
const app = new Elysia().use(edge({ log: () => {}, baseDomain: 'localhost' })).all('/thing', () => 'done')
const ask = async (method: string, headers: Record<string, string>) =>
  (await app.handle(new Request('http://maple.localhost:3000/thing', { method, headers }))).status

const CASES: readonly (readonly [string, Record<string, string>, boolean])[] = [
  ['our own page', { ...COOKIE, 'sec-fetch-site': 'same-origin' }, true],
  ['the person themself', { ...COOKIE, 'sec-fetch-site': 'none' }, true],
  ['a neighbouring office', { ...COOKIE, 'sec-fetch-site': 'same-site' }, false],
  ['another site', { ...COOKIE, 'sec-fetch-site': 'cross-site' }, false],
  ['another site that claims our origin', { ...COOKIE, 'sec-fetch-site': 'cross-site', origin: 'http://maple.localhost:3000' }, false],
  ['an older browser on our page', { ...COOKIE, origin: 'http://maple.localhost:3000' }, true],
  ['an older browser on another port', { ...COOKIE, origin: 'http://maple.localhost:3001' }, false],
  ['an older browser at a neighbouring office', { ...COOKIE, origin: 'http://harbor.localhost:3000' }, false],
  ['an older browser on another site', { ...COOKIE, origin: 'https://evil.example' }, false],
  ['a page without an origin', { ...COOKIE, origin: 'null' }, false],
  ['a cookie and no word of where it comes from', COOKIE, false],
  ['the https cookie and no word of where it comes from', { cookie: '__Host-session=abc' }, false],
  ['another site, before anyone is signed in', { 'sec-fetch-site': 'cross-site' }, false],
  ['another origin, before anyone is signed in', { origin: 'https://evil.example' }, false],
  ['a program without a cookie', {}, true],
  ['a program with a bearer token', { authorization: 'Bearer abc' }, true],
  ['a page with other credentials', { ...COOKIE, authorization: 'Basic abc' }, false],
]

test.each(CASES)('a change asked for by %s', async (_, headers, allowed) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    expect([method, await ask(method, headers)]).toEqual([method, allowed ? 200 : 403])
})

test('looking is open to all of them, since it changes nothing', async () => {
  for (const [, headers] of CASES) expect(await ask('GET', headers)).toBe(200)
})

test('behind a proxy that speaks https the origin is https', async () => {
  const proxied = { ...COOKIE, 'x-forwarded-proto': 'https' }
  expect(await ask('POST', { ...proxied, origin: 'https://maple.localhost:3000' })).toBe(200)
  expect(await ask('POST', { ...proxied, origin: 'http://maple.localhost:3000' })).toBe(403)
})
