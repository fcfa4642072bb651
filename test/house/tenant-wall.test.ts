import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { placeHold } from '../../src/disposal/index.ts'
import { handlersOf } from '../../src/handlers.ts'
import { addKey, isForOperators, ROUTES, type Route } from '../../src/identity/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { createLive } from '../../src/web/index.ts'
import { type Post, signInWith } from '../support/second-factor.ts'
import { credentialsOf, type Office, openWorld, PASSWORD, type World } from '../support/server.ts'
import { BODY, type Call, callsOf, FIELDS, furnish, type Ids, SCIM_FIELDS, SECRET } from '../support/wall.ts'

let world: World
let app: AnyElysia
let ids: Ids
let maple: Credentials
let harbor: Credentials
beforeAll(async () => {
  world = openWorld()
  app = createApp(world.parts, createLive())
  ids = await furnish(world.parts, world.offices.harbor)
  maple = await signedIn(world.offices.maple)
  harbor = await signedIn(world.offices.harbor)
  const archive = await archiveOf(world)
  const hold = () => world.offices.harbor.file.write((tx) => placeHold(tx, '', SECRET)).id
  ids = {
    ...ids,
    'settings/retention': { id: hold() },
    'api/retention': { id: hold() },
    'settings/take-away': archive,
    'api/takeaways': archive,
  }
})
afterAll(() => world[Symbol.dispose]())

type Credentials = { readonly cookie: string; readonly token: string; readonly key: string }
type Headers = Readonly<Record<string, string>>

/** Everything Harbor keeps, ready to be fetched: its id and what else its link is made of. */
async function archiveOf({ parts, offices: { harbor: office } }: World): Promise<Record<string, string>> {
  const body = JSON.stringify({ form: 'open' })
  const ask = (method: string, path: string) =>
    app.handle(
      new Request(`http://harbor.localhost/api/takeaways${path}`, {
        method,
        headers: { ...asToken(harbor), 'content-type': 'application/json' },
        ...(method === 'POST' && { body }),
      }),
    )
  const { id } = (await (await ask('POST', '')).json()) as { id: string }
  await drain(office.file, handlersOf(parts))
  const { link } = (await (await ask('GET', `/${id}`)).json()) as { link: string }
  const [, expires = '', signature = ''] = /archive\/(\d+)\/(.+)$/.exec(link) ?? []
  return { id, expires, signature }
}

async function signedIn(office: Office): Promise<Credentials> {
  const { slug, emails, key, file } = office
  const post: Post = (path, form, cookie = '') => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    return app.handle(new Request(`http://${slug}.localhost${path}`, { method: 'POST', body: new URLSearchParams(form), headers }))
  }
  const page = await signInWith(post, file, { email: emails.owner_admin, password: PASSWORD })
  const token = await app.handle(
    new Request(`http://${slug}.localhost/api/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentialsOf(office, 'owner_admin')),
    }),
  )
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { cookie, token: ((await token.json()) as { accessToken: string }).accessToken, key }
}

const asCookie = ({ cookie }: Credentials): Headers => ({ cookie, 'sec-fetch-site': 'same-origin' })
const asToken = ({ token }: Credentials): Headers => ({ authorization: `Bearer ${token}` })
const asKey = ({ key }: Credentials): Headers => ({ authorization: `Bearer ${key}` })

const calls = (wanted?: (route: Route) => boolean) => callsOf(app, ids, wanted)

function ask(host: string, { method, path }: Call, headers: Headers): Promise<Response> {
  const form = !/^\/(api|scim)\//.test(path)
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  const body = form ? new URLSearchParams(FIELDS).toString() : JSON.stringify(path.startsWith('/scim/') ? SCIM_FIELDS : BODY)
  return app.handle(
    new Request(`http://${host}.localhost${path}`, {
      method,
      headers: { accept: 'application/json', ...headers, ...(method !== 'GET' && { 'content-type': type }) },
      ...(method !== 'GET' && { body }),
    }),
  )
}

