import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { accountKeys, assignNumber, listNumbers, receiveFax, routeOf, setAccount, telnyxDesk } from '../../../src/fax/index.ts'
import { lineApi } from '../../../src/fax/lines/api.routes.ts'
import { lineRoutes } from '../../../src/fax/lines/routes.tsx'
import type { Tenant } from '../../../src/tenancy/index.ts'
import { control, type Running, startCarrier } from '../../carrier/support.ts'
import { openFaxing } from '../../support/faxing.ts'
import { HARBOR_NUMBER, MAPLE_NUMBER } from '../../support/offices.ts'
import { openPages } from '../../support/pages.ts'

// The carrier is a process of its own, on a machine that may be busy.
setDefaultTimeout(30_000)

let carrier: Running
beforeAll(async () => {
  carrier = await startCarrier({ CARRIER_FETCH: 'off' })
})
afterEach(() => control(carrier, '/reset', {}))
afterAll(() => carrier[Symbol.asyncDispose]())

const WANTED = '+16175550142'
const DIGITS = WANTED.slice(1)
const ORDER = { number: WANTED, monthlyCents: '100', onceCents: '100', label: 'Referrals' }

function open() {
  const faxing = openFaxing()
  const desk = telnyxDesk(carrier.apiBase)
  const deps = { control: faxing.control, desk, keys: accountKeys(faxing.tenants), platform: carrier }
  return {
    faxing,
    pages: openPages(faxing, (around) => [lineRoutes({ ...around, ...deps }), lineApi({ ...around, ...deps })]),
    numbers: (tenant: Tenant = faxing.maple) => tenant.read(listNumbers).map(({ number }) => number),
    owner: (number: string) => faxing.control.read((tx) => routeOf(tx, number)),
    trail: (action: string) => faxing.maple.read((tx) => listEvents(tx, { action })).map(({ detail }) => JSON.parse(detail)),
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}
const atCarrier = async (path: string, apiKey = carrier.apiKey, body?: unknown) => {
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(carrier.apiBase + path, { headers, ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }) })
  return ((await answer.json()) as { data: Record<string, unknown>[] }).data
}

test('the numbers are listed with what went out and came in by each', async () => {
  using world = open()
  await world.faxing.submit()
  const came = world.faxing.carrier.offer({ carrierId: 'c1', from: '+15552010155', to: MAPLE_NUMBER })
  world.faxing.maple.write((tx) => receiveFax(tx, came))
  world.faxing.later(86_400_000)
  expect((await world.pages.call('ana', 'GET', '/api/numbers')).body).toEqual({
    data: [
      {
        number: MAPLE_NUMBER,
        label: 'Main line',
        sent: 1,
        lastSentAt: '2026-03-02T15:00:00.000Z',
        received: 1,
        lastReceivedAt: '2026-03-02T15:00:00.000Z',
      },
    ],
  })
  const html = await world.pages.html('ana', '/settings/numbers')
  expect([html.includes('(555) 010-0100'), html.includes('(555) 010-0200')]).toEqual([true, false])
})

test('a number is looked for, seen with its price, confirmed, ordered, and this office’s', async () => {
  using world = open()
  const { pages } = world
  const found = await pages.html('ana', '/settings/numbers/offers?areaCode=617&city=')
  for (const shown of ['(617) 555-0100', 'Boston', '$1.00', 'value="617"']) expect(found).toContain(shown)
  expect(await pages.html('ana', '/settings/numbers/offers?areaCode=&city=portland')).toContain('(503) 555-0100')
  const asked = await pages.html('ana', `/settings/numbers/order?number=${encodeURIComponent(WANTED)}`)
  for (const shown of ['(617) 555-0142', '$1.00', 'value="100"']) expect(asked).toContain(shown)
  expect(world.numbers()).toEqual([MAPLE_NUMBER])
  const ordered = await pages.visit('ana', '/settings/numbers', ORDER)
  expect([ordered.status, ordered.headers.get('location')]).toEqual([303, '/settings/numbers?notice=ordered'])
  expect([world.numbers(), world.numbers(world.faxing.harbor)]).toEqual([[MAPLE_NUMBER, WANTED], [HARBOR_NUMBER]])
  expect(world.owner(WANTED)).toBe(world.faxing.maple.id)
  expect(world.trail('number.ordered')).toEqual([{ number: WANTED, monthlyCents: 100, onceCents: 100 }])
  expect(await atCarrier('/number_orders')).toMatchObject([
    { customer_reference: world.faxing.maple.id, connection_id: carrier.connectionId },
  ])
})

