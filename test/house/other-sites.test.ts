import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { createLive } from '../../src/web/index.ts'
import { openPeople } from '../identity/people-world.ts'
import { linkTo } from '../support/mailbox.ts'
import { codeOf, type Post, signInWith } from '../support/second-factor.ts'
import { openWorld, PASSWORD, type World } from '../support/server.ts'
import { FIELDS, NOBODY } from '../support/wall.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'ALL'])
/** Where an identity provider has the browser post to, and nothing else: no cookie counts there, and an answer nobody signed lets nobody in. */
const FROM_ELSEWHERE = new Set(['POST /sso/:id/acs'])
const EVIL = 'evil.example'
let world: World
let app: AnyElysia
let cookie = ''
const now = { value: Date.now() }

type Asking = { readonly method?: string; readonly form?: Record<string, string>; readonly headers?: Record<string, string> }
const ask = (path: string, { method, form, headers }: Asking = {}, host = 'maple.localhost') =>
  app.handle(
    new Request(`http://${host}${path}`, {
      method: method ?? (form ? 'POST' : 'GET'),
      headers: { ...headers },
      ...(form && { body: new URLSearchParams(form) }),
    }),
  )

beforeAll(async () => {
  world = openWorld({}, () => new Date(now.value))
  app = createApp(world.parts, createLive())
  cookie = await signedIn()
})
afterAll(() => world[Symbol.dispose]())

