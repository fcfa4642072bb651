import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import Telnyx from 'telnyx'
import { readSettings } from '../../carrier/settings.ts'
import { client, control, from, type Running, refusal, startCarrier } from './support.ts'

let carrier: Running
let telnyx: Telnyx

beforeAll(async () => {
  carrier = await startCarrier({ CARRIER_FETCH: 'off' })
  telnyx = client(carrier)
})

afterAll(() => carrier[Symbol.asyncDispose]())

afterEach(async () => {
  await control(carrier, '/reset', {})
})

async function send(to: string, clientState = 'c3RhdGU='): Promise<Telnyx.Fax> {
  const fax = { connection_id: carrier.connectionId, from, to, media_url: 'http://127.0.0.1:9/a.pdf', client_state: clientState }
  return (await telnyx.faxes.create(fax)).data ?? {}
}

test('faxes are listed newest first, by time, direction and number', async () => {
  const first = await send('+15552020001')
  await Bun.sleep(5)
  const second = await send('+15552020002')
  await control(carrier, '/call', { to: from, from: '+15552020003' })
  const ids = async (filter: Telnyx.FaxListParams.Filter) => (await telnyx.faxes.list({ filter })).data.map((fax) => fax.id)
  expect(await ids({ direction: { eq: 'outbound' } })).toEqual([second.id ?? '', first.id ?? ''])
  expect(await ids({ to: { eq: '+15552020001' } })).toEqual([first.id ?? ''])
  expect(await ids({ from: { eq: '+15552020003' } })).toHaveLength(1)
  const { created_at: at = '' } = second
  expect(await ids({ created_at: { gte: at }, to: { eq: '+15552020002' } })).toEqual([second.id ?? ''])
  expect(await ids({ created_at: { gt: at }, direction: { eq: 'outbound' } })).toEqual([])
  expect(await ids({ created_at: { lt: at }, direction: { eq: 'outbound' } })).toEqual([first.id ?? ''])
  expect(await ids({ created_at: { lte: at }, direction: { eq: 'outbound' } })).toHaveLength(2)
})

test('a long list comes in pages that the client library walks through', async () => {
  const sent = await Promise.all(Array.from({ length: 7 }, () => send('+15552020001')))
  const page = await telnyx.faxes.list({ page_size: 3 } as Telnyx.FaxListParams)
  expect(page.data.length).toBeGreaterThan(0)
  const raw = await fetch(`${carrier.apiBase}/faxes?page[size]=3&page[number]=3`, {
    headers: { authorization: `Bearer ${carrier.apiKey}` },
  })
  expect(await raw.json()).toMatchObject({ data: [{}], meta: { page_number: 3, page_size: 3, total_pages: 3, total_results: 7 } })
  const walked: string[] = []
  for await (const fax of telnyx.faxes.list()) walked.push(fax.id ?? '')
  expect(walked.toSorted()).toEqual(sent.map((fax) => fax.id ?? '').toSorted())
})

test('a number can be found, ordered and connected', async () => {
  const { data: offers } = await telnyx.availablePhoneNumbers.list({ filter: { national_destination_code: '802', limit: 2 } })
  expect(offers).toHaveLength(2)
  const number = offers?.[0]?.phone_number ?? ''
  await telnyx.numberOrders.create({ phone_numbers: [{ phone_number: number }] })
  const { data: mine } = await telnyx.phoneNumbers.list({ filter: { phone_number: number } })
  const { data: connected } = await telnyx.phoneNumbers.update(mine[0]?.id ?? '', {
    connection_id: carrier.connectionId,
    tags: ['maple-street'],
  })
  expect(connected).toMatchObject({ phone_number: number, connection_id: carrier.connectionId, tags: ['maple-street'] })
  const { data: left } = await telnyx.availablePhoneNumbers.list({ filter: { national_destination_code: '802', limit: 2 } })
  expect(left?.map((offer) => offer.phone_number)).not.toContain(number)
})

test('a fax application can be made, changed and removed', async () => {
  const fields = { application_name: 'Harbor', webhook_event_url: 'http://127.0.0.1:9/harbor' }
  const { data: made } = await telnyx.faxApplications.create(fields)
  const id = made?.id ?? ''
  await telnyx.faxApplications.update(id, { ...fields, application_name: 'Harbor Clinic' })
  expect((await telnyx.faxApplications.retrieve(id)).data).toMatchObject({ application_name: 'Harbor Clinic' })
  await telnyx.faxApplications.delete(id)
  expect(await refusal(telnyx.faxApplications.retrieve(id))).toBeInstanceOf(Telnyx.NotFoundError)
})

test('an unavailable carrier answers 503 to everything, until it is back', async () => {
  await control(carrier, '', { unavailable: true })
  expect((await refusal(telnyx.faxes.list())).status).toBe(503)
  await control(carrier, '', { unavailable: false })
  expect((await telnyx.faxes.list()).data).toEqual([])
})

test('with the limit on, everything is too many', async () => {
  await control(carrier, '', { rateLimit: true })
  expect(await refusal(send('+15552020001'))).toBeInstanceOf(Telnyx.RateLimitError)
})

test('with a seed the same answers are lost again', async () => {
  async function lost(): Promise<boolean[]> {
    await control(carrier, '/reset', {})
    await control(carrier, '', { dropAnswerRate: 0.5, seed: 7 })
    const answers: boolean[] = []
    for (let i = 0; i < 12; i += 1) {
      answers.push(
        await send('+15552020001').then(
          () => false,
          () => true,
        ),
      )
    }
    return answers
  }
  const first = await lost()
  expect(first).toContain(true)
  expect(first).toContain(false)
  expect(await lost()).toEqual(first)
  expect(await control<unknown[]>(carrier, '/accepted')).toHaveLength(12)
})

test('with every call failing none is delivered', async () => {
  await control(carrier, '', { failRate: 1 })
  await Promise.all(Array.from({ length: 5 }, () => send('+15552020001')))
  expect(await control<object>(carrier, '/stats')).toMatchObject({ accepted: 5, delivered: 0, failed: 5 })
})

test('a switch that does not exist is refused', async () => {
  expect(await control<{ error: string }>(carrier, '', { gravity: 2 })).toMatchObject({ error: expect.stringContaining('gravity') })
  expect(await control<{ error: string }>(carrier, '', { failRate: 2 })).toMatchObject({ error: expect.stringContaining('failRate') })
})

test('it will not start in production', async () => {
  const carrier = Bun.spawn([process.execPath, join(import.meta.dir, '../../carrier/main.ts')], {
    env: { NODE_ENV: 'production', CARRIER_PORT: '0' },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  expect(await carrier.exited).toBe(1)
  expect(await carrier.stderr.text()).toContain('NODE_ENV=production')
  expect(await carrier.stdout.text()).toBe('')
})

test('a setting it cannot use is named', () => {
  expect(() => readSettings({ CARRIER_PORT: 'http' })).toThrow('CARRIER_PORT')
  expect(() => readSettings({ CARRIER_CALLS: 'voice' })).toThrow('CARRIER_CALLS')
})
