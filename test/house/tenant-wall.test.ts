import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { placeHold } from '../../src/custody/retention/index.ts'
import { checkSubmission, receiveFax, submitFax } from '../../src/fax/index.ts'
import { handlersOf } from '../../src/handlers.ts'
import { ROUTES, type Route } from '../../src/identity/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { createLive } from '../../src/web/index.ts'
import { type Office, openWorld, PASSWORD, type World } from '../support/server.ts'

let world: World
let app: AnyElysia
let ids: Readonly<Record<string, Readonly<Record<string, string>>>>
let maple: Credentials
let harbor: Credentials
beforeAll(async () => {
  world = openWorld()
  app = createApp(world.parts, createLive())
  ids = await furnishHarbor(world)
  maple = await credentialsOf(world.offices.maple)
  harbor = await credentialsOf(world.offices.harbor)
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
type Call = { readonly route: Route; readonly method: string; readonly path: string }

/** Words that stand in every record of Harbor and nowhere else. */
const SECRET = 'Nettleship'
const NOBODY = '01a1fdde-b695-7727-93c9-a503c8ee1d5a'
/** Good enough for every form and body, so that a hole would really change something. */
const FIELDS = {
  name: 'Trespasser',
  organization: '',
  fax: '+15550139999',
  note: '',
  decision: 'mark_sent',
  outcome: 'sent',
  timeZone: 'America/New_York',
}

async function furnishHarbor({ parts, offices: { harbor } }: World) {
  const { file, id } = harbor
  const bytes = await Bun.file(join(import.meta.dir, '../fixtures/one-page.pdf')).bytes()
  const [sent, came] = [await parts.files.put(id, bytes), await parts.files.put(id, bytes)]
  const input = { to: [`${SECRET} <+15550120001>`], cover: false, subject: SECRET, note: SECRET, from: undefined, sendAt: undefined }
  const fax = file.write((tx) =>
    submitFax(tx, checkSubmission(tx, input), [{ name: `${SECRET}.pdf`, type: 'pdf', pages: 1, stored: sent }]),
  )
  const idOf = (text: string) => file.read((tx) => String(tx.db.get<{ id: string | number }>(sql.raw(text)).id))
  const contactNamed = (name: string, number: string) =>
    file.write((tx) =>
      tx.db.run(
        sql`INSERT INTO contacts (id, name, organization, fax, note, uses, created_at, updated_at) VALUES (${crypto.randomUUID()}, ${name}, '', ${number}, '', 1, 1, 1)`,
      ),
    )
  contactNamed(SECRET, '+15550120055')
  file.write((tx) => {
    tx.db.run(sql`UPDATE fax_recipients SET status = 'held'`)
    tx.db.run(sql`UPDATE jobs SET state = 'dead'`)
    receiveFax(tx, {
      carrierId: 'carrier-1',
      clientState: undefined,
      direction: 'inbound',
      status: 'received',
      from: '+15550120055',
      to: harbor.number,
      cause: undefined,
      pages: 1,
      seconds: 1,
      mediaUrl: undefined,
      partial: false,
      createdAt: new Date(),
    })
    tx.db.run(sql`UPDATE received_faxes SET status = 'received', file_id = ${came.id}, sha256 = ${came.sha256}`)
  })
  const [contact, other] = file.read((tx) => tx.db.all<{ id: string }>(sql`SELECT id FROM contacts`))
  return {
    faxes: { id: fax.id, recipient: fax.recipients[0]?.id ?? '', page: '1.png' },
    received: { id: idOf('SELECT id FROM received_faxes'), page: '1.png' },
    contacts: { id: contact?.id ?? '' },
    'api/contacts': { id: other?.id ?? '' },
    keys: { id: idOf('SELECT id FROM api_keys') },
    jobs: { id: idOf(`SELECT id FROM jobs WHERE state = 'dead'`) },
    admin: { id },
  }
}

/** Everything Harbor keeps, ready to be fetched: its id and what else its link is made of. */
async function archiveOf({ parts, offices: { harbor: office } }: World): Promise<Record<string, string>> {
  const body = JSON.stringify({ form: 'open', password: PASSWORD })
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

async function credentialsOf({ slug, emails, key }: Office): Promise<Credentials> {
  const email = emails.owner_admin
  const form = new URLSearchParams({ email, password: PASSWORD })
  const [page, token] = await Promise.all([
    app.handle(new Request(`http://${slug}.localhost/sign-in`, { method: 'POST', body: form })),
    app.handle(
      new Request(`http://${slug}.localhost/api/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: PASSWORD }),
      }),
    ),
  ])
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { cookie, token: ((await token.json()) as { accessToken: string }).accessToken, key }
}

const asCookie = ({ cookie }: Credentials): Headers => ({ cookie, 'sec-fetch-site': 'same-origin' })
const asToken = ({ token }: Credentials): Headers => ({ authorization: `Bearer ${token}` })
const asKey = ({ key }: Credentials): Headers => ({ authorization: `Bearer ${key}` })

/** Every route behind a door, with Harbor's own ids in its place-holders; what unmakes something comes last. */
function calls(wanted: (route: Route) => boolean = () => true): Call[] {
  const removes = ({ method, path }: Call) => Number(method === 'DELETE' || /removal|revocation/.test(path))
  return app.routes
    .map(({ method, path }) => `${method} ${path.length > 1 ? path.replace(/\/$/, '') : path}` as Route)
    .filter((route) => ROUTES[route] !== 'public' && wanted(route))
    .map((route) => {
      const [method = '', path = ''] = route.split(' ')
      const section =
        Object.keys(ids).find((name) => path.startsWith(`/${name}`)) ?? Object.keys(ids).find((name) => path.includes(`/${name}/`)) ?? ''
      return { route, method, path: path.replace(/:(\w+)/g, (_, name: string) => ids[section]?.[name] ?? NOBODY) }
    })
    .sort((one, other) => removes(one) - removes(other))
}

function ask(host: string, { method, path }: Call, headers: Headers): Promise<Response> {
  const form = !path.startsWith('/api/')
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  const body = form ? new URLSearchParams(FIELDS).toString() : JSON.stringify(FIELDS)
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
    expectRefused('maple', as(maple), [403, 404], (route) => route.includes('/:') && ROUTES[route] !== 'operator'))
  test('Harbor’s door stays shut', () => expectRefused('harbor', as(maple), [401], (route) => ROUTES[route] !== 'operator'))
  test('saying to be Harbor by header is refused', async () => {
    const { id } = world.offices.harbor
    for (const named of [id, 'harbor'])
      await expectRefused('maple', { ...as(maple), 'x-tenant-id': named }, [403], (route) => ROUTES[route] !== 'operator')
  })
  test('a header does not turn Harbor’s door into one’s own either', () =>
    expectRefused('harbor', { ...as(maple), 'x-tenant-id': 'maple' }, [401, 403], (route) => ROUTES[route] !== 'operator'))
  test('operators’ routes open nowhere', async () => {
    for (const host of ['admin', 'maple', 'harbor'])
      await expectRefused(host, as(maple), [401, 403, 404], (route) => ROUTES[route] === 'operator')
  })
  test('hosts that are nobody’s know nobody', async () => {
    for (const host of ['admin', 'nobody', 'maple.harbor', 'harbor.maple']) await expectRefused(host, as(maple), [401, 403, 404])
  })
})

test.each(ways)('with %s of Harbor the door of Maple Street stays shut', (_, as) =>
  expectRefused('maple', as(harbor), [401], (route) => ROUTES[route] !== 'operator'),
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
  const before = contentOf(world.offices.harbor)
  const shut: string[] = []
  for (const call of calls((route) => route.includes('/:') && ROUTES[route] !== 'operator')) {
    const answer = await ask('harbor', call, asCookie(harbor))
    if (![200, 202, 204, 303, 409].includes(answer.status)) shut.push(`${call.route} answered ${answer.status}: ${await answer.text()}`)
  }
  expect(shut).toEqual([])
  const after = contentOf(world.offices.harbor)
  expect(after.audit).toBeGreaterThan(before.audit + 10)
  expect(after.digest).not.toBe(before.digest)
})
