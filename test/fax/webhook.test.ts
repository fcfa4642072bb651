import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { createApp } from '../../src/app.ts'
import { type AttemptId, clientState } from '../../src/fax/index.ts'
import type { TenantId } from '../../src/tenancy/index.ts'
import { createLive } from '../../src/web/index.ts'
import { control } from '../carrier/support.ts'
import { type Fax, faxForm, getJson } from '../support/posting.ts'
import { type Ask, type Frontdesk, openWorld, startFrontdesk, until } from '../support/server.ts'

// Real processes on a machine that may be busy: far more than they need.
setDefaultTimeout(20_000)

const { privateKey } = generateKeyPairSync('ed25519')
const keys = mkdtempSync(join(tmpdir(), 'frontdesk-keys-'))
let desk: Frontdesk
let maple: Ask
beforeAll(async () => {
  const keyFile = join(keys, 'carrier.pem')
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  desk = await startFrontdesk({ carrier: { CARRIER_KEY_FILE: keyFile, CARRIER_LATE_MS: '1200' } })
  maple = desk.as('maple', desk.maple.key)
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(keys, { recursive: true, force: true })
})

const seconds = (ago = 0) => String(Math.floor(Date.now() / 1000) - ago)
const signed = (body: string, timestamp = seconds(), key: KeyObject = privateKey): Record<string, string> => ({
  'content-type': 'application/json',
  'telnyx-timestamp': timestamp,
  'telnyx-signature-ed25519': sign(null, Buffer.from(`${timestamp}|${body}`), key).toString('base64'),
})
const post = (body: string, headers: Record<string, string>) => desk.as('whatever')('/webhooks/telnyx', { method: 'POST', body, headers })
const told = async (body: string) => {
  const answer = await post(body, signed(body))
  return { status: answer.status, ...((await answer.json()) as { effect?: string }) }
}

type Payload = Readonly<Record<string, unknown>>
const eventOf = (type: string, payload: Payload, id: string = crypto.randomUUID()) =>
  JSON.stringify({
    data: { record_type: 'event', event_type: type, id, occurred_at: new Date().toISOString(), payload },
    meta: { attempt: 1, delivered_to: 'here' },
  })
const kept = () =>
  desk.maple.file.read((tx) => tx.db.all<{ id: string; type: string; effect: string }>(sql`SELECT id, type, effect FROM carrier_events`))
const strays = () =>
  desk.parts.control.read((tx) => tx.db.all<{ id: string; type: string; body: string }>(sql`SELECT id, type, body FROM stray_events`))
const attemptsOf = (faxId: string) =>
  desk.maple.file.read((tx) =>
    tx.db.all<{ id: AttemptId; state: string; carrier_id: string; number: number }>(
      sql`SELECT a.id, a.state, a.carrier_id, a.number FROM fax_attempts a JOIN fax_recipients r ON r.id = a.recipient_id WHERE r.fax_id = ${faxId}`,
    ),
  )

async function send(to: string): Promise<string> {
  const answer = await maple('/api/faxes', { method: 'POST', body: await faxForm(to) })
  return ((await answer.json()) as { id: string }).id
}
const show = (id: string) => getJson<Fax>(maple, `/api/faxes/${id}`)
const delivered = (id: string) =>
  until(async () => {
    const fax = await show(id)
    return fax.status === 'delivered' && fax
  })

/** A fax the carrier has and says nothing about, so that this test may. */
async function silentFax() {
  const id = await send('+15550120010')
  const attempt = await until(() => attemptsOf(id).find(({ state }) => state === 'accepted'))
  const payload = {
    fax_id: attempt.carrier_id,
    direction: 'outbound',
    from: '+15550100100',
    to: '+15550120010',
    client_state: clientState(desk.maple.id, attempt.id),
  }
  return { id, event: (status: string, eventId?: string) => eventOf(`fax.${status}`, { ...payload, status }, eventId) }
}

