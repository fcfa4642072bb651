import { randomBytes } from 'node:crypto'
import type { AnyElysia } from 'elysia'
import { isForOperators, ROUTES, spellKey } from '../../src/identity/index.ts'
import { isId } from '../../src/kit/ids.ts'
import { callsOf, FIELDS, type Ids } from '../../test/support/wall.ts'
import type { Asked } from '../load/spec.ts'

type Ask = (turn: number) => Asked
/** The same thing asked for with what another office has, and twice with what nobody has. Answers must say nothing, also by their time. */
export type Question = { readonly name: string; readonly there: Ask; readonly nowhere: Ask; readonly nowhereElse: Ask }

const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')
const secret = () => randomBytes(32).toString('base64url')

export type Host = { readonly slug: string; readonly port: number }
const headersAt = ({ slug, port }: Host, more: Readonly<Record<string, string>> = {}) => ({
  host: `${slug}.localhost:${port}`,
  accept: 'application/json',
  ...more,
})

/** Every route that has an id in it, asked by a person who may do everything in their own office. */
export function routeQuestions(app: AnyElysia, host: Host, cookie: string, ids: Ids): Question[] {
  const calls = (which: Ids) => callsOf(app, which, (route) => route.includes('/:') && !isForOperators(ROUTES[route]))
  const [there, nowhere, nowhereElse] = [calls(ids), calls(madeUp(ids)), calls(madeUp(ids))]
  const ask = (call: (typeof there)[number] | undefined): Ask => {
    const { method = 'GET', path = '' } = call ?? {}
    const form = !path.startsWith('/api/')
    const headers = headersAt(host, { cookie, 'sec-fetch-site': 'same-origin' })
    if (method === 'GET') return () => ({ method, path, headers })
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
    const bodyBase64 = form ? Buffer.from(new URLSearchParams(FIELDS).toString()).toString('base64') : json(FIELDS)
    return () => ({ method, path, headers: { ...headers, 'content-type': type }, bodyBase64 })
  }
  return there.map((call, n) => ({ name: call.route, there: ask(call), nowhere: ask(nowhere[n]), nowhereElse: ask(nowhereElse[n]) }))
}

/** The same places with ids of nobody's in them. */
export const madeUp = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([section, names]) => [
      section,
      Object.fromEntries(
        Object.entries(names).map(([name, value]) => [name, isId(value) ? Bun.randomUUIDv7() : Number(value) ? '999999' : value]),
      ),
    ]),
  )

export type Possessions = {
  readonly cookies: readonly string[]
  readonly token: string
  readonly refreshToken: string
  readonly key: string
  readonly welcome: string
  readonly tenantId: string
  readonly fileId: string
}

/** The doors of an office, knocked at with what opens another one and with what opens none. */
export function doorQuestions(host: Host, cookie: string, theirs: Possessions): Question[] {
  const get =
    (path: string, more: Readonly<Record<string, string>>): Ask =>
    () => ({ method: 'GET', path, headers: headersAt(host, more) })
  const asked = (name: string, real: string, invent: () => string, ask: (value: string) => Ask): Question => ({
    name,
    there: ask(real),
    nowhere: ask(invent()),
    nowhereElse: ask(invent()),
  })
  const bearer = (value: string) => get('/api/me', { authorization: `Bearer ${value}` })
  const [, slug = '', random = ''] = /^fd_([a-z-]+)_(.{43})/.exec(theirs.key) ?? []
  return [
    asked(
      'a session of theirs',
      theirs.cookies[0] ?? '',
      () => `session=${secret()}`,
      (value) => get('/api/me', { cookie: value, 'sec-fetch-site': 'same-origin' }),
    ),
    asked('a token of theirs', theirs.token, () => invented(theirs.token), bearer),
    asked('a key of theirs', theirs.key, () => spellKey(slug), bearer),
    asked('a key of theirs in our name', spellKey(host.slug, random), () => spellKey(host.slug), bearer),
    asked('a refresh token of theirs', theirs.refreshToken, secret, (refreshToken) => () => ({
      method: 'POST',
      path: '/api/auth/refresh',
      headers: headersAt(host, { 'content-type': 'application/json' }),
      bodyBase64: json({ refreshToken }),
    })),
    asked('a welcome link of theirs', theirs.welcome, secret, (token) => get(`/welcome/${token}`, {})),
    asked('their id in X-Tenant-Id', theirs.tenantId, Bun.randomUUIDv7, (id) =>
      get('/api/me', { cookie, 'sec-fetch-site': 'same-origin', 'x-tenant-id': id }),
    ),
    asked('a document of theirs, signature made up', theirs.fileId, Bun.randomUUIDv7, (id) =>
      get(`/media/${theirs.tenantId}/${id}/99999999999/${secret().slice(0, 43)}`, {}),
    ),
  ]
}

/** As long, with claims that read as well, signed by nobody we know. */
function invented(token: string): string {
  const [head, claims = ''] = token.split('.')
  const { sub, tid, ...others } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  const about = Buffer.from(JSON.stringify({ sub: sub && Bun.randomUUIDv7(), tid: tid && Bun.randomUUIDv7(), ...others })).toString(
    'base64url',
  )
  return `${head}.${about}.${secret()}`
}

/** Each address of a person may be asked for so often before it is refused, which would be another answer: links three times an hour. */
export const TRIES_EACH = 3

const form = (fields: Readonly<Record<string, string>>): string => Buffer.from(new URLSearchParams(fields).toString()).toString('base64')
const WRONG = 'not the right words at all'
const FORM = 'application/x-www-form-urlencoded'
type Entry = { readonly path: string; readonly type: string; readonly body: (email: string) => string }
const CHECKED: readonly Entry[] = [
  { path: '/api/auth/token', type: 'application/json', body: (email) => json({ email, password: WRONG }) },
  { path: '/sign-in', type: FORM, body: (email) => form({ email, password: WRONG }) },
]
const FORGOTTEN: readonly Entry[] = [
  { path: '/forgotten', type: FORM, body: (email) => form({ email }) },
  { path: '/api/auth/resets', type: 'application/json', body: (email) => json({ email }) },
]

export const signInQuestions = (host: Host, known: People, addressHeader: string) => entryQuestions(CHECKED, host, known, addressHeader)
export const forgottenQuestions = (host: Host, known: People, addressHeader: string) =>
  entryQuestions(FORGOTTEN, host, known, addressHeader)
type People = readonly string[]

/** Asked by a stranger, each time from another address: known people against unknown ones. Each entry has people of its own. */
function entryQuestions(entries: readonly Entry[], host: Host, known: People, addressHeader: string): Question[] {
  let asked = 0
  const at =
    ({ path, type, body }: Entry, emails: readonly string[]): Ask =>
    (turn) => {
      asked += 1
      // Warming up counts down from -1 and takes the last ones.
      const email = emails.at(turn < 0 ? Math.ceil((turn + 1) / TRIES_EACH) - 1 : Math.floor(turn / TRIES_EACH)) ?? ''
      const address = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`
      const headers = headersAt(host, { 'content-type': type, 'sec-fetch-site': 'same-origin', [addressHeader]: address })
      return { method: 'POST', path, headers, bodyBase64: body(email) }
    }
  const share = Math.floor(known.length / entries.length)
  return entries.map((entry, n) => {
    const people = known.slice(n * share, (n + 1) * share)
    const unknown = () => people.map(() => `${randomBytes(8).toString('hex')}@${host.slug}.test`)
    return {
      name: `a known e-mail at ${entry.path}`,
      there: at(entry, people),
      nowhere: at(entry, unknown()),
      nowhereElse: at(entry, unknown()),
    }
  })
}
