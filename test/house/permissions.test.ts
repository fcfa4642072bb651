import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import {
  ALLOWED,
  addKey,
  disagreements,
  findUserByEmail,
  isForOperators,
  type Permission,
  ROUTES,
  type Role,
  type Route,
  SCOPES,
  type Scope,
} from '../../src/identity/index.ts'
import { createLive } from '../../src/web/index.ts'
import { type Post, signInWith } from '../support/second-factor.ts'
import { colleague, type Office, openWorld, PASSWORD, type World } from '../support/server.ts'
import { BODY, callsOf, FIELDS } from '../support/wall.ts'
import { written } from '../support/written.ts'

/** Written down by hand, beside the table it is held against: who may do what, as an owner would say it. */
const MAY: Readonly<Record<Role, readonly string[]>> = {
  owner_admin: [
    'faxes:read',
    'faxes:write',
    'contacts:read',
    'contacts:write',
    'jobs:read',
    'jobs:write',
    'audit:read',
    'settings:read',
    'settings:write',
    'people',
    'custody',
    'security',
    'account',
    'webhooks',
    'patients:create',
    'patients:read',
    'patients:update',
    'patients:delete',
    'billing',
  ],
  admin: [
    'faxes:read',
    'faxes:write',
    'contacts:read',
    'contacts:write',
    'jobs:read',
    'jobs:write',
    'audit:read',
    'settings:read',
    'settings:write',
    'people',
    'account',
    'webhooks',
    'patients:create',
    'patients:read',
    'patients:update',
    'patients:delete',
  ],
  user: ['faxes:read', 'faxes:write', 'contacts:read', 'contacts:write', 'account'],
  auditor: ['faxes:read', 'audit:read', 'account'],
  doctor: [
    'faxes:read',
    'faxes:write',
    'contacts:read',
    'contacts:write',
    'account',
    'patients:create',
    'patients:read',
    'patients:update',
    'prescriptions:create',
    'prescriptions:read',
    'prescriptions:update',
  ],
  nurse: [
    'faxes:read',
    'faxes:write',
    'contacts:read',
    'contacts:write',
    'account',
    'patients:create',
    'patients:read',
    'patients:update',
    'prescriptions:read',
  ],
  staff: ['faxes:read', 'faxes:write', 'contacts:read', 'contacts:write', 'account', 'patients:read'],
  lab_technician: ['faxes:read', 'faxes:write', 'contacts:read', 'account'],
  pharmacist: ['faxes:read', 'faxes:write', 'contacts:read', 'account', 'prescriptions:read', 'prescriptions:dispense'],
  patient: ['account', 'prescriptions:read'],
}
/** What a program can be given. */
const KEY_SCOPES: readonly Scope[] = [
  'faxes:read',
  'faxes:write',
  'contacts:read',
  'contacts:write',
  'jobs:read',
  'jobs:write',
  'audit:read',
  'settings:read',
  'scim',
  'webhooks',
]

let world: World
let app: AnyElysia
let maple: Office
/** The sessions that signing in made: a cell may end or lock one. */
let sessions: readonly Record<string, unknown>[] = []
const cookies = new Map<Role, string>()

