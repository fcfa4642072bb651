import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { verifyChain } from '../../src/audit/index.ts'
import { createOperator } from '../../src/identity/index.ts'
import { root } from '../cli/support.ts'
import { type Fax, faxForm, getJson } from '../support/posting.ts'
import { program } from '../support/programs.ts'
import { type Frontdesk, startFrontdesk, until } from '../support/server.ts'

setDefaultTimeout(60_000)

let desk: Frontdesk
let operatorKey: string
beforeAll(async () => {
  desk = await startFrontdesk()
  operatorKey = desk.parts.control.write((tx) => createOperator(tx, 'Olu')).key
})
afterAll(() => desk[Symbol.asyncDispose]())

const admin = () => desk.as('admin', operatorKey)
const FEWEST = 4
type Rotation = { readonly id: string; readonly state: string; readonly done: number; readonly frozenMs: number | null }

/** Faxes one after another, as long as it is told. */
function send(more: { going: boolean }): Promise<string[]> {
  const ask = desk.as('maple', desk.maple.key)
  return (async () => {
    const sent: string[] = []
    while (more.going || sent.length < FEWEST) {
      const answer = await ask('/api/faxes', { method: 'POST', body: await faxForm('+15550120001') })
      expect(answer.status).toBe(202)
      sent.push(((await answer.json()) as Fax).id)
    }
    return sent
  })()
}

test('while faxes are sent, an office’s key is exchanged again and again: each fax goes out once and opens, none is missing', async () => {
  const more = { going: true }
  const senders = [send(more), send(more)]
  for (let turn = 0; turn < 3; turn++) {
    const asked = await admin()(`/api/admin/tenants/${desk.maple.id}/key-rotations`, { method: 'POST' })
    const location = asked.headers.get('location') ?? ''
    expect([asked.status, (await admin()(location)).status]).toEqual([202, 200])
    const ended = await until(async () => {
      const now = await getJson<Rotation>(admin(), location)
      return now.state !== 'running' && now
    }, 30)
    expect(ended).toMatchObject({ state: 'done', frozenMs: expect.any(Number) })
  }
  more.going = false
  const sent = (await Promise.all(senders)).flat()
  expect(sent.length).toBeGreaterThanOrEqual(2 * FEWEST)
  const maple = desk.as('maple', desk.maple.key)
  for (const id of sent) {
    await until(async () => (await getJson<Fax>(maple, `/api/faxes/${id}`)).status === 'delivered', 30)
    expect((await maple(`/api/faxes/${id}/document.pdf`)).status).toBe(200)
  }
  desk.parts.tenants.close(desk.maple.id)
  const [faxes, calls] = desk.maple.file.read((tx) => [
    tx.db.all<{ id: string }>(sql`SELECT id FROM faxes`).map(({ id }) => id),
    tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM fax_attempts`).n,
  ])
  expect([faxes.sort(), calls]).toEqual([sent.sort(), sent.length])
  expect(desk.maple.file.read(verifyChain).valid).toBe(true)
})

test('operators see which keys there are and how old, and nobody else does', async () => {
  const { masterId, data } = await getJson<{ masterId: string; data: Record<string, unknown>[] }>(admin(), '/api/admin/keys')
  expect(data.map(({ slug }) => slug)).toEqual(['maple', 'harbor'])
  for (const key of data) expect(key).toMatchObject({ masterId, keyId: expect.stringMatching(/^[0-9a-f]{16}$/), ageDays: 0 })
  expect([data[0]?.['rotatedAt'], data[1]?.['rotatedAt']]).toEqual([expect.any(String), null])
  const hidden = desk.parts.tenants.key(desk.harbor.id, 'database').toString('hex')
  expect(JSON.stringify(data)).not.toContain(hidden)
  for (const [host, key] of [
    ['admin', desk.maple.key],
    ['admin', undefined],
    ['maple', operatorKey],
  ] as const)
    expect([401, 404]).toContain((await desk.as(host, key)('/api/admin/keys')).status)
  expect((await admin()(`/api/admin/tenants/${crypto.randomUUID()}/key-rotations`, { method: 'POST' })).status).toBe(404)
})

test('the command line has the running server do it', async () => {
  const child = Bun.spawn([process.execPath, '--no-install', program('cli/main'), 'keys', 'rotate-tenant', 'harbor', '--json'], {
    cwd: root,
    env: { DATA_DIR: desk.dataDir, FRONTDESK_ADMIN_URL: `http://admin.localhost:${desk.port}`, FRONTDESK_OPERATOR_KEY: operatorKey },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  expect(await new Response(child.stdout).json()).toMatchObject({ slug: 'harbor', id: desk.harbor.id, keyId: expect.any(String) })
  const contacts = await getJson<{ totalItems: number }>(desk.as('harbor', desk.harbor.key), '/api/contacts')
  expect(contacts.totalItems).toBe(1)
})
