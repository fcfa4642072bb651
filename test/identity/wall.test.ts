import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { countEvents } from '../../src/audit/index.ts'
import { disagreements } from '../../src/identity/index.ts'
import { listTenants } from '../../src/tenancy/index.ts'
import { type Desk, openDesk, PASSWORD, type Visit } from './desk.ts'

const tokenOf = async (desk: Desk, host: string, email: string): Promise<string> => {
  const response = await desk.visit(host, 'POST', '/api/auth/token', { json: desk.credentials(host, email) })
  return ((await response.json()) as { accessToken: string }).accessToken
}

async function credentials(desk: Desk): Promise<Record<string, Visit>> {
  return {
    cookie: { cookie: await desk.cookie('maple', 'ana@maple.test') },
    token: { bearer: await tokenOf(desk, 'maple', 'ana@maple.test') },
    key: { bearer: desk.key(desk.maple, 'maple', 'faxes:read', 'faxes:write', 'settings:read') },
  }
}

test("every kind of Maple's credential opens Maple's routes and none of Harbor's", async () => {
  using desk = openDesk()
  for (const [kind, credential] of Object.entries(await credentials(desk))) {
    const own = await desk.visit('maple', 'GET', '/probe', credential)
    expect([kind, own.status]).toEqual([kind, 200])
    expect(await own.json()).toMatchObject({ tenant: desk.ids.maple, office: 'Maple Street Family Practice' })
    const before = desk.harbor.read((tx) => countEvents(tx))
    for (const { method, path } of desk.app.routes) {
      if (!/^\/(probe|api\/(me|keys))/.test(path)) continue
      const response = await desk.visit('harbor', method, path.replace(':id', desk.ana.id), {
        ...credential,
        headers: { accept: 'application/json' },
        ...(method === 'POST' && { json: { note: 'x' } }),
      })
      expect([kind, method, path, response.status]).toEqual([kind, method, path, 401])
    }
    expect(desk.harbor.read((tx) => countEvents(tx))).toBe(before)
  }
})

test('a key that is renamed to another office is nothing there', async () => {
  using desk = openDesk()
  const bearer = desk.key(desk.maple, 'maple', 'faxes:read').replace('fd_maple_', 'fd_harbor_')
  for (const host of ['maple', 'harbor']) expect((await desk.visit(host, 'GET', '/api/me', { bearer })).status).toBe(401)
})

test('naming another tenant than the credential is refused, naming the right one is not', async () => {
  using desk = openDesk()
  for (const [kind, credential] of Object.entries(await credentials(desk))) {
    const naming = async (id: string) =>
      (await desk.visit('maple', 'GET', '/api/me', { ...credential, headers: { 'x-tenant-id': id } })).status
    expect([kind, await naming(desk.ids.harbor), await naming('harbor'), await naming('')]).toEqual([kind, 403, 403, 403])
    expect([kind, await naming(desk.ids.maple), await naming('maple')]).toEqual([kind, 200, 200])
  }
  const json = { email: 'ana@maple.test', password: PASSWORD }
  const token = await desk.visit('maple', 'POST', '/api/auth/token', { json, headers: { 'x-tenant-id': desk.ids.harbor } })
  expect(token.status).toBe(403)
})

test("Ana's password is not one at Harbor", async () => {
  using desk = openDesk()
  expect((await desk.signIn('harbor', 'ana@maple.test')).status).toBe(401)
})

test('an office that does not exist answers 404 to everything and nothing is made', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/sign-in'],
    ['GET', '/probe'],
    ['GET', '/api/me'],
    ['POST', '/sign-out'],
    ['GET', '/welcome/x'],
  ] as const)
    expect([path, (await desk.visit('nobody', method, path, { cookie })).status]).toEqual([path, 404])
  expect((await desk.signIn('nobody', 'ana@maple.test')).status).toBe(404)
  expect((await desk.visit('admin', 'GET', '/probe', { cookie })).status).toBe(404)
  expect(desk.control.read(listTenants)).toHaveLength(2)
})

test('a suspended office is closed within seconds, to people and keys alike', async () => {
  using desk = openDesk()
  const all = Object.values(await credentials(desk))
  desk.control.write((tx) => void tx.db.run(sql`UPDATE tenants SET state = 'suspended' WHERE slug = 'maple'`))
  desk.later(3_000)
  for (const credential of all) expect((await desk.visit('maple', 'GET', '/api/me', credential)).status).toBe(403)
  expect((await desk.signIn('maple', 'ana@maple.test')).status).toBe(403)
  expect((await desk.signIn('harbor', 'sam@harbor.test')).status).toBe(303)
})

test('people are held to their role and keys to their scopes', async () => {
  using desk = openDesk()
  const uma = { cookie: await desk.cookie('maple', 'uma@maple.test') }
  const abe = { cookie: await desk.cookie('maple', 'abe@maple.test') }
  const reader = { bearer: desk.key(desk.maple, 'maple', 'faxes:read') }
  const status = async (who: Visit, method: string, path: string) =>
    (await desk.visit('maple', method, path, { ...who, ...(method === 'POST' && { json: { note: 'x' } }) })).status
  expect([await status(uma, 'GET', '/probe'), await status(uma, 'POST', '/probe'), await status(uma, 'GET', '/probe/audit')]).toEqual([
    200, 200, 403,
  ])
  expect([await status(abe, 'GET', '/probe'), await status(abe, 'POST', '/probe'), await status(abe, 'GET', '/probe/audit')]).toEqual([
    200, 403, 200,
  ])
  expect([await status(reader, 'GET', '/probe'), await status(reader, 'POST', '/probe')]).toEqual([200, 403])
  expect([await status(uma, 'GET', '/probe/account'), await status(reader, 'GET', '/probe/account')]).toEqual([200, 403])
  expect([await status(uma, 'GET', '/api/keys'), await status(reader, 'GET', '/api/keys')]).toEqual([403, 403])
})

test('a route without a row, and one whose row is not for people, is refused to the owner too', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  for (const path of ['/probe/forgotten', '/probe/public', '/probe/operator'])
    expect([path, (await desk.visit('maple', 'GET', path, { cookie })).status]).toEqual([path, 403])
})

test('a route without a row and a row without a route are both found', () => {
  using desk = openDesk()
  const { routesWithoutPolicy, policyWithoutRoute } = disagreements(desk.app.routes, { 'GET /api/me': 'signed_in', 'GET /gone': 'public' })
  expect(routesWithoutPolicy).toContain('GET /probe/forgotten')
  expect(routesWithoutPolicy).toContain('GET /probe')
  expect(routesWithoutPolicy).not.toContain('GET /api/me')
  expect(policyWithoutRoute).toEqual(['GET /gone'])
})

test('a bad Authorization header does not fall back to the cookie', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  for (const authorization of ['Bearer nonsense', 'Basic YTpi', 'Bearer', ''])
    expect([authorization, (await desk.visit('maple', 'GET', '/api/me', { cookie, headers: { authorization } })).status]).toEqual([
      authorization,
      401,
    ])
})

test('a stranger is turned away before the body is read', async () => {
  using desk = openDesk()
  for (const body of ['{"note":1}', '{broken'])
    expect(
      (
        await desk.app.handle(
          new Request('http://maple.localhost/probe', {
            method: 'POST',
            body,
            headers: { 'content-type': 'application/json', accept: 'application/json' },
          }),
        )
      ).status,
    ).toBe(401)
})