test('ordered again, or after it was lost half way, a number is not paid for twice', async () => {
  using world = open()
  await atCarrier('/number_orders', carrier.apiKey, {
    phone_numbers: [{ phone_number: WANTED }],
    connection_id: carrier.connectionId,
    customer_reference: world.faxing.maple.id,
  })
  expect((await world.pages.visit('sam', '/settings/numbers', ORDER)).status).toBe(409)
  for (let times = 0; times < 2; times++) expect((await world.pages.visit('ana', '/settings/numbers', ORDER)).status).toBe(303)
  expect([world.numbers(), (await atCarrier('/number_orders')).length]).toEqual([[MAPLE_NUMBER, WANTED], 1])
})

test.each([
  ['at another price than was confirmed', { ...ORDER, monthlyCents: '99' }, 'price has changed'],
  ['that is another office’s', { ...ORDER, number: HARBOR_NUMBER }, 'Somebody else has taken'],
  ['that the carrier does not offer', { ...ORDER, number: '+16175559999' }, 'Somebody else has taken'],
])('a number %s is not ordered', async (_, order, shown) => {
  using world = open()
  const refused = await world.pages.visit('ana', '/settings/numbers', order)
  expect([refused.status, (await refused.text()).includes(shown)]).toEqual([409, true])
  expect([world.numbers(), world.trail('number.ordered'), (await atCarrier('/number_orders')).length]).toEqual([[MAPLE_NUMBER], [], 0])
})

test('a carrier that does not answer costs nothing, and the page says so', async () => {
  using world = open()
  await control(carrier, '', { unavailable: true })
  for (const visit of [
    await world.pages.visit('ana', '/settings/numbers', ORDER),
    await world.pages.visit('ana', '/settings/numbers/offers?areaCode=617'),
  ])
    expect([visit.status, (await visit.text()).includes('did not answer')]).toEqual([503, true])
  expect(world.trail('number.ordered')).toEqual([])
})

test('through the platform’s account an office has five numbers, through its own as many as it pays for', async () => {
  using world = open()
  const { control: plane, maple } = world.faxing
  for (const n of [1, 2, 3, 4]) assignNumber({ control: plane, tenant: maple }, `+1555010011${n}`)
  expect((await world.pages.visit('ana', '/settings/numbers', ORDER)).status).toBe(409)
  const own = await control<{ apiKey: string; publicKey: string; connectionId: string }>(carrier, '/accounts', {
    apiKey: 'KEY_of_oak',
    connectionId: '2000000001',
  })
  maple.write((tx) => setAccount(tx, accountKeys(world.faxing.tenants), own))
  expect((await world.pages.visit('ana', '/settings/numbers', ORDER)).status).toBe(303)
  expect([(await atCarrier('/phone_numbers', own.apiKey)).length, (await atCarrier('/phone_numbers')).length]).toEqual([1, 0])
})

test('a label is changed, and too long a one comes back', async () => {
  using world = open()
  const path = `/settings/numbers/${MAPLE_NUMBER.slice(1)}`
  expect((await world.pages.visit('ana', `${path}/label`, { label: ' Front desk ' })).status).toBe(303)
  expect(world.faxing.maple.read(listNumbers)).toMatchObject([{ label: 'Front desk' }])
  const refused = await world.pages.visit('ana', `${path}/label`, { label: 'x'.repeat(61) })
  expect([refused.status, (await refused.text()).includes('id="label-error"')]).toEqual([422, true])
  expect((await world.pages.visit('sam', `${path}/label`, { label: 'Mine' })).status).toBe(404)
})

