import { expect, test } from 'bun:test'
import { connect } from 'node:net'
import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia, t } from 'elysia'
import { conflict, forbidden, invalid, notFound, tooMany, unauthenticated, unavailable } from '../../src/kit/errors.ts'
import { edge, fragment, json, page, seeOther } from '../../src/web/index.ts'

const NAME = 'Wilhelmina Featherstone'
type Line = { readonly level: string; readonly event: string; readonly facts: Record<string, unknown> }

const REFUSALS = {
  invalid: [invalid({ fax: 'Enter a fax number.' }), 422],
  unauthenticated: [unauthenticated(), 401],
  forbidden: [forbidden(), 403],
  not_found: [notFound('Fax'), 404],
  conflict: [conflict('That is here already.'), 409],
  unavailable: [unavailable('Try again in a moment.', 4.2), 503],
  too_many: [tooMany('Wait a minute.', 41.2), 429],
} as const

function open() {
  const lines: Line[] = []
  const log = (level: string, event: string, facts: object = {}) => void lines.push({ level, event, facts: { ...facts } })
  const throwing = (prefix: string) =>
    new Elysia({ prefix })
      .get('/refused/:code', ({ params: { code } }) => {
        throw REFUSALS[code as keyof typeof REFUSALS][0]
      })
      .get('/bug/:id', () => {
        throw new Error(`No row for ${NAME}`)
      })
      .get('/thrown-text', () => {
        throw NAME
      })
      .get('/wrong-answer', () => ({ name: NAME }) as never, { response: Type.Object({ count: Type.Integer() }) })
      .post('/patients', () => 'ok', {
        body: Type.Object(
          { name: Type.String({ maxLength: 5 }), tags: Type.Array(Type.Object({ age: Type.Integer() })) },
          { additionalProperties: false },
        ),
      })
      .post('/form', () => 'ok', { body: t.Object({ name: t.String({ maxLength: 5 }) }) })
  const app = new Elysia({ normalize: false })
    .use(edge({ log, baseDomain: 'localhost' }))
    .get('/health', () => 'ok')
    .get('/page', () => page(<p>Hello</p>))
    .get('/piece', () => fragment(<p>Hello</p>))
    .get('/asset', () => new Response('x', { headers: { 'cache-control': 'public, max-age=60' } }))
    .get('/data', () => json({ a: 1 }))
    .get('/away', () => seeOther('/page', { 'set-cookie': 'a=b' }))
    .post('/webhooks/carrier', () => 'ok')
    .use(throwing(''))
    .use(throwing('/api')) as AnyElysia
  const ask = (path: string, init: RequestInit = {}) => app.handle(new Request(`http://maple.localhost${path}`, init))
  return { app, ask, lines }
}

const posted = (body: string, type = 'application/json'): RequestInit => ({ method: 'POST', body, headers: { 'content-type': type } })

