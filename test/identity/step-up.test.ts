import { afterAll, beforeEach, expect, test } from 'bun:test'
import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { listEvents } from '../../src/audit/index.ts'
import {
  findUserByEmail,
  giveFactor,
  isForOperators,
  listKeys,
  newTotpSecret,
  PROVEN,
  ROUTES,
  type Role,
  totpAt,
} from '../../src/identity/index.ts'
import { createLive } from '../../src/web/index.ts'
import { codeOf, type Post, SURE, signInWith } from '../support/second-factor.ts'
import { credentialsOf, openWorld, PASSWORD, type Slug, type World } from '../support/server.ts'
import { shownSecret } from './desk.ts'

const MINUTE = 60_000
const now = { value: new Date('2026-03-02T15:00:00Z') }
const later = (ms: number) => {
  now.value = new Date(now.value.getTime() + ms)
}
let world: World = openWorld({}, () => now.value)
let app: AnyElysia
beforeEach(() => {
  world[Symbol.dispose]()
  world = openWorld({}, () => now.value)
  app = createApp(world.parts, createLive())
})
afterAll(() => world[Symbol.dispose]())

type Init = {
  readonly method?: string
  readonly form?: readonly (readonly [string, string])[]
  readonly json?: unknown
  readonly bearer?: string
}
const ask = (cookie: string, path: string, { method, form, json, bearer }: Init = {}, slug: Slug = 'maple') =>
  app.handle(
    new Request(`http://${slug}.localhost${path}`, {
      method: method ?? (form || json ? 'POST' : 'GET'),
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(cookie && { cookie }),
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(json !== undefined && { 'content-type': 'application/json', accept: 'application/json' }),
      },
      ...(form && { body: new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])) }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
    }),
  )
