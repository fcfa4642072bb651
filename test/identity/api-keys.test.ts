import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { addKey } from '../../src/identity/index.ts'
import { written } from '../support/written.ts'
import { type Desk, openDesk } from './desk.ts'

type Made = { readonly id: string; readonly key: string; readonly prefix: string }

async function make(desk: Desk, json: unknown = { name: 'Practice software', scopes: ['faxes:read'] }): Promise<Response> {
  return desk.visit('maple', 'POST', '/api/keys', { cookie: await desk.cookie('maple', 'ana@maple.test'), json })
}

test('a key is shown once, names its office, and opens what its scopes say', async () => {
  using desk = openDesk()
  const response = await make(desk)
  expect(response.status).toBe(201)
  const { key, prefix } = (await response.json()) as Made
  expect(key).toMatch(/^fd_maple_[\w-]{43}[0-9A-Za-z]{6}$/)
  expect(key.startsWith(prefix)).toBe(true)
  expect((await desk.visit('maple', 'GET', '/probe', { bearer: key })).status).toBe(200)
  const list = await (await desk.visit('maple', 'GET', '/api/keys', { cookie: await desk.cookie('maple', 'ana@maple.test') })).text()
  expect(list).toContain(prefix)
  expect(list).not.toContain(key)
})

test('the file holds the hash of a key only, and the trail its id and scopes', async () => {
  using desk = openDesk()
  const { id, key } = (await (await make(desk)).json()) as Made
  const rows = JSON.stringify(desk.maple.read((tx) => [tx.db.all(sql`SELECT * FROM api_keys`), listEvents(tx)]))
  expect(rows).toContain(id)
  expect(rows).not.toContain(key.slice(-30))
  expect(desk.maple.read((tx) => listEvents(tx, { action: 'key.added' }))[0]).toMatchObject({
    subjectId: id,
    actorId: desk.ana.id,
    detail: JSON.stringify({ scopes: 'faxes:read', expires: '2027-03-02T15:00:00.000Z' }),
  })
})

test('a revoked key opens nothing from then on, and revoking again changes nothing', async () => {
  using desk = openDesk()
  const { id, key } = (await (await make(desk)).json()) as Made
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  const revoke = () => desk.visit('maple', 'DELETE', `/api/keys/${id}`, { cookie })
  expect((await revoke()).status).toBe(200)
  expect((await desk.visit('maple', 'GET', '/probe', { bearer: key })).status).toBe(401)
  expect((await revoke()).status).toBe(200)
  expect(desk.actions(desk.maple).filter((action) => action === 'key.revoked')).toHaveLength(1)
})

test('another office cannot revoke it, and an id that is none is not found', async () => {
  using desk = openDesk()
  const { id, key } = (await (await make(desk)).json()) as Made
  const cookie = await desk.cookie('harbor', 'sam@harbor.test')
  for (const each of [id, 'x']) expect((await desk.visit('harbor', 'DELETE', `/api/keys/${each}`, { cookie })).status).toBe(404)
  expect((await desk.visit('maple', 'GET', '/probe', { bearer: key })).status).toBe(200)
})

test.each([
  ['settings:write', 'scopes'],
  ['account', 'scopes'],
  ['everything', 'scopes'],
])('a key for %p is refused and leaves nothing', async (scope, field) => {
  using desk = openDesk()
  const response = await make(desk, { name: 'Too much', scopes: ['faxes:read', scope] })
  expect(response.status).toBe(422)
  const { errors } = (await response.json()) as { errors: { field: string }[] }
  expect(errors[0]?.field).toStartWith(field)
  expect(desk.maple.read((tx) => tx.db.all(sql`SELECT id FROM api_keys`))).toEqual([])
  expect(desk.actions(desk.maple)).not.toContain('key.added')
})

test('the rule about scopes does not lean on the form', () => {
  using desk = openDesk()
  for (const scopes of [[], ['account'], ['faxes:read', 'settings:write']])
    expect(() => desk.maple.write((tx) => addKey(tx, 'maple', { name: 'Too much', scopes }))).toThrow('Check the form.')
})

test('when a key was last used is written at most once a minute', async () => {
  using desk = openDesk()
  const bearer = desk.key(desk.maple, 'maple', 'faxes:read')
  const usedAt = () => desk.maple.read((tx) => tx.db.get<{ at: number }>(sql`SELECT last_used_at AS at FROM api_keys`)).at
  const use = () => desk.visit('maple', 'GET', '/probe', { bearer }).then(written)
  await use()
  const first = usedAt()
  desk.later(59_999)
  await use()
  expect(usedAt()).toBe(first)
  desk.later(1)
  await use()
  expect(usedAt()).toBe(first + 60_000)
})

test('what a key does is done in its own name', async () => {
  using desk = openDesk()
  const bearer = desk.key(desk.maple, 'maple', 'faxes:read')
  const { who } = (await (await desk.visit('maple', 'GET', '/probe', { bearer })).json()) as { who: unknown }
  const { keyId } = (await (await desk.visit('maple', 'GET', '/api/me', { bearer })).json()) as { keyId: string }
  expect(who).toEqual({ kind: 'key', id: keyId })
})