test('every answer carries the security headers and its request id, errors and redirects too', async () => {
  const { ask } = open()
  const paths = [
    '/page',
    '/piece',
    '/asset',
    '/data',
    '/away',
    '/health',
    '/nowhere',
    '/bug/1',
    '/api/bug/1',
    '/refused/forbidden',
    '/refused/unauthenticated',
  ]
  const answers = [
    ...(await Promise.all(paths.map((path) => ask(path)))),
    await ask('/api/patients', posted('{')),
    await ask('/form', posted('{}')),
  ]
  for (const { headers, status } of answers) {
    expect(headers.get('content-security-policy')).toStartWith("default-src 'none'; script-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{12}$/)
    expect(headers.get('strict-transport-security')).toBeNull()
    expect([status, headers.get('cache-control')]).toEqual([status, answers[2]?.headers === headers ? 'public, max-age=60' : 'no-store'])
  }
})

test('over https, browsers are told to stay there', async () => {
  const { ask } = open()
  const { headers } = await ask('/page', { headers: { 'x-forwarded-proto': 'https' } })
  expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
})

test.each(Object.entries(REFUSALS))(
  '%s becomes its status, for programs as a problem and for people as a page',
  async (code, [error, status]) => {
    const { ask } = open()
    const problem = await ask(`/api/refused/${code}`)
    expect([problem.status, problem.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(await problem.json()).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status,
      code,
      detail: error.message,
      requestId: problem.headers.get('x-request-id'),
      errors: code === 'invalid' ? [{ field: 'fax', message: 'Enter a fax number.' }] : [],
    })
    expect(problem.headers.get('retry-after')).toBe(code === 'too_many' ? '42' : code === 'unavailable' ? '5' : null)
    const shown = await ask(`/refused/${code}`)
    expect(shown.status).toBe(code === 'unauthenticated' ? 303 : status)
    if (shown.status === 303) return
    const body = await shown.text()
    expect(body).toContain(error.message)
    expect(body).toContain(problem.headers.get('x-request-id') === null ? '' : `say ${shown.headers.get('x-request-id')}`)
  },
)

test('a bug says nothing of itself, to anyone, and the log says where but not what', async () => {
  const { ask, lines } = open()
  for (const path of ['/bug/1', '/api/bug/1', '/thrown-text', '/api/thrown-text', '/api/wrong-answer']) {
    const response = await ask(path)
    const body = await response.text()
    expect([path, response.status]).toEqual([path, 500])
    expect(body).toContain('Something went wrong.')
    expect(body).not.toContain('Featherstone')
    expect(body).not.toContain('edge.test')
  }
  expect(JSON.stringify(lines)).not.toContain('Featherstone')
  const failures = lines.filter(({ event }) => event === 'request.failed')
  expect(failures).toHaveLength(5)
  expect(failures[0]?.facts).toMatchObject({ error: 'Error', where: expect.stringContaining('edge.test.tsx') })
})

test('a rejected body is answered with fields of ours and nothing that was sent', async () => {
  const { ask } = open()
  const body = { name: NAME, [NAME]: NAME, tags: [{ age: NAME, [NAME]: 1 }] }
  const response = await ask('/api/patients', posted(JSON.stringify(body)))
  const text = await response.text()
  expect(response.status).toBe(422)
  expect(text).not.toContain('Featherstone')
  const { errors } = JSON.parse(text) as { errors: { field: string; message: string }[] }
  expect(errors.map(({ field }) => field)).toEqual(expect.arrayContaining(['name', 'tags.0.age', 'body']))
  const form = await ask('/form', posted(`name=${encodeURIComponent(NAME)}`, 'application/x-www-form-urlencoded'))
  expect([form.status, (await form.text()).includes('Featherstone')]).toEqual([422, false])
})

test('a body that cannot be read is 400, and is not repeated', async () => {
  const { ask } = open()
  const response = await ask('/api/patients', posted(`{"name": ${NAME}`))
  const text = await response.text()
  expect([response.status, text.includes('Featherstone')]).toEqual([400, false])
  expect(JSON.parse(text)).toMatchObject({ code: 'malformed' })
})

test('a page that needs a sign-in leads to it with the path alone; a program gets 401', async () => {
  const { ask } = open()
  const led = await ask(`/refused/unauthenticated?q=${encodeURIComponent(NAME)}`)
  expect([led.status, led.headers.get('location')]).toEqual([303, '/sign-in?next=%2Frefused%2Funauthenticated'])
  for (const headers of [{ accept: 'application/json' }, { authorization: 'Bearer x' }] as Record<string, string>[]) {
    const program = await ask('/refused/unauthenticated', { headers })
    expect([program.status, program.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  }
})

test('a piece of a page that needs a sign-in sends the whole page there', async () => {
  const { ask } = open()
  const leading = async (current: string) =>
    (await ask('/refused/unauthenticated', { headers: { 'hx-request': 'true', 'hx-current-url': current } })).headers.get('hx-redirect')
  expect(await leading('http://maple.localhost/received?q=x')).toBe('/sign-in?next=%2Freceived')
  expect(await leading('not an address')).toBe('/sign-in')
})

test('each request is one line: route, status and time, never the address that was asked for', async () => {
  const { ask, lines } = open()
  await ask(`/bug/${encodeURIComponent(NAME)}?q=${encodeURIComponent(NAME)}`)
  await ask(`/${encodeURIComponent(NAME)}`)
  await ask('/away')
  await ask('/page')
  while (lines.filter(({ event }) => event === 'request').length < 4) await new Promise((resolve) => setImmediate(resolve))
  expect(JSON.stringify(lines)).not.toContain('Featherstone')
  const access = lines.filter(({ event }) => event === 'request').map(({ facts: { method, route, status } }) => [method, route, status])
  expect(access).toEqual([
    ['GET', '/bug/:id', 500],
    ['GET', 'none', 404],
    ['GET', '/away', 303],
    ['GET', '/page', 200],
  ])
})

test('on a real port: the same headers, and requests that overlap keep their own ids', async () => {
  const { app, lines } = open()
  app.get('/slow', async () => {
    await new Promise((resolve) => setImmediate(resolve))
    throw new Error('slow')
  })
  app.listen({ port: 0, hostname: '127.0.0.1' })
  try {
    const at = (path: string, host = 'maple.localhost') =>
      fetch(`http://127.0.0.1:${app.server?.port}${path}`, { headers: { host }, redirect: 'manual' })
    const answers = await Promise.all([1, 2, 3, 4].map(() => at('/slow')))
    const ids = answers.map(({ headers }) => headers.get('x-request-id') ?? '')
    expect(new Set(ids).size).toBe(4)
    const failed = lines.filter(({ event }) => event === 'request.failed').map(({ facts }) => String(facts['request']))
    expect(failed.sort()).toEqual(ids.sort())
    expect((await at('/page')).headers.get('content-security-policy')).toContain("default-src 'none'")
    expect([(await at('/page', 'evil.example')).status, (await at('/health', 'evil.example')).status]).toEqual([404, 200])
  } finally {
    await app.stop(true)
  }
})

test.each(['/form', '/patients', '/webhooks/carrier', '/api/form'])('more than a megabyte for %s is refused unread', async (path) => {
  const { ask } = open()
  const sized = (bytes: string) =>
    ask(path, { ...posted('name=a', 'application/x-www-form-urlencoded'), headers: { 'content-length': bytes } })
  expect((await sized('1048577')).status).toBe(413)
  const unknown = await ask(path, { method: 'POST', body: 'name=a', headers: { 'transfer-encoding': 'chunked' } })
  expect(unknown.status).toBe(413)
  expect((await sized('6')).status).not.toBe(413)
})

test('documents may be larger, and their size unknown', async () => {
  const { ask } = open()
  for (const headers of [{ 'content-length': '60000000' }, { 'transfer-encoding': 'chunked' }])
    for (const path of ['/faxes', '/api/faxes']) expect((await ask(path, { method: 'POST', body: 'x', headers })).status).toBe(404)
})

/** Written as no browser would; answers with the first line of the response. */
const rawly = (port: number, lines: readonly string[]) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(lines.join('\r\n')))
    socket.on('error', reject)
    socket.on('data', (data) => {
      resolve(data.toString('latin1').split('\r\n')[0] ?? '')
      socket.destroy()
    })
  })

test.each([
  ['no host', ['GET /page HTTP/1.0', '', ''], '404'],
  ['an empty host', ['GET /page HTTP/1.1', 'Host:', '', ''], '404'],
  ['a host that is two words', ['GET /page HTTP/1.1', 'Host: maple localhost', '', ''], '404'],
  ['two hosts', ['GET /page HTTP/1.1', 'Host: maple.localhost', 'Host: harbor.localhost', '', ''], '404'],
  ['a body of unknown length', ['POST /form HTTP/1.1', 'Host: maple.localhost', 'Transfer-Encoding: chunked', '', '1', 'a', ''], '413'],
  ['a body too large', ['POST /form HTTP/1.1', 'Host: maple.localhost', 'Content-Length: 9999999', '', 'a'], '413'],
])('%s is answered, and is no bug', async (_, lines, status) => {
  const { app, lines: logged } = open()
  const server = app.listen({ port: 0, hostname: '127.0.0.1' })
  try {
    expect(await rawly(server.server?.port ?? 0, lines)).toStartWith(`HTTP/1.1 ${status} `)
    expect(logged.filter(({ level }) => level === 'error')).toEqual([])
  } finally {
    await server.stop(true)
  }
})