async function signedIn(): Promise<string> {
  const { file, emails } = world.offices.maple
  const post: Post = (path, form, cookie = '') => ask(path, { form, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  const answer = await signInWith(post, file, { email: emails.owner_admin, password: PASSWORD })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

function contentOf(): string {
  return world.offices.maple.file.read((tx) => {
    const tables = tx.db.all<{ name: string }>(sql`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    const rows = tables.map(({ name }) => tx.db.values(sql.raw(`SELECT * FROM "${name}"`)))
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  })
}

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a neighbouring office', { 'sec-fetch-site': 'same-site', origin: 'http://harbor.localhost' }],
  ['another site in an older browser', { origin: `https://${EVIL}` }],
  ['a page without an origin', { origin: 'null' }],
  ['nobody knows where', {}],
])('no route that changes something takes it from %s', async (_, from) => {
  const unsafe = app.routes.filter(({ method }) => !SAFE.has(method))
  expect(unsafe.length).toBeGreaterThan(60)
  const before = contentOf()
  const taken: string[] = []
  for (const { method, path } of unsafe) {
    const at = path.replace(/:\w+/g, NOBODY)
    const host = /^\/(api\/admin|console)\b/.test(path) ? 'admin.localhost' : 'maple.localhost'
    const { status, headers } = await ask(at, { method, form: FIELDS, headers: { cookie, ...from } }, host)
    if (headers.has('set-cookie')) taken.push(`${method} ${path} set a cookie`)
    if (status < 400 || (status !== 403 && !FROM_ELSEWHERE.has(`${method} ${path}`))) taken.push(`${method} ${path} answered ${status}`)
  }
  expect(taken).toEqual([])
  expect(contentOf()).toBe(before)
})

const leadsAway = (location: string): boolean => {
  const url = new URL(location, 'http://maple.localhost')
  return url.host !== 'maple.localhost' && !url.host.endsWith('.localhost')
}

test.each([
  ['a proxy', { 'x-forwarded-host': EVIL, 'x-host': EVIL, 'x-forwarded-server': EVIL, forwarded: `host=${EVIL}` }],
  ['an origin', { origin: `https://${EVIL}`, referer: `https://${EVIL}/` }],
])('no page and no redirect takes up a host that is named by %s', async (_, headers) => {
  const led: string[] = []
  for (const { method, path } of app.routes.filter((each) => each.method === 'GET')) {
    if (path === '/events') continue
    for (const who of [{ cookie }, { cookie: '' }]) {
      const answer = await ask(path.replace(/:\w+/g, NOBODY), { method, headers: { ...headers, ...who } })
      const text = answer.headers.get('content-type')?.includes('event-stream') ? '' : await answer.text()
      const said = `${text}${JSON.stringify([...answer.headers])}`
      if (said.includes(EVIL) || leadsAway(answer.headers.get('location') ?? '/')) led.push(path)
    }
  }
  expect(led).toEqual([])
})

test('whoever looks for their office, or for the operators, is not led astray by it either', async () => {
  const headers = { 'x-forwarded-host': EVIL, forwarded: `host=${EVIL}` }
  const led = await ask('/office?office=maple', { headers }, 'localhost')
  expect([led.status, led.headers.get('location')]).toEqual([303, '//maple.localhost/sign-in'])
  for (const [host, path] of [
    ['localhost', '/'],
    ['admin.localhost', '/console/sign-in'],
  ] as const) {
    const answer = await ask(path, { headers }, host)
    expect([host, answer.status, `${await answer.text()}${JSON.stringify([...answer.headers])}`.includes(EVIL)]).toEqual([host, 200, false])
  }
})

test('a link in a mail leads to the office, whatever host the request spoke of', async () => {
  await using people = await openPeople()
  const { user } = people.maple.emails
  const asked = new Request('http://maple.localhost/forgotten', {
    method: 'POST',
    body: new URLSearchParams({ email: user }),
    headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-host': EVIL, 'x-forwarded-proto': 'https', forwarded: `host=${EVIL}` },
  })
  expect((await people.app.handle(asked)).status).toBe(200)
  await people.post()
  expect(new URL(linkTo(people.mailbox, user)).host).toStartWith('maple.localhost')
})

test('by a foreign name nothing of an office is answered', async () => {
  for (const host of [EVIL, `maple.localhost.${EVIL}`, `maple.${EVIL}`, '127.0.0.1', `localhost.${EVIL}`, 'a.maple.localhost'])
    for (const path of ['/', '/sign-in', '/forgotten', '/faxes', '/api/me', '/api/openapi.json'])
      expect([host, path, (await ask(path, { headers: { cookie } }, host)).status]).toEqual([host, path, 404])
})

const AWAY = [
  `https://${EVIL}`,
  `//${EVIL}`,
  `///${EVIL}`,
  `\\\\${EVIL}`,
  `/\\${EVIL}`,
  `/.//${EVIL}`,
  `/%2e//${EVIL}`,
  `/\t/${EVIL}`,
  `/\n/${EVIL}`,
  ` //${EVIL}`,
  'javascript:alert(1)',
  `http:${EVIL}`,
  `//maple.localhost@${EVIL}`,
]
const NEXT_LIKE = ['next', 'to', 'back', 'return', 'returnTo', 'redirect', 'redirect_uri', 'url', 'continue', 'RelayState', 'proofFor']

test('no address to go on to leads out of the office, wherever one is taken', async () => {
  const led: string[] = []
  const note = (what: string, { headers }: Response) => {
    for (const name of ['location', 'hx-redirect', 'refresh'])
      if (leadsAway(headers.get(name) ?? '/')) led.push(`${what} ${headers.get(name)}`)
  }
  const pages = app.routes.filter(({ method, path }) => method === 'GET' && !path.includes(':') && path !== '/events')
  for (const to of AWAY) {
    // Sign-in pauses an account that is asked for too often.
    now.value += 61_000
    const query = new URLSearchParams(NEXT_LIKE.map((name): [string, string] => [name, to])).toString()
    const fields = Object.fromEntries(NEXT_LIKE.map((name) => [name, to]))
    for (const { path } of pages.filter(({ path }) => /sign|step|reset|welcome|verify|theme|account|forgotten|^\/$/.test(path))) {
      const answer = await ask(`${path}?${query}`)
      note(path, answer)
      if (/(href|action|value)="[^"]*evil\.example/.test(await answer.text())) led.push(`${path} shows ${to}`)
    }
    const own = { 'sec-fetch-site': 'same-origin' }
    note('theme', await ask('/theme', { form: { ...fields, theme: 'dark' }, headers: { ...own, referer: `https://${EVIL}/` } }))
    const half = await ask('/sign-in', { form: { ...fields, email: world.offices.maple.emails.user, password: PASSWORD }, headers: own })
    expect(half.status).toBe(303)
    note('sign-in', half)
    const proof = codeOf(world.offices.maple.file, world.offices.maple.emails.owner_admin)
    const stepped = await ask('/step-up', {
      form: { ...fields, proofMethod: 'GET', proof, proofPassword: PASSWORD },
      headers: { ...own, cookie },
    })
    expect(stepped.status).toBe(303)
    cookie = stepped.headers.get('set-cookie')?.split(';')[0] ?? ''
    note('step-up', stepped)
    if (/(href|action)="[^"]*evil\.example/.test(await stepped.text())) led.push(`/step-up shows ${to}`)
  }
  expect(led).toEqual([])
})