const cookieFrom = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
async function signedIn(role: Role, slug: Slug = 'maple'): Promise<string> {
  const post: Post = (path, form, cookie = '') => ask(cookie, path, { form: Object.entries(form) }, slug)
  const { file, emails } = world.offices[slug]
  return cookieFrom(await signInWith(post, file, { email: emails[role], password: PASSWORD }))
}
const codeFor = (role: Role) => codeOf(world.offices.maple.file, world.offices.maple.emails[role])
const NEW_KEY = [
  ['keyName', 'Chart “7”'],
  ['scopes', 'faxes:read'],
  ['scopes', 'contacts:read'],
] as const
/** What the page would send: every hidden field, and what is typed. */
const hidden = (html: string): [string, string][] =>
  [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
const keys = () => world.offices.maple.file.read(listKeys).map(({ name, scopes }) => [name, [...scopes]])

test('every route that asks for a proof is a route, and none of them is public', () => {
  expect([...PROVEN].filter((route) => !ROUTES[route] || ROUTES[route] === 'public')).toEqual([])
})

test('for five minutes after the code a key is made at once; then it is asked for, and nothing that was typed is lost', async () => {
  const cookie = await signedIn('owner_admin')
  later(5 * MINUTE)
  expect((await ask(cookie, '/settings/keys', { form: NEW_KEY })).status).toBe(200)
  later(1)
  const asked = await ask(cookie, '/settings/keys', { form: NEW_KEY })
  const page = await asked.text()
  expect([asked.status, page.includes('Is it you?'), keys().length]).toEqual([403, true, 2])

  const prove = (...typed: [string, string][]) => ask(cookie, '/step-up', { form: [...hidden(page), ...typed] })
  const wrong = await prove(['proofPassword', PASSWORD], ['proof', '000000'])
  const again = await wrong.text()
  expect([wrong.status, hidden(again)]).toEqual([422, hidden(page)])
  // The password counts as much: the code of now is not used up by a refusal.
  for (const password of ['', 'a wrong guess'])
    expect((await prove(['proofPassword', password], ['proof', codeFor('owner_admin')])).status).toBe(422)
  const led = await prove(['proofPassword', PASSWORD], ['proof', codeFor('owner_admin')])
  expect([led.status, led.headers.get('location')]).toEqual([307, '/settings/keys'])
  const renewed = cookieFrom(led)
  expect((await ask(renewed, '/settings/keys', { form: [...hidden(again), ['proof', 'used']] })).status).toBe(200)
  // Whoever had the cookie before the proof has nothing by it.
  expect([renewed === cookie, (await ask(cookie, '/faxes')).status, (await ask(renewed, '/faxes')).status]).toEqual([false, 303, 200])
  expect(keys().filter(([name]) => name === 'Chart “7”')).toEqual(Array(2).fill(['Chart “7”', ['faxes:read', 'contacts:read']]))
})

test('each such route is shut to an owner whose code is too old, by page and by token, and to nobody else’s benefit', async () => {
  const cookie = await signedIn('owner_admin')
  const { accessToken } = (await (
    await ask('', '/api/auth/token', { json: credentialsOf(world.offices.maple, 'owner_admin') })
  ).json()) as { accessToken: string }
  later(5 * MINUTE + 1)
  for (const route of [...PROVEN].filter((each) => !isForOperators(ROUTES[each]))) {
    const [method = '', path = ''] = route.split(' ')
    const place = path.replace(/:\w+/g, '01a1fdde-b695-7727-93c9-a503c8ee1d5a')
    const json = method === 'GET' || method === 'DELETE' ? {} : { json: {} }
    const byToken = await ask('', place, { method, bearer: accessToken, ...json })
    expect([route, byToken.status, ((await byToken.json()) as { code: string }).code]).toEqual([route, 403, 'unproven'])
    expect([route, (await ask(cookie, place, { method })).status]).toEqual([route, 403])
  }
})

test('a proof goes on only within the office, and a code of the other office proves nothing', async () => {
  const cookie = await signedIn('owner_admin')
  await signedIn('owner_admin', 'harbor')
  later(6 * MINUTE)
  const proof = (code: string, to: string) =>
    ask(cookie, '/step-up', {
      form: [
        ['proofPassword', PASSWORD],
        ['proof', code],
        ['proofFor', to],
        ['proofMethod', 'POST'],
      ],
    })
  const { harbor } = world.offices
  expect((await proof(codeOf(harbor.file, harbor.emails.owner_admin), '/settings/keys')).status).toBe(422)
  expect((await proof(codeFor('owner_admin'), '//evil.example/x')).headers.get('location')).toBe('/')
})

test('wrong proofs lock the account as wrong sign-ins do', async () => {
  const cookie = await signedIn('owner_admin')
  const form = (code: string) => ({
    form: [
      ['proofPassword', PASSWORD],
      ['proof', code],
      ['proofFor', '/settings'],
      ['proofMethod', 'GET'],
    ] as const,
  })
  for (let n = 0; n < 5; n++) expect((await ask(cookie, '/step-up', form('000000'))).status).toBe(422)
  const locked = await ask(cookie, '/step-up', form(codeFor('owner_admin')))
  expect([locked.status, (await locked.text()).includes('Sign-in is paused')]).toEqual([422, true])
})

test('a program proves itself with POST /api/me/proofs and gets a token that is fresh for five minutes', async () => {
  const token = async () =>
    (
      (await (await ask('', '/api/auth/token', { json: credentialsOf(world.offices.maple, 'owner_admin') })).json()) as {
        accessToken: string
      }
    ).accessToken
  const bearer = await token()
  later(6 * MINUTE)
  const key = { method: 'POST', json: { name: 'Chart', scopes: ['faxes:read'] } }
  expect((await ask('', '/api/keys', { ...key, bearer })).status).toBe(403)
  for (const half of [{ proof: '000000', password: PASSWORD }, { proof: codeFor('owner_admin') }])
    expect((await ask('', '/api/me/proofs', { json: half, bearer })).status).toBe(422)
  const proven = await ask('', '/api/me/proofs', { json: { proof: codeFor('owner_admin'), password: PASSWORD }, bearer })
  const { accessToken } = (await proven.json()) as { accessToken: string }
  expect((await ask('', '/api/keys', { ...key, bearer: accessToken })).status).toBe(201)
})

test('who has no second factor proves it with the password, and then sets one up', async () => {
  const cookie = await signedIn('user')
  const asked = await ask(cookie, '/settings/security/factor', { method: 'POST', form: [] })
  const page = await asked.text()
  expect([asked.status, page.includes('This needs your password again.')]).toEqual([403, true])
  expect((await ask(cookie, '/step-up', { form: [...hidden(page), ['proof', 'not my password at all']] })).status).toBe(422)
  const led = await ask(cookie, '/step-up', { form: [...hidden(page), ['proof', PASSWORD]] })
  const proven = cookieFrom(led)
  expect(led.status).toBe(307)
  expect((await ask(proven, '/settings/security/factor', { form: [] })).headers.get('location')).toBe('/settings/security/factor')
  const secret = shownSecret(await (await ask(proven, '/settings/security/factor')).text())
  const done = await ask(proven, '/settings/security/factor/confirmation', { form: [['code', totpAt(secret, now.value)]] })
  expect([done.status, (await ask(proven, '/faxes')).status, (await ask(cookieFrom(done), '/faxes')).status]).toEqual([200, 303, 200])
})

test('a second factor is replaced with the password and a fresh code, and switched off only by who need not have one', async () => {
  const { file, emails } = world.offices.maple
  file.write((tx) => void giveFactor(tx, findUserByEmail(tx, emails.user)?.id ?? ('' as never), newTotpSecret()))
  const [owner, user] = [
    await signedIn('owner_admin'),
    await (async () => {
      const first = await ask('', '/sign-in', {
        form: [
          ['email', emails.user],
          ['password', PASSWORD],
        ],
      })
      return cookieFrom(await ask(cookieFrom(first), '/sign-in/code', { form: [['code', codeFor('user')]] }))
    })(),
  ]
  await ask(owner, '/settings/security/factor', { form: [] })
  const secret = shownSecret(await (await ask(owner, '/settings/security/factor')).text())
  const confirm = (password: string) =>
    ask(owner, '/settings/security/factor/confirmation', {
      form: [
        ['code', totpAt(secret, now.value)],
        ['password', password],
      ],
    })
  expect((await confirm('')).status).toBe(422)
  const replaced = cookieFrom(await confirm(PASSWORD))
  const off = (cookie: string, role: Role, password: string) =>
    ask(cookie, '/settings/security/factor/removal', {
      form: [
        ['code', codeFor(role)],
        ['password', password],
      ],
    })
  expect([(await off(replaced, 'owner_admin', PASSWORD)).status, (await off(user, 'user', 'wrong')).status]).toEqual([403, 422])
  const done = await off(user, 'user', PASSWORD)
  expect([done.status, (await ask(user, '/faxes')).status, (await ask(cookieFrom(done), '/faxes')).status]).toEqual([303, 303, 200])
})

test('an owner resets the lost factor of another, who is out at once; an admin may not, nor an owner their own', async () => {
  const [owner, admin] = [await signedIn('owner_admin'), await signedIn('admin')]
  const { file, emails } = world.offices.maple
  const idOf = (role: Role) => file.read((tx) => findUserByEmail(tx, emails[role])?.id) ?? ''
  const reset = (cookie: string, role: Role) =>
    ask(cookie, `/settings/security/people/${idOf(role)}/factor/removal`, { form: Object.entries(SURE) })
  expect([(await reset(admin, 'owner_admin')).status, (await reset(owner, 'owner_admin')).status]).toEqual([403, 409])
  expect((await reset(owner, 'admin')).status).toBe(303)
  expect((await ask(admin, '/faxes')).status).toBe(303)
  const again = await ask('', '/sign-in', {
    form: [
      ['email', emails.admin],
      ['password', PASSWORD],
    ],
  })
  expect(again.headers.get('location')).toBe('/sign-in/factor')
  expect(file.read((tx) => listEvents(tx, { action: 'factor.reset' }))).toMatchObject([
    { actorId: idOf('owner_admin'), subjectId: idOf('admin') },
  ])
})

test('the office’s rule puts out everybody who has no factor, at one office, and only an owner sets it', async () => {
  const [owner, admin, user, theirs] = [
    await signedIn('owner_admin'),
    await signedIn('admin'),
    await signedIn('user'),
    await signedIn('user', 'harbor'),
  ]
  const rule = (cookie: string) => ask(cookie, '/settings/security/rule', { form: [['factorForAll', 'on']] })
  expect([(await rule(user)).status, (await rule(admin)).status]).toEqual([403, 403])
  expect((await rule(owner)).status).toBe(303)
  expect((await ask(user, '/faxes')).status).toBe(303)
  expect([(await ask(admin, '/faxes')).status, (await ask(theirs, '/faxes', {}, 'harbor')).status]).toEqual([200, 200])
})

test('new recovery codes are made with a fresh code, and the page shows how many are left', async () => {
  const cookie = await signedIn('owner_admin')
  expect(await (await ask(cookie, '/settings/security')).text()).toContain('9 of 10 recovery codes are left.')
  const page = await (await ask(cookie, '/settings/security/recovery-codes', { form: [] })).text()
  expect(page.match(/<code>[0-9A-Z-]{29}<\/code>/g)).toHaveLength(10)
  expect(await (await ask(cookie, '/settings/security')).text()).toContain('10 of 10 recovery codes are left.')
})
