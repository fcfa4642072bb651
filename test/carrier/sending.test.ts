import { afterAll, beforeAll, expect, test } from 'bun:test'
import Telnyx from 'telnyx'
import { client, control, type Desk, from, openDesk, type Running, refusal, startCarrier, until } from './support.ts'

let carrier: Running
let desk: Desk
let telnyx: Telnyx

beforeAll(async () => {
  desk = openDesk()
  carrier = await startCarrier({ CARRIER_WEBHOOK_URL: desk.hook, CARRIER_LATE_MS: '300' })
  telnyx = client(carrier)
})

afterAll(async () => {
  await carrier[Symbol.asyncDispose]()
  desk[Symbol.dispose]()
})

function fax(to: string, more: Partial<Telnyx.FaxCreateParams> = {}): Telnyx.FaxCreateParams {
  return { connection_id: carrier.connectionId, from, to, media_url: desk.documentUrl('referral.pdf'), ...more }
}

async function sent(to: string, more: Partial<Telnyx.FaxCreateParams> = {}): Promise<string> {
  const { data } = await telnyx.faxes.create(fax(to, more))
  return data?.id ?? ''
}

/** Reads the fax until it is over, as a poller would. */
function outcome(id: string): Promise<Telnyx.Fax> {
  return until(async () => {
    const { data } = await telnyx.faxes.retrieve(id)
    return data?.status === 'delivered' || data?.status === 'failed' ? data : null
  })
}

function acceptedFor(to: string): Promise<{ id: string; clientState: string }[]> {
  return control(carrier, `/accepted?to=${encodeURIComponent(to)}`)
}

function complaint(error: { readonly error: unknown }): { code: string; source?: { pointer: string } } {
  return (error.error as { errors: { code: string; source?: { pointer: string } }[] }).errors[0] ?? { code: '' }
}

test('a fax is delivered, and every event is signed so that the client library accepts it', async () => {
  const { data } = await telnyx.faxes.create(fax('+15552010001', { client_state: btoa('fax 1') }))
  const id = data?.id ?? ''
  expect(data).toMatchObject({ status: 'queued', direction: 'outbound', record_type: 'fax', client_state: btoa('fax 1') })
  await until(() => desk.types(id).includes('fax.delivered'))
  expect(desk.types(id)).toEqual(['fax.queued', 'fax.media.processed', 'fax.sending.started', 'fax.delivered'])
  for (const { body, headers } of desk.heardAbout(id)) expect(await telnyx.webhooks.unwrap(body, { headers })).toBeDefined()
  const last = desk.heardAbout(id).at(-1)
  expect(last?.event.data.payload).toMatchObject({ page_count: 3, client_state: btoa('fax 1'), status: 'delivered', to: '+15552010001' })
})

test('a changed body no longer fits its signature', async () => {
  const id = await sent('+15552010001')
  await until(() => desk.types(id).includes('fax.delivered'))
  const [first] = desk.heardAbout(id)
  const changed = first?.body.replace('fax.queued', 'fax.delivered') ?? ''
  await expect(telnyx.webhooks.unwrap(changed, { headers: first?.headers ?? {} })).rejects.toThrow()
})

test('a webhook address of the fax itself is used instead of the usual one', async () => {
  using other = openDesk()
  const id = await sent('+15552010001', { webhook_url: other.hook })
  await until(() => other.types(id).includes('fax.delivered'))
  expect(desk.types(id)).toEqual([])
})

test('a webhook that is refused is tried once more, then lost, and both tries can be read back', async () => {
  using other = openDesk()
  other.status = 302
  const id = await sent('+15552010003', { webhook_url: other.hook })
  await until(() => other.types(id).filter((type) => type === 'fax.failed').length === 2)
  const attempts = other.heardAbout(id).map(({ event }) => event.meta.attempt)
  expect(attempts).toEqual([1, 2, 1, 2, 1, 2])
  const logged = await until(async () => {
    const page = await telnyx.webhookDeliveries.list({ filter: { webhook: { contains: id }, status: { eq: 'failed' } } })
    return page.data.length === 3 ? page.data : null
  })
  expect(logged[0]?.attempts?.map((attempt) => attempt.http?.response?.status)).toEqual([302, 302])
})

