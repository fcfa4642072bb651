import { afterAll, beforeAll, expect, test } from 'bun:test'
import type Telnyx from 'telnyx'
import { client, control, type Desk, from, openDesk, type Running, startCarrier, until } from './support.ts'

let carrier: Running
let desk: Desk
let telnyx: Telnyx
const caller = '+15552010177'

beforeAll(async () => {
  desk = openDesk()
  carrier = await startCarrier({ CARRIER_WEBHOOK_URL: desk.hook })
  telnyx = client(carrier)
})

afterAll(async () => {
  await carrier[Symbol.asyncDispose]()
  desk[Symbol.dispose]()
})

async function callUs(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return (await control<{ id: string }>(carrier, '/call', { to: from, from: caller, ...more })).id
}

async function finished(id: string): Promise<Telnyx.Fax> {
  return until(async () => {
    const { data } = await telnyx.faxes.retrieve(id)
    return data?.status === 'received' || data?.status === 'delivered' ? data : null
  })
}

test('a call to us is told in three events, the last with a link to the document', async () => {
  const id = await callUs({ pages: 2 })
  await until(() => desk.types(id).length === 3)
  expect(desk.types(id)).toEqual(['fax.receiving.started', 'fax.media.processing.started', 'fax.received'])
  const last = desk.heardAbout(id).at(-1)
  expect(await telnyx.webhooks.unwrap(last?.body ?? '', { headers: last?.headers ?? {} })).toBeDefined()
  expect(last?.event.data.payload).toMatchObject({
    direction: 'inbound',
    page_count: 2,
    caller_id: caller,
    to: from,
    partial_content: false,
  })
  const document = await fetch(String(last?.event.data.payload['media_url']))
  expect(document.headers.get('content-type')).toBe('application/pdf')
})

test('the disputed spelling is spoken on demand', async () => {
  const id = await callUs({ spelling: 'fax.delivered' })
  await until(() => desk.types(id).length === 3)
  expect(desk.heardAbout(id).at(-1)?.event.data).toMatchObject({ event_type: 'fax.delivered', payload: { direction: 'inbound' } })
})

test('a lost webhook leaves the fax in the list of incoming ones', async () => {
  const id = await callUs({ webhook: 'lost' })
  await finished(id)
  const { data } = await telnyx.faxes.list({ filter: { direction: { eq: 'inbound' } } })
  expect(data.map((fax) => fax.id)).toContain(id)
  expect(desk.types(id)).toEqual([])
})

test('a doubled webhook comes twice with one id', async () => {
  const id = await callUs({ webhook: 'twice' })
  await until(() => desk.types(id).length === 6)
  expect(new Set(desk.heardAbout(id).map(({ event }) => event.data.id)).size).toBe(3)
})

test('a given document arrives untouched', async () => {
  const scan = Buffer.from(await Bun.file('test/fixtures/referral.pdf').bytes())
  const fax = await finished(await callUs({ pdf: scan.toString('base64') }))
  const got = Buffer.from(await (await fetch(fax.media_url ?? '')).bytes())
  expect(got.equals(scan)).toBe(true)
})

test('the first downloads fail as often as asked', async () => {
  const { media_url: link } = await finished(await callUs({ mediaFailures: 2 }))
  const tries = [await fetch(link ?? ''), await fetch(link ?? ''), await fetch(link ?? '')]
  expect(tries.map(({ status }) => status)).toEqual([503, 503, 200])
})

test('a link that has expired is forbidden until the fax is refreshed', async () => {
  await control(carrier, '', { mediaSeconds: 0 })
  const { id, media_url: old } = await finished(await callUs())
  expect((await fetch(old ?? '')).status).toBe(403)
  await control(carrier, '', { mediaSeconds: 600 })
  await telnyx.faxes.actions.refresh(id ?? '')
  const { data } = await telnyx.faxes.retrieve(id ?? '')
  expect((await fetch(data?.media_url ?? '')).status).toBe(200)
  expect((await fetch(old ?? '')).status).toBe(403)
})

test('a partial fax says so and has fewer pages', async () => {
  const id = await callUs({ pages: 4, partial: true })
  await until(() => desk.types(id).length === 3)
  expect(desk.heardAbout(id).at(-1)?.event.data.payload).toMatchObject({ partial_content: true, page_count: 2 })
})

test('a call without a number is refused in plain words', async () => {
  const response = await fetch(`${carrier.url}/_control/call`, { method: 'POST', body: JSON.stringify({ to: 'us' }) })
  expect(response.status).toBe(400)
  expect(((await response.json()) as { error: string }).error).toContain('+15552010100')
})

test('a person places a call with the form, and a wrong number comes back with what was typed', async () => {
  const place = (to: string) =>
    fetch(`${carrier.url}/place-call`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ to, from: caller, pages: '1' }) })
  expect((await place('+15552010142')).status).toBe(303)
  const refused = await place('"><b>')
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('value="&quot;&gt;&lt;b&gt;"')
  const { data } = await telnyx.faxes.list({ filter: { to: { eq: '+15552010142' } } })
  expect(data).toHaveLength(1)
})