test('a number is released once it was typed: at the carrier, here, and for whoever wants it next', async () => {
  using world = open()
  await world.pages.visit('ana', '/settings/numbers', ORDER)
  const path = `/settings/numbers/${DIGITS}`
  expect(await world.pages.html('ana', path)).toContain('somebody else may have it tomorrow')
  const wrong = await world.pages.visit('ana', `${path}/removal`, { typed: MAPLE_NUMBER })
  expect([wrong.status, (await wrong.text()).includes('id="typed-error"')]).toEqual([422, true])
  expect((await world.pages.visit('sam', `${path}/removal`, { typed: WANTED })).status).toBe(404)
  expect(world.numbers()).toContain(WANTED)
  expect((await world.pages.visit('ana', `${path}/removal`, { typed: '(617) 555-0142' })).headers.get('location')).toBe(
    '/settings/numbers?notice=released',
  )
  expect([world.numbers(), world.owner(WANTED), await atCarrier('/phone_numbers')]).toEqual([[MAPLE_NUMBER], undefined, []])
  expect(world.trail('number.released')).toEqual([{ number: WANTED }])
})

test('a number from which a fax still has to go is kept, and so is one of a carrier that does not answer', async () => {
  using world = open()
  const path = `/settings/numbers/${MAPLE_NUMBER.slice(1)}/removal`
  await control(carrier, '', { unavailable: true })
  expect((await world.pages.visit('ana', path, { typed: MAPLE_NUMBER })).status).toBe(503)
  await control(carrier, '', { unavailable: false })
  await world.faxing.submit()
  const refused = await world.pages.visit('ana', path, { typed: MAPLE_NUMBER })
  expect([refused.status, (await refused.text()).includes('A fax still')]).toEqual([409, true])
  expect([world.numbers(), world.owner(MAPLE_NUMBER)]).toEqual([[MAPLE_NUMBER], world.faxing.maple.id])
})

test('somebody who may only look sees the numbers, and no way to order or release', async () => {
  using world = open()
  const [list, one] = [
    await world.pages.html('rita', '/settings/numbers'),
    await world.pages.html('rita', `/settings/numbers/${MAPLE_NUMBER.slice(1)}`),
  ]
  expect([list.includes('(555) 010-0100'), list.includes('areaCode'), one.includes('name="typed"'), one.includes('name="label"')]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('programs look for numbers, order, label and release them', async () => {
  using world = open()
  const { call } = world.pages
  expect((await call('ana', 'GET', '/api/numbers/offers?areaCode=617')).body).toMatchObject({
    data: expect.arrayContaining([{ number: '+16175550100', place: 'Boston', onceCents: 100, monthlyCents: 100 }]),
  })
  expect((await call('ana', 'GET', '/api/numbers/offers?areaCode=61')).body).toMatchObject({ errors: [{ field: 'areaCode' }] })
  const ordered = await call('ana', 'POST', '/api/numbers', { number: WANTED, monthlyCents: 100, onceCents: 100 })
  expect([ordered.status, ordered.body]).toMatchObject([201, { number: WANTED, label: '', sent: 0 }])
  expect((await call('ana', 'PATCH', `/api/numbers/${WANTED}`, { label: 'Lab' })).body).toMatchObject({ label: 'Lab' })
  expect((await call('sam', 'DELETE', `/api/numbers/${WANTED}`)).status).toBe(404)
  expect((await call('ana', 'DELETE', `/api/numbers/${WANTED}`)).status).toBe(204)
  expect(world.numbers()).toEqual([MAPLE_NUMBER])
})