test('a busy line is busy once, and the same document gets through the next time', async () => {
  expect(await outcome(await sent('+15552010002'))).toMatchObject({ status: 'failed', failure_reason: 'user_busy' })
  expect(await outcome(await sent('+15552010002'))).toMatchObject({ status: 'delivered', failure_reason: null })
})

test.each([
  ['0003', 'user_busy'],
  ['0004', 'receiver_no_answer'],
  ['0005', 'receiver_call_dropped'],
  ['0006', 'receiver_unallocated_number'],
  ['0018', 'fax_signaling_error'],
  ['0019', 'receiver_moon_phase'],
  ['0020', 'receiver_decline'],
])('a call to …%s fails with %s', async (number, reason) => {
  expect(await outcome(await sent(`+1555201${number}`))).toMatchObject({ status: 'failed', failure_reason: reason })
})

test.each([
  ['nowhere.pdf', 'file_download_failed'],
  ['moved.pdf', 'file_download_failed'],
  ['not-really.pdf', 'file_format_invalid'],
  ['html.pdf', 'file_format_invalid'],
  ['empty.pdf', 'file_format_invalid'],
  ['encrypted.pdf', 'media_processing_exception'],
])('%s fails with %s', async (name, reason) => {
  const id = await sent('+15552010001', { media_url: desk.documentUrl(name) })
  expect(await outcome(id)).toMatchObject({ status: 'failed', failure_reason: reason })
})

test('to …0008 every event comes three times with one id', async () => {
  const id = await sent('+15552010008')
  await until(() => desk.heardAbout(id).length === 12)
  expect(new Set(desk.heardAbout(id).map(({ event }) => event.data.id)).size).toBe(4)
})

test('to …0009 the events come in reversed order', async () => {
  const id = await sent('+15552010009')
  await until(() => desk.heardAbout(id).length === 4)
  expect(desk.types(id)).toEqual(['fax.delivered', 'fax.sending.started', 'fax.media.processed', 'fax.queued'])
})

test('to …0010 no event comes, and only asking tells', async () => {
  const id = await sent('+15552010010')
  expect(await outcome(id)).toMatchObject({ status: 'delivered' })
  expect(desk.types(id)).toEqual([])
})

test('to …0011 the events come a second late', async () => {
  const start = Date.now()
  const id = await sent('+15552010011')
  await until(() => desk.types(id).includes('fax.queued'))
  expect(Date.now() - start).toBeGreaterThanOrEqual(990)
})

test('to …0012 the events come before the answer', async () => {
  const heardBefore = desk.heard.length
  const id = await sent('+15552010012')
  expect(desk.heard.slice(heardBefore).filter(({ event }) => event.data.payload['fax_id'] === id)).toHaveLength(4)
})

test('to …0013 the connection dies without an answer although the fax was accepted', async () => {
  const error = await refusal(telnyx.faxes.create(fax('+15552010013', { client_state: btoa('lost answer') })))
  expect(error.status).toBeUndefined()
  expect(await acceptedFor('+15552010013')).toMatchObject([{ clientState: btoa('lost answer') }])
})

test('to …0014 the answer is 500 after accepting, to …0015 without', async () => {
  expect((await refusal(telnyx.faxes.create(fax('+15552010014')))).status).toBe(500)
  expect((await refusal(telnyx.faxes.create(fax('+15552010015')))).status).toBe(500)
  expect(await acceptedFor('+15552010014')).toHaveLength(1)
  expect(await acceptedFor('+15552010015')).toHaveLength(0)
})

test('to …0016 the fax appears only some time after the connection died', async () => {
  const to = '+15552010016'
  await refusal(telnyx.faxes.create(fax(to)))
  expect((await telnyx.faxes.list({ filter: { to: { eq: to } } })).data).toHaveLength(0)
  await until(async () => (await telnyx.faxes.list({ filter: { to: { eq: to } } })).data.length === 1)
})