beforeAll(async () => {
  const now = new Date()
  world = openWorld({}, () => now)
  app = createApp(world.parts, createLive())
  maple = world.offices.maple
  const post: Post = (path, form, cookie = '') =>
    app.handle(
      new Request(`http://maple.localhost${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
      }),
    )
  for (const role of Object.keys(MAY) as Role[]) {
    if (!maple.file.read((tx) => findUserByEmail(tx, maple.emails[role]))) colleague(maple, role)
    const answer = await signInWith(post, maple.file, { email: maple.emails[role], password: PASSWORD })
    cookies.set(role, answer.headers.get('set-cookie')?.split(';')[0] ?? '')
  }
  maple.file.write(({ db, now }) => void db.run(sql`UPDATE sessions SET proven_at = ${now.getTime()}`))
  sessions = maple.file.read(({ db }) => db.all<Record<string, unknown>>(sql`SELECT * FROM sessions`))
})
afterAll(() => world[Symbol.dispose]())

/** Every route behind the door. Its ids are nobody's, so what is let through finds nothing: only the door answers 401 or 403. */
const cells = () => callsOf(app, {})

async function answered(route: string, path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const [method = 'GET'] = route.split(' ')
  const form = !/^\/(api|scim)\//.test(path)
  const body = form ? new URLSearchParams(FIELDS).toString() : JSON.stringify(BODY)
  const type = { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }
  const answer = await app.handle(
    new Request(`http://maple.localhost${path}`, {
      method,
      headers: { accept: 'application/json', ...headers, ...(method !== 'GET' && type) },
      ...(method !== 'GET' && { body }),
    }),
  )
  await answer.body?.cancel()
  return `${route} ${answer.status}`
}

/** Everything in the file, so that not one letter of it can change unseen. */
function contentOf({ file }: Office): string {
  return file.read((tx) => {
    const tables = tx.db.all<{ name: string }>(sql`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    const rows = tables.map(({ name }) => tx.db.values(sql.raw(`SELECT * FROM "${name}"`)))
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  })
}

/** Signing out, locking, or ending all sessions, is among what is allowed; the next cell begins signed in again. */
function signedInAgain(): void {
  maple.file.write(({ db }) => {
    for (const row of sessions) {
      const [names, values] = [
        sql.raw(Object.keys(row).join(', ')),
        sql.join(
          Object.values(row).map((each) => sql`${each}`),
          sql`, `,
        ),
      ]
      db.run(sql`INSERT INTO sessions (${names}) VALUES (${values}) ON CONFLICT DO UPDATE SET locked_at = NULL`)
    }
  })
}

const isShut = (answer: string): boolean => / (401|403)$/.test(answer)

async function expectCells(headers: Readonly<Record<string, string>>, may: (access: string) => boolean): Promise<void> {
  const isAllowed = (route: Route) => may(ROUTES[route] ?? 'no row')
  const before = contentOf(maple)
  const open: string[] = []
  for (const { route, path } of cells().filter((each) => !isAllowed(each.route))) {
    const answer = await answered(route, path, headers)
    if (!answer.endsWith(isForOperators(ROUTES[route]) ? ' 404' : ' 403')) open.push(answer)
  }
  expect(open).toEqual([])
  expect(contentOf(maple)).toBe(before)
  const shut: string[] = []
  for (const { route, path } of cells().filter((each) => isAllowed(each.route))) {
    signedInAgain()
    const answer = await answered(route, path, headers)
    if (isShut(answer) || answer.endsWith(' 500')) shut.push(answer)
  }
  expect(shut).toEqual([])
}

test('every route has a row', () => {
  expect(disagreements(app.routes).routesWithoutPolicy).toEqual([])
})

test.each(Object.keys(MAY) as Role[])('what %s may is what is written here, and nothing more', (role) => {
  expect([...ALLOWED[role]].sort()).toEqual([...MAY[role]].sort() as Permission[])
})

test('the scopes of keys are those written here', () => {
  expect([...SCOPES].sort()).toEqual([...KEY_SCOPES].sort())
})

describe.each(Object.keys(MAY) as Role[])('signed in as %s', (role) => {
  test('every route answers as the table says', () =>
    expectCells(
      { cookie: cookies.get(role) ?? '', 'sec-fetch-site': 'same-origin' },
      (access) => access === 'signed_in' || MAY[role].includes(access),
    ))
})

describe.each(KEY_SCOPES)('with a key for %s', (scope) => {
  test('every route answers as the scope says', async () => {
    const { secret } = maple.file.write((tx) => addKey(tx, 'maple', { name: scope, scopes: [scope] }))
    const headers = { authorization: `Bearer ${secret}` }
    await answered('GET /api/me', '/api/me', headers).then(written)
    await expectCells(headers, (access) => access === 'signed_in' || access === scope)
  })
})