describe('an event is believed only when the carrier signed these bytes just now', () => {
  test('unsigned, wrongly signed, old, from the future or rewritten it is refused and leaves nothing', async () => {
    const { id, event } = await silentFax()
    const body = event('delivered')
    const before = [kept().length, strays().length]
    const stranger = generateKeyPairSync('ed25519').privateKey
    const good = signed(body)
    const tries: Readonly<Record<string, [string, Record<string, string>]>> = {
      unsigned: [body, { 'content-type': 'application/json' }],
      'signed by another': [body, signed(body, seconds(), stranger)],
      'signed for another time': [body, { ...good, 'telnyx-timestamp': seconds(1) }],
      'five minutes old': [body, signed(body, seconds(302))],
      'from the future': [body, signed(body, seconds(-302))],
      'changed by a letter': [body.replace('delivered', 'Delivered'), good],
      'the same JSON written anew': [JSON.stringify(JSON.parse(body), null, 1), good],
      'with half a signature': [body, { ...good, 'telnyx-signature-ed25519': (good['telnyx-signature-ed25519'] ?? '').slice(0, 40) }],
      'without a time': [body, { ...good, 'telnyx-timestamp': '' }],
    }
    const statuses = await Promise.all(Object.values(tries).map(async ([text, headers]) => (await post(text, headers)).status))
    expect(Object.fromEntries(Object.keys(tries).map((name, index) => [name, statuses[index]]))).toEqual(
      Object.fromEntries(Object.keys(tries).map((name) => [name, 403])),
    )
    expect([kept().length, strays().length]).toEqual(before)
    expect((await show(id)).status).toBe('sending')
    expect(await told(body)).toEqual({ status: 200, effect: 'applied' })
    expect((await show(id)).status).toBe('delivered')
  })

  test('a few minutes of difference between the clocks are allowed', async () => {
    const { id, event } = await silentFax()
    const [early, late] = [event('queued'), event('delivered')]
    expect((await post(early, signed(early, seconds(280)))).status).toBe(200)
    expect((await post(late, signed(late, seconds(-280)))).status).toBe(200)
    expect((await show(id)).status).toBe('delivered')
  })

  test('replayed it is acknowledged and changes nothing', async () => {
    const { id, event } = await silentFax()
    const body = event('failed', crypto.randomUUID())
    const headers = signed(body)
    const [first, second] = [await post(body, headers), await post(body, headers)]
    expect([await first.json(), await second.json()]).toEqual([{ effect: 'applied' }, { effect: 'repeated' }])
    expect((await show(id)).recipients[0]?.tries).toBe(1)
  })

  test('without a public key nothing is believed at all', async () => {
    using world = openWorld({ TELNYX_PUBLIC_KEY: '' })
    const app = createApp(world.parts, createLive())
    const body = eventOf('fax.delivered', { fax_id: 'x' })
    const answer = await app.handle(new Request('http://localhost/webhooks/telnyx', { method: 'POST', body, headers: signed(body) }))
    expect(answer.status).toBe(503)
    expect(world.parts.control.read((tx) => tx.db.all(sql`SELECT id FROM stray_events`))).toEqual([])
  })

  test('signed nonsense is refused, and so is what is larger than any event', async () => {
    const bodies = ['', '{"data":', 'null', '{"data":{}}', `{"data":"${'a'.repeat(300_000)}"}`]
    const statuses = await Promise.all(bodies.map(async (body) => (await post(body, signed(body))).status))
    expect(statuses).toEqual([400, 400, 422, 422, 422])
  })
})