test('to …0017 the first try is one too many, in the shape the client library knows', async () => {
  const error = await refusal(telnyx.faxes.create(fax('+15552010017')))
  expect(error).toBeInstanceOf(Telnyx.RateLimitError)
  expect(complaint(error).code).toBe('10011')
  expect(error.headers?.get('retry-after')).toBe('1')
  expect(error.headers?.get('x-ratelimit-remaining')).toBe('0')
  expect(await sent('+15552010017')).toBeTruthy()
})

test('to …0021 an event nobody knows comes along', async () => {
  const id = await sent('+15552010021')
  await until(() => desk.types(id).includes('fax.delivered'))
  expect(desk.types(id)).toContain('fax.page.transmitted')
})

test('without its precaution the client library sends one fax three times', async () => {
  await refusal(client(carrier, { maxRetries: 2 }).faxes.create(fax('+15552020014', { client_state: btoa('thrice') })))
  const stats = await control<{ byClientState: Record<string, number>; duplicates: string[] }>(carrier, '/stats')
  expect(stats.byClientState[btoa('thrice')]).toBe(3)
  expect(stats.duplicates).toContain(btoa('thrice'))
})

test.each([
  ['no number', { to: '' }, '10004', '/to'],
  ['a number without a country', { to: '5552010001' }, '10016', '/to'],
  ['a sender that is no number', { from: 'Alder Lane' }, '10016', '/from'],
  ['a client state that is not base64', { client_state: 'a b' }, '90017', '/client_state'],
  ['no document', { media_url: '' }, '10004', '/media_url'],
  ['two documents', { media_name: 'letter' }, '10027', '/media_name'],
  ['an unknown quality', { quality: 'superb' }, '10032', '/quality'],
  ['an unknown application', { connection_id: '77' }, '10027', '/connection_id'],
])('%s is refused with a pointer to it', async (_, wrong, code, pointer) => {
  const error = await refusal(telnyx.faxes.create({ ...fax('+15552010001'), ...(wrong as object) }))
  expect(error).toBeInstanceOf(Telnyx.UnprocessableEntityError)
  expect(complaint(error)).toMatchObject({ code, source: { pointer } })
})

test('a wrong key is refused', async () => {
  const stranger = new Telnyx({ apiKey: 'KEY_wrong', baseURL: carrier.apiBase, maxRetries: 0, logLevel: 'off' })
  const error = await refusal(stranger.faxes.list())
  expect(error).toBeInstanceOf(Telnyx.AuthenticationError)
  expect(complaint(error).code).toBe('10009')
})

test('a fax in the middle of its call can be cancelled, a finished one cannot', async () => {
  const id = await sent('+15552010007')
  await until(async () => (await telnyx.faxes.retrieve(id)).data?.status === 'sending')
  await telnyx.faxes.actions.cancel(id)
  expect(await outcome(id)).toMatchObject({ status: 'failed', failure_reason: 'sender_canceled' })
  expect(complaint(await refusal(telnyx.faxes.actions.cancel(id))).code).toBe('90080')
})

test('a deleted fax is gone', async () => {
  const id = await sent('+15552010001')
  await outcome(id)
  await telnyx.faxes.delete(id)
  expect(await refusal(telnyx.faxes.retrieve(id))).toBeInstanceOf(Telnyx.NotFoundError)
})

test('a document can be sent along instead of a link to it', async () => {
  const contents = await Telnyx.toFile(Bun.file('test/fixtures/one-page.pdf'), 'one-page.pdf')
  const body = { connection_id: carrier.connectionId, from, to: '+15552010001', contents }
  const { data } = await telnyx.faxes.create(body as unknown as Telnyx.FaxCreateParams)
  expect(await outcome(data?.id ?? '')).toMatchObject({ status: 'delivered' })
})
