import { describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { createApp } from '../../../src/app.ts'
import { assignNumber, checkSubmission, submitFax } from '../../../src/fax/index.ts'
import { handlersOf } from '../../../src/handlers.ts'
import { addKey, SCOPES } from '../../../src/identity/index.ts'
import { drain } from '../../../src/jobs/index.ts'
import { system } from '../../../src/tenancy/index.ts'
import { createLive } from '../../../src/web/index.ts'
import { openHouse, partsOf } from '../../support/house.ts'
import { openOffices } from '../../support/offices.ts'

type Sent = {
  readonly id: string
  readonly status: string
  readonly test?: boolean
  readonly recipients: readonly { readonly status: string }[]
}
const SECOND = 1_000

/** Two offices with a key for tests and a real one each, and a carrier that writes down whom it was asked to call. */
function openTesting() {
  const offices = openOffices()
  const parts = partsOf(offices)
  const app = createApp(parts, createLive())
  const keyOf = (office: 'maple' | 'harbor', isTest: boolean) =>
    offices.tenants
      .as(offices.ids[office], system('test'))
      .write((tx) => addKey(tx, office, { name: 'Program', scopes: SCOPES, test: isTest })).secret
  const keys = { maple: keyOf('maple', true), harbor: keyOf('harbor', true), real: keyOf('maple', false) }
  const ask = async (key: string, method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const host = key === keys.harbor ? 'harbor' : 'maple'
    const request = new Request(`http://${host}.localhost${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await app.handle(request)
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  return {
    ...offices,
    parts,
    app,
    keys,
    ask,
    async send(to: string | readonly string[], key = keys.maple) {
      const files = [{ name: 'a.pdf', base64: Buffer.from('%PDF-1.4').toString('base64') }]
      const { status, body } = await ask(key, 'POST', '/api/faxes', { to, files, cover: false })
      return { status, fax: body as unknown as Sent, body }
    },
    async work(seconds: number) {
      offices.now.value = new Date(offices.now.value.getTime() + seconds * SECOND)
      await drain(offices.maple, handlersOf(parts), offices.log)
    },
    rows: (table: string) => offices.maple.read((tx) => tx.db.get<{ n: number }>(sql.raw(`SELECT count(*) AS n FROM ${table}`)).n),
    [Symbol.dispose]: () => offices[Symbol.dispose](),
  }
}

test('a key for tests says what it is, in what is shown of it, too', async () => {
  using world = openTesting()
  expect(world.keys.maple).toStartWith('fd_maple_test_')
  expect(world.keys.real).not.toStartWith('fd_maple_test_')
  const [first] = world.maple.read((tx) => tx.db.all<{ prefix: string }>(sql`SELECT prefix FROM api_keys WHERE prefix LIKE '%test%'`))
  expect(first?.prefix).toMatch(/^fd_maple_test_.{4}$/)
})

describe('a test fax', () => {
  test.each([
    ['+15550100001', 'delivered', null],
    ['+15550100003', 'failed', 'user_busy'],
    ['+15550100004', 'failed', 'receiver_no_answer'],
    ['+15550100006', 'failed', 'receiver_unallocated_number'],
  ])('to %s ends as %s', async (to, status, cause) => {
    using world = openTesting()
    const { status: code, fax } = await world.send(to)
    expect([code, fax.status, fax.test]).toEqual([202, 'queued', true])
    await world.work(2)
    const { body } = await world.ask(world.keys.maple, 'GET', `/api/faxes/${fax.id}`)
    expect(body).toMatchObject({ status, test: true, recipients: [{ status, cause: cause && { code: cause } }] })
    expect(JSON.stringify(body)).not.toContain('tried again by itself. If')
  })

  test('reaches no carrier, writes no real fax and counts nowhere, whatever number it names', async () => {
    using world = openTesting()
    for (const to of ['+15550100001', '+15550100003', '+15550100007', ['+15550100001', '+15550100020']]) await world.send(to)
    expect((await world.send('+12125550147')).body).toMatchObject({ status: 422, errors: [{ field: 'to' }] })
    await world.work(120)
    expect([world.rows('faxes'), world.rows('fax_recipients'), world.rows('fax_attempts'), world.rows('fax_files')]).toEqual([0, 0, 0, 0])
    expect([...(world.parts.carrier as unknown as { taken: Map<string, unknown> }).taken]).toEqual([])
    expect((await world.ask(world.keys.real, 'GET', '/api/faxes')).body).toMatchObject({ totalItems: 0, data: [] })
    expect((await world.ask(world.keys.maple, 'GET', '/api/faxes')).body).toMatchObject({ totalItems: 4 })
  })

  test('waits where its number says so, and is canceled once', async () => {
    using world = openTesting()
    const { fax } = await world.send('+15550100007')
    await world.work(30)
    const canceled = await world.ask(world.keys.maple, 'POST', `/api/faxes/${fax.id}/cancellation`)
    expect(canceled.body).toMatchObject({ status: 'canceled', test: true })
    await world.work(60)
    expect((await world.ask(world.keys.maple, 'POST', `/api/faxes/${fax.id}/cancellation`)).status).toBe(409)
  })

  test('is seen by its own key alone: not by a real one, nor at the other office', async () => {
    using world = openTesting()
    const { fax } = await world.send('+15550100001')
    for (const key of [world.keys.real, world.keys.harbor]) expect((await world.ask(key, 'GET', `/api/faxes/${fax.id}`)).status).toBe(404)
  })

  test('is listed newest first, page by page', async () => {
    using world = openTesting()
    const sent: string[] = []
    for (let n = 0; n < 3; n++) sent.push((await world.send('+15550100001')).fax.id)
    const { body } = await world.ask(world.keys.maple, 'GET', '/api/faxes?limit=2')
    expect((body['data'] as { id: string }[]).map(({ id }) => id)).toEqual([sent[2] ?? '', sent[1] ?? ''])
    const rest = await world.ask(world.keys.maple, 'GET', `/api/faxes?limit=2&cursor=${body['nextCursor']}`)
    expect((rest.body['data'] as { id: string }[]).map(({ id }) => id)).toEqual([sent[0] ?? ''])
  })
})

test('a key for tests opens nothing real: every other route refuses it, whatever its scopes', async () => {
  using world = openTesting()
  const { ROUTES } = await import('../../../src/identity/index.ts')
  const OPEN = ['GET /api/me', 'GET /api/faxes', 'POST /api/faxes', 'GET /api/faxes/:id', 'POST /api/faxes/:id/cancellation']
  for (const [route, access] of Object.entries(ROUTES)) {
    if (access === undefined || access === 'public' || access.startsWith('operator:') || OPEN.includes(route)) continue
    const [method = '', path = ''] = route.split(' ')
    const request = new Request(`http://maple.localhost${path.replace(/:\w+/g, '01a1fdde-b695-7727-93c9-a503c8ee1d5a')}`, {
      method,
      headers: { authorization: `Bearer ${world.keys.maple}` },
    })
    expect(`${route} ${(await world.app.handle(request)).status}`).toBe(`${route} 403`)
  }
})

test('not even by mistake is a real fax submitted for one', () => {
  using house = openHouse()
  assignNumber({ control: house.control, tenant: house.maple }, '+15550100109', '')
  const input = { to: ['+15550100001'], cover: false, subject: '', note: '', from: undefined, sendAt: undefined }
  const asTest = house.tenants.as(house.maple.id, { kind: 'key', id: 'k', isTest: true })
  expect(() => asTest.write((tx) => submitFax(tx, checkSubmission(tx, input), []))).toThrow('A key for tests')
})
