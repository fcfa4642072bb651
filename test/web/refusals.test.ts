import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { createLive, JSON_BODY } from '../../src/web/index.ts'
import { type Post, signInWith } from '../support/second-factor.ts'
import { openWorld, PASSWORD, type World } from '../support/server.ts'

let world: World
let app: AnyElysia
let cookie: string
let owner: string
beforeAll(async () => {
  world = openWorld()
  app = createApp(world.parts, createLive())
  const post: Post = (path, form, cookie = '') => ask(path, { method: 'POST', body: new URLSearchParams(form), headers: { cookie } })
  const signIn = async (email: string) =>
    (await signInWith(post, world.offices.maple.file, { email, password: PASSWORD })).headers.get('set-cookie')?.split(';')[0] ?? ''
  cookie = await signIn(world.offices.maple.emails.user)
  owner = await signIn(world.offices.maple.emails.owner_admin)
})
afterAll(() => world[Symbol.dispose]())

const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}, host = 'maple') =>
  app.handle(
    new Request(`http://${host}.localhost${path}`, {
      ...init,
      headers: { cookie: cookie ?? '', 'sec-fetch-site': 'same-origin', ...init.headers },
    }),
  )
const asKey = () => ({ cookie: '', authorization: `Bearer ${world.offices.maple.key}` })

describe('an error in the middle of the day', () => {
  const failing = ['/nowhere', '/faxes/01a1fdde-b695-7727-93c9-a503c8ee1d5a', '/jobs', '/assets/nothing.css']

  test('leaves the rail where it is for who is signed in', async () => {
    for (const path of failing) {
      const html = await (await ask(path)).text()
      expect([path, html.includes('<nav class="rail"'), html.includes('That did not work')]).toEqual([path, true, true])
      expect(html).toContain('Uma Reyes')
    }
  })

  test('shows a stranger, a signed-out session and another office nothing of the office', async () => {
    for (const [host, session] of [
      ['maple', ''],
      ['maple', 'session=nonsense'],
      ['harbor', cookie],
    ] as const)
      for (const path of ['/nowhere', '/assets/nothing.css']) {
        const html = await (await ask(path, { headers: { cookie: session } }, host)).text()
        expect([path, html.includes('That did not work'), /Maple|Harbor|Uma|rail/.test(html)]).toEqual([path, true, false])
      }
  })
})

describe('a method that an address does not answer', () => {
  test.each([
    ['DELETE', '/faxes', 'GET, HEAD, POST'],
    ['POST', '/received', 'GET, HEAD'],
    ['PUT', '/api/contacts/17', 'DELETE, GET, HEAD, PATCH'],
    ['GET', '/sign-out', 'POST'],
    ['PATCH', '/webhooks/telnyx', 'POST'],
    ['OPTIONS', '/api/faxes', 'GET, HEAD, POST'],
  ])('%s %s is told which it does', async (method, path, allow) => {
    const answer = await ask(path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
  })

  test('is a problem to a program; a path that is not there is not found by any method', async () => {
    const answer = await ask('/api/faxes/17', { method: 'DELETE', headers: asKey() })
    expect([answer.status, await answer.json()]).toMatchObject([
      405,
      { status: 405, code: 'method_not_allowed', title: 'Method Not Allowed' },
    ])
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { status, headers } = await ask('/api/nothing', { method, headers: asKey() })
      expect([status, headers.get('allow')]).toEqual([404, null])
    }
  })
})

describe('a body of another kind', () => {
  const plain = () => ({ method: 'POST', body: 'to=1', headers: { 'content-type': 'text/plain', cookie: owner } })
  const typed = (type: string, body: string | FormData = 'x', headers: Record<string, string> = {}) => ({
    method: 'POST',
    body,
    headers: { 'content-type': type, ...headers },
  })

  test.each(['/faxes', '/contacts', '/settings/profile', '/sign-in', '/welcome', '/theme'])('is refused by %s', async (path) => {
    expect((await ask(path, plain())).status).toBe(415)
  })

  test.each(['/api/faxes', '/api/contacts', '/api/keys', '/api/auth/token', '/api/auth/refresh'])(
    'is refused by %s, as a problem',
    async (path) => {
      const answer = await ask(path, plain())
      expect([answer.status, await answer.json()]).toMatchObject([415, { code: 'unsupported_type', title: 'Unsupported Media Type' }])
    },
  )

  test.each(['/api/faxes', '/api/contacts', '/api/keys'])('a form where %s takes JSON is refused too', async (path) => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain'])
      expect((await ask(path, typed(type, '{}', { cookie: owner }))).status).toBe(415)
  })

  test('no route reads JSON by Elysia’s reader alone', () => {
    const readers = app.routes.map(({ method, path, hooks }) => ({
      route: `${method} ${path}`,
      by: [hooks.parse ?? []].flat().map((each: { fn?: unknown }) => each.fn ?? each),
    }))
    const json = readers.filter(({ by }) => by.includes('json'))
    expect(json.length).toBeGreaterThan(6)
    const refusing = ({ by }: { readonly by: readonly unknown[] }) => by.indexOf(JSON_BODY[0]) >= 0
    expect(json.filter((each) => !refusing(each)).map(({ route }) => route)).toEqual([])
  })

  test('what a route reads is read, with a charset or a suffix too', async () => {
    const body = JSON.stringify({ name: 'Oak', fax: '5552010100' })
    expect((await ask('/api/contacts', typed('application/json; charset=utf-8', body, asKey()))).status).toBe(201)
    expect((await ask('/contacts', typed('application/x-www-form-urlencoded;charset=UTF-8', 'name=Elm&fax=5552010101'))).status).toBe(303)
    expect((await ask('/api/faxes', typed('application/json', '{}', asKey()))).status).toBe(422)
  })
})