/** Everything in the file, so that not one letter of it can change unseen. */
function contentOf({ file }: Office): { readonly audit: number; readonly digest: string } {
  return file.read((tx) => {
    const tables = tx.db.all<{ name: string }>(sql`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    const rows = tables.map(({ name }) => tx.db.values(sql.raw(`SELECT * FROM "${name}"`)))
    const { n } = tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM audit_events`)
    return { audit: n, digest: createHash('sha256').update(JSON.stringify(rows)).digest('hex') }
  })
}

async function expectRefused(
  host: string,
  headers: Headers,
  allowed: readonly number[],
  wanted?: (route: Route) => boolean,
): Promise<void> {
  const before = contentOf(world.offices.harbor)
  const letThrough: string[] = []
  for (const call of calls(wanted)) {
    const answer = await ask(host, call, headers)
    const text = answer.headers.get('content-type')?.includes('event-stream') ? '' : await answer.text()
    if (!allowed.includes(answer.status) || text.includes(SECRET)) letThrough.push(`${call.route} answered ${answer.status}`)
  }
  expect(letThrough).toEqual([])
  expect(contentOf(world.offices.harbor)).toEqual(before)
}

const ways = [
  ['a session', asCookie],
  ['a token', asToken],
  ['a key', asKey],
] as const

describe.each(ways)('with %s of Maple Street', (_, as) => {
  test('no id of Harbor’s opens anything at one’s own door', () =>
    expectRefused('maple', as(maple), [403, 404], (route) => route.includes('/:') && !isForOperators(ROUTES[route])))
  test('Harbor’s door stays shut', () => expectRefused('harbor', as(maple), [401], (route) => !isForOperators(ROUTES[route])))
  test('saying to be Harbor by header is refused', async () => {
    const { id } = world.offices.harbor
    for (const named of [id, 'harbor'])
      await expectRefused('maple', { ...as(maple), 'x-tenant-id': named }, [403], (route) => !isForOperators(ROUTES[route]))
  })
  test('a header does not turn Harbor’s door into one’s own either', () =>
    expectRefused('harbor', { ...as(maple), 'x-tenant-id': 'maple' }, [401, 403], (route) => !isForOperators(ROUTES[route])))
  test('operators’ routes open nowhere', async () => {
    for (const host of ['admin', 'maple', 'harbor'])
      await expectRefused(host, as(maple), [401, 403, 404], (route) => isForOperators(ROUTES[route]))
  })
  test('hosts that are nobody’s know nobody', async () => {
    for (const host of ['admin', 'nobody', 'maple.harbor', 'harbor.maple']) await expectRefused(host, as(maple), [401, 403, 404])
  })
})

test.each(ways)('with %s of Harbor the door of Maple Street stays shut', (_, as) =>
  expectRefused('maple', as(harbor), [401], (route) => !isForOperators(ROUTES[route])),
)

test('no page or list of Maple Street has a word of Harbor’s in it', async () => {
  const shown: string[] = []
  for (const call of calls((route) => route.startsWith('GET ') && !route.includes('/:') && route !== 'GET /events')) {
    const answer = await ask('maple', call, { ...asCookie(maple), accept: 'text/html' })
    const text = await answer.text()
    if (answer.status === 200) shown.push(call.route)
    expect(`${call.route}: ${text.includes(SECRET)}`).toBe(`${call.route}: false`)
  }
  expect(shown.length).toBeGreaterThan(20)
})

test('the wall is a wall: the same calls by Harbor itself are answered and leave their mark', async () => {
  const provider = world.offices.harbor.file.write((tx) => addKey(tx, 'harbor', { name: 'Provider', scopes: ['scim'] })).secret
  const before = contentOf(world.offices.harbor)
  const shut: string[] = []
  // Reading a file asks for one.
  for (const call of calls((route) => route.includes('/:') && !route.endsWith('/reading') && !isForOperators(ROUTES[route]))) {
    const answer = await ask('harbor', call, ROUTES[call.route] === 'scim' ? asKey({ ...harbor, key: provider }) : asCookie(harbor))
    if (![200, 201, 202, 204, 303, 409].includes(answer.status))
      shut.push(`${call.route} answered ${answer.status}: ${await answer.text()}`)
  }
  expect(shut).toEqual([])
  const after = contentOf(world.offices.harbor)
  expect(after.audit).toBeGreaterThan(before.audit + 10)
  expect(after.digest).not.toBe(before.digest)
})
