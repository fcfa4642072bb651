import { expect, test } from 'bun:test'
import { type AnyElysia, Elysia } from 'elysia'
import { assetRoutes } from '../../src/web/assets.routes.ts'
import { edge } from '../../src/web/index.ts'
import { themeRoutes } from '../../src/web/theme.routes.ts'

const app: AnyElysia = new Elysia()
  .use(edge({ log: () => {}, baseDomain: 'localhost' }))
  .use(assetRoutes())
  .use(themeRoutes())
const ask = (path: string, init?: RequestInit) => app.handle(new Request(`http://maple.localhost${path}`, init))

test('what is in the list is served with a tag, and not again to who has it', async () => {
  const first = await ask('/assets/app.css')
  const etag = first.headers.get('etag') ?? ''
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
  expect((await ask('/assets/app.css', { headers: { 'if-none-match': etag } })).status).toBe(304)
})

test.each(['nothing.css', 'constructor', '__proto__', 'toString', '..%2fapp.ts'])('%s is not in the list', async (name) => {
  expect((await ask(`/assets/${name}`)).status).toBe(404)
})

test.each([
  ['https://maple.localhost/faxes?q=x', '/faxes'],
  ['not an address', '/'],
  ['', '/'],
])('a theme chosen at “%s” leads back to %s', async (referer, location) => {
  const answer = await ask('/theme', { method: 'POST', body: new URLSearchParams({ theme: 'dark' }), headers: { referer } })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, location])
})