describe('what belongs to nobody is kept and acknowledged', () => {
  const lasting = (type: string, payload: Payload) => {
    const id = crypto.randomUUID()
    return { id, body: eventOf(type, payload, id) }
  }
  const nobody = clientState(crypto.randomUUID() as TenantId, crypto.randomUUID() as AttemptId)
  const cases: readonly [string, string, Payload][] = [
    ['of an office nobody knows', 'fax.delivered', { fax_id: 'a', direction: 'outbound', status: 'delivered', client_state: nobody }],
    ['without a client state', 'fax.delivered', { fax_id: 'b', direction: 'outbound', status: 'delivered' }],
    [
      'with a client state of somebody else',
      'fax.failed',
      { fax_id: 'c', direction: 'outbound', client_state: 'aGF2ZSBhIG5pY2UgZGF5ID1d' },
    ],
    ['to a number nobody has', 'fax.received', { fax_id: 'd', direction: 'inbound', status: 'received', to: '+15550199999' }],
    ['of a kind that has no fax', 'number_order.complete', { order: 1 }],
  ]
  test.each(cases)('an event %s', async (_, type, payload) => {
    const { id, body } = lasting(type, payload)
    expect([await told(body), await told(body)]).toEqual([
      { status: 200, effect: 'stray' },
      { status: 200, effect: 'repeated' },
    ])
    expect(strays().filter((each) => each.id === id)).toEqual([{ id, type, body }])
  })

  test('one of ours with an attempt that is not ours is kept in our file and moves nothing', async () => {
    const id = crypto.randomUUID()
    const state = clientState(desk.maple.id, crypto.randomUUID() as AttemptId)
    const payload = { fax_id: 'e', direction: 'outbound', status: 'delivered', client_state: state }
    expect(await told(eventOf('fax.delivered', payload, id))).toEqual({ status: 200, effect: 'kept' })
    expect(kept().find((each) => each.id === id)).toEqual({ id, type: 'fax.delivered', effect: 'kept' })
  })

  test('a type of event nobody has heard of, in the middle of a fax, is kept and the fax goes on', async () => {
    const before = new Set(kept().map(({ id }) => id))
    const id = await send('+15550120021')
    await delivered(id)
    const news = kept().filter((each) => !before.has(each.id))
    expect(news.map(({ type }) => type)).toContain('fax.page.transmitted')
    expect((await show(id)).timeline.map(({ action }) => action)).not.toContain('fax.page.transmitted')
  })
})

describe('however the events come, a fax ends as the call did, and was called once', () => {
  const manners: readonly [string, string][] = [
    ['0008', 'every event three times'],
    ['0009', 'in reversed order'],
    ['0011', 'late'],
    ['0012', 'before the answer to our request'],
    ['0013', 'after an answer that never came'],
    ['0014', 'after the answer was an error'],
    ['0016', 'for a call that appeared only after we had given up on it'],
  ]
  test.each(manners)('…%s: %s', async (ending) => {
    const to = `+1555012${ending}`
    const before = kept().length
    const id = await send(to)
    const fax = await delivered(id)
    expect(fax.recipients).toMatchObject([{ status: 'delivered', tries: 1 }])
    expect(attemptsOf(id).map(({ state, number }) => [number, state])).toEqual([[1, 'delivered']])
    expect(await control<{ id: string }[]>(desk.carrier, `/accepted?to=${encodeURIComponent(to)}`)).toMatchObject([
      { id: attemptsOf(id)[0]?.carrier_id },
    ])
    // Repeats included, each of the four events is kept once and none of them moves the fax back.
    await until(() => kept().length === before + 4)
    const after = await show(id)
    expect(after.status).toBe('delivered')
    expect(after.timeline.filter(({ action }) => action !== 'fax.viewed').at(-1)?.action).toBe('fax.delivered')
    expect(after.timeline.filter(({ action }) => action === 'fax.delivered' || action === 'fax.calling')).toHaveLength(2)
  })

  test('…0010: no event at all, and then asked', async () => {
    const id = await send('+15550120010')
    await until(() => attemptsOf(id)[0]?.state === 'accepted')
    const fax = await until(async () => {
      await maple(`/api/faxes/${id}/refresh`, { method: 'POST' })
      const now = await show(id)
      return now.status === 'delivered' && now
    })
    expect(fax.recipients).toMatchObject([{ status: 'delivered', tries: 1 }])
    expect(attemptsOf(id)).toHaveLength(1)
  })

  test('no client state was ever accepted twice', async () => {
    expect(await control<{ duplicates: string[] }>(desk.carrier, '/stats?states=off')).toMatchObject({ duplicates: [] })
  })
})
