import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { Elysia } from 'elysia'
import { createOperator, revokeOperator } from '../../../src/identity/index.ts'
import { createOperatorAdmit } from '../../../src/identity/operators/admit.routes.ts'
import { parseNetwork } from '../../../src/kit/networks.ts'
import { addressFrom, edge, operating } from '../../../src/web/index.ts'
import { openDesk } from '../desk.ts'

function console(desk: ReturnType<typeof openDesk>, networks: readonly string[] = []) {
  const admit = createOperatorAdmit({
    control: desk.control,
    baseDomain: 'localhost',
    networks: networks.flatMap((each) => parseNetwork(each) ?? []),
    policy: { 'GET /api/offices': 'operator:look', 'GET /api/faxes': 'faxes:read' },
  })
  const app = new Elysia().use(edge({ log: desk.log, baseDomain: 'localhost', addressOf: addressFrom('x-client-address') })).use(
    new Elysia({ prefix: '/api' })
      .use(operating(admit))
      .get('/offices', ({ operator }) => operator.name)
      .get('/faxes', () => 'faxes')
      .get('/forgotten', () => 'forgotten'),
  )
  return async (host: string, path: string, key?: string, extra: Record<string, string> = {}) =>
    (await app.handle(new Request(`http://${host}${path}`, { headers: { ...(key && { authorization: `Bearer ${key}` }), ...extra } })))
      .status
}

test('an operator comes with a key, to the operators’ host, and to operators’ routes', async () => {
  using desk = openDesk()
  const { key } = desk.control.write((tx) => createOperator(tx, 'Olu'))
  const ask = console(desk)
  expect(key).toMatch(/^fdop_[\w-]{43}$/)
  expect(await ask('admin.localhost', '/api/offices', key)).toBe(200)
  expect(await ask('admin.localhost', '/api/offices')).toBe(401)
  expect(await ask('maple.localhost', '/api/offices', key)).toBe(404)
  expect(await ask('localhost', '/api/offices', key)).toBe(404)
  expect(await ask('admin.localhost', '/api/faxes', key)).toBe(403)
  expect(await ask('admin.localhost', '/api/forgotten', key)).toBe(403)
})

test("no office's credential opens the operators' host, and no operator's key an office", async () => {
  using desk = openDesk()
  const { key } = desk.control.write((tx) => createOperator(tx, 'Olu'))
  const ask = console(desk)
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  expect(await ask('admin.localhost', '/api/offices', undefined, { cookie })).toBe(401)
  expect(await ask('admin.localhost', '/api/offices', desk.key(desk.maple, 'maple', 'faxes:read'))).toBe(401)
  expect((await desk.visit('maple', 'GET', '/api/me', { bearer: key })).status).toBe(401)
})

test('a revoked operator is out, and the control plane holds the hash only', async () => {
  using desk = openDesk()
  const { key, operator } = desk.control.write((tx) => createOperator(tx, 'Olu'))
  expect(JSON.stringify(desk.control.read((tx) => tx.db.all(sql`SELECT * FROM operators`)))).not.toContain(key.slice(5))
  desk.control.write((tx) => revokeOperator(tx, operator.id))
  expect(await console(desk)('admin.localhost', '/api/offices', key)).toBe(401)
})

test('operators come from the addresses they may come from; from elsewhere a right key is answered like a wrong one', async () => {
  using desk = openDesk()
  const { key } = desk.control.write((tx) => createOperator(tx, 'Olu'))
  const ask = console(desk, ['203.0.113.0/24', '2001:db8::/32'])
  const from = (address: string, shown: string | undefined = key) =>
    ask('admin.localhost', '/api/offices', shown, { 'x-client-address': address })
  expect([await from('203.0.113.7'), await from('2001:db8::7'), await from('203.0.113.7', 'fdop_x')]).toEqual([200, 200, 401])
  for (const elsewhere of ['198.51.100.7', '2001:db9::7', 'unknown', ''])
    expect([elsewhere, await from(elsewhere), await from(elsewhere, 'fdop_x')]).toEqual([elsewhere, 403, 403])
})
