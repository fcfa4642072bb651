import { expect, test } from 'bun:test'
import { createApp } from '../../src/app.ts'
import { addKey, isEntry, ROUTES } from '../../src/identity/index.ts'
import { createLive } from '../../src/web/index.ts'
import { credentialsOf, openWorld, type Slug } from '../support/server.ts'

const HEADER = 'x-client-address'
type Asking = {
  readonly bearer?: string
  readonly from?: string
  readonly json?: unknown
  readonly accept?: string
  readonly method?: string
}

/** The whole application with small limits and a clock that stands still. */
function open(limits: string, env: Readonly<Record<string, string>> = {}) {
  const now = { value: new Date('2026-03-02T15:00:00Z') }
  const world = openWorld({ RATE_LIMITS: limits, CLIENT_ADDRESS_HEADER: HEADER, ...env }, () => now.value)
  const app = createApp(world.parts, createLive())
  const ask = (path: string, { bearer, from = '203.0.113.7', json, accept, method }: Asking = {}, slug: Slug = 'maple') =>
    app.handle(
      new Request(`http://${slug}.localhost${path}`, {
        method: method ?? (json === undefined ? 'GET' : 'POST'),
        headers: {
          [HEADER]: from,
          ...(accept && { accept }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
      }),
    )
  const statuses = async (times: number, act: () => Promise<Response>) => {
    const list: number[] = []
    for (let n = 0; n < times; n++) list.push((await act()).status)
    return list
  }
  return {
    ...world,
    ask,
    statuses,
    later: (ms: number) => {
      now.value = new Date(now.value.getTime() + ms)
    },
    keyWith: (perMinute: number | null, slug: Slug = 'maple') =>
      world.offices[slug].file.write((tx) => addKey(tx, slug, { name: 'A program', scopes: ['faxes:read'], perMinute })).secret,
    [Symbol.dispose]: () => world[Symbol.dispose](),
  }
}

test('a key that asks too often is told when to come back, in JSON, and then let in', async () => {
  using desk = open('key-read=2')
  const bearer = desk.keyWith(null)
  const first = await desk.ask('/api/faxes', { bearer })
  expect([first.status, first.headers.get('ratelimit')]).toEqual([200, '"key-read";r=1;t=30'])
  expect(first.headers.get('ratelimit-policy')).toBe('"address";q=3000;w=60, "key-read";q=2;w=60, "office-read";q=12000;w=60')
  await desk.ask('/api/faxes', { bearer })
  const refused = await desk.ask('/api/faxes', { bearer })
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('ratelimit')]).toEqual([429, '30', '"key-read";r=0;t=30'])
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(await refused.json()).toMatchObject({ code: 'too_many', detail: 'Too many requests in a short time. Try again in 30 seconds.' })
  expect((await desk.ask('/api/faxes', { bearer: desk.keyWith(null) })).status).toBe(200)
  desk.later(30_000)
  expect(await desk.statuses(2, () => desk.ask('/api/faxes', { bearer }))).toEqual([200, 429])
})

test('a key has what its office gave it, and its office no more than it has', async () => {
  using desk = open('key-read=2 office-read=6')
  const [few, many] = [desk.keyWith(1), desk.keyWith(100)]
  expect(await desk.statuses(2, () => desk.ask('/api/faxes', { bearer: few }))).toEqual([200, 429])
  expect(await desk.statuses(6, () => desk.ask('/api/faxes', { bearer: many }))).toEqual([200, 200, 200, 200, 200, 429])
  expect((await desk.ask('/api/faxes', { bearer: desk.keyWith(null, 'harbor') }, 'harbor')).status).toBe(200)
})

test('reading and changing are counted apart, for a person as for a key', async () => {
  using desk = open('person-read=2 person-write=1')
  const signed = await desk.ask('/api/auth/token', { json: credentialsOf(desk.offices.maple, 'user') })
  const bearer = ((await signed.json()) as { accessToken: string }).accessToken
  expect(await desk.statuses(3, () => desk.ask('/api/contacts', { bearer }))).toEqual([200, 200, 429])
  const add = () => desk.ask('/api/contacts', { bearer, json: { name: 'Elm Clinic', organization: '', fax: '+15550120077', note: '' } })
  expect(await desk.statuses(2, add)).toEqual([201, 429])
  desk.later(60_000)
  expect((await desk.ask('/api/contacts', { bearer })).status).toBe(200)
})

test('an address that knocks too often gets a page that says when, before anything is looked up; others go on', async () => {
  using desk = open('address=4 entry=2')
  const knock = (from?: string) => desk.ask('/api/auth/sign-out', { json: { refreshToken: 'x'.repeat(43) }, ...(from && { from }) })
  expect(await desk.statuses(3, () => knock())).toEqual([204, 204, 429])
  expect((await knock('203.0.113.8')).status).toBe(204)
  expect((await desk.ask('/sign-in')).status).toBe(200)
  const page = await desk.ask('/sign-in', { accept: 'text/html' })
  expect([page.status, page.headers.get('retry-after'), page.headers.get('content-type')]).toEqual([429, '15', 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('Try again in 15 seconds.')
  for (const open of ['/health', '/assets/app.css']) expect([open, (await desk.ask(open)).status]).toEqual([open, 200])
})

test('a network of IPv6 counts as one address, and the next network as another', async () => {
  using desk = open('address=2')
  const from = (address: string) => desk.ask('/sign-in', { from: address }).then(({ status }) => status)
  expect([await from('2001:db8:1:2::1'), await from('2001:db8:1:2:ffff::9'), await from('2001:db8:1:2::3')]).toEqual([200, 200, 429])
  expect(await from('2001:db8:1:3::1')).toBe(200)
})

test('only the header of a proxy that is trusted says where somebody is', async () => {
  using trusting = open('address=1')
  expect(await trusting.statuses(2, () => trusting.ask('/sign-in', { from: '203.0.113.9' }))).toEqual([200, 429])
  using alone = open('address=1', { CLIENT_ADDRESS_HEADER: '' })
  const [one, other] = [await alone.ask('/sign-in', { from: '203.0.113.9' }), await alone.ask('/sign-in', { from: '203.0.113.9' })]
  expect([one.status, other.status, other.headers.get('ratelimit')]).toEqual([200, 200, null])
})

test('nothing is counted where limits are off', async () => {
  using desk = open('off')
  expect((await desk.ask('/sign-in')).headers.get('ratelimit-policy')).toBeNull()
})

test('every form of a stranger is an entry, and nothing else', () => {
  const entries = Object.keys(ROUTES).filter((route) => {
    const [method = '', path = ''] = route.split(' ')
    return isEntry(method, path.replace(/:\w+/g, 'x'))
  })
  const open = Object.entries(ROUTES).filter(([route, access]) => access === 'public' && !route.startsWith('GET '))
  expect(entries.sort()).toEqual(
    open
      .map(([route]) => route)
      .filter((route) => route !== 'POST /theme' && !route.startsWith('POST /webhooks/'))
      .sort(),
  )
  expect(entries).toContain('POST /sign-in')
  expect([isEntry('GET', '/sign-in'), isEntry('POST', '/sign-in-else'), isEntry('POST', '/faxes')]).toEqual([false, false, false])
})
