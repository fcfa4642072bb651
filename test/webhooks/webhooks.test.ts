import { describe, expect, test } from 'bun:test'
import { createPublicKey, verify } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { listEvents, record } from '../../src/audit/index.ts'
import { caretakers } from '../../src/colleagues.ts'
import { addUser } from '../../src/identity/index.ts'
import { replayDelivery } from '../../src/webhooks/delivering.ts'
import { changeEndpoint, disableEndpoint, getEndpoint, removeEndpoint, renewSecret } from '../../src/webhooks/endpoints.ts'
import { pruneDeliveries, publish } from '../../src/webhooks/index.ts'
import { tellCaretakers } from '../../src/webhooks/letters.tsx'
import { changeSubscription, sendTest } from '../../src/webhooks/publishing.ts'
import { publicKeyOf, secretOf } from '../../src/webhooks/signing.ts'
import { type Heard, openWebhooks, type Webhooks } from './world.ts'

const HOUR = 3_600_000
const typesOf = (heard: readonly Heard[]) => heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)
/** The library takes what is at most five minutes from now, and knows no other clock. */
const isNow = (world: Webhooks) => {
  world.now.value = new Date()
}

describe('what is sent', () => {
  test('is what its own library of Standard Webhooks takes, and what it refuses once a byte of it is another', async () => {
    using world = openWebhooks()
    isNow(world)
    const endpoint = world.add()
    await world.submit()
    await world.tell()
    const [{ headers, body } = { headers: {}, body: '' }] = world.heard
    const webhook = new Webhook(secretOf(world.tokenKey(world.ids.maple), endpoint))
    expect(webhook.verify(body, headers)).toMatchObject({ type: 'fax.submitted' })
    expect(() => webhook.verify(body.replace('submitted', 'delivered'), headers)).toThrow()
    const theirs = new Webhook(secretOf(world.tokenKey(world.ids.harbor), endpoint))
    expect(() => theirs.verify(body, headers)).toThrow()
  })

  test('is signed with the office’s Ed25519 key, too', async () => {
    using world = openWebhooks()
    world.add()
    await world.submit()
    await world.tell()
    const [{ headers, body } = { headers: {} as Heard['headers'], body: '' }] = world.heard
    const raw = Buffer.from(publicKeyOf(world.tokenKey(world.ids.maple)).slice('whpk_'.length), 'base64')
    const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]), format: 'der', type: 'spki' })
    const signature = /v1a,(\S+)/.exec(headers['webhook-signature'] ?? '')?.[1] ?? ''
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    expect(verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  test('is an id and where to ask: no name, no number, no subject, no note', async () => {
    using world = openWebhooks()
    world.add()
    const { id, recipients } = await world.submit(['Oak Cardiology <5552010100>'])
    await world.work()
    world.webhook(world.carrier.end(world.latest(), 'delivered'))
    await world.tell()
    expect(typesOf(world.heard)).toEqual(['fax.submitted', 'fax.delivered'])
    expect(JSON.parse(world.heard[1]?.body ?? '')).toEqual({
      id: expect.stringMatching(/^evt_\d+$/),
      type: 'fax.delivered',
      timestamp: world.now.value.toISOString(),
      data: { id, recipientId: recipients[0]?.id, url: `http://maple.localhost/api/faxes/${id}` },
    })
    expect(JSON.stringify(world.heard)).not.toMatch(/Oak|5552010100|555010/)
  })

  test('goes to whoever asked for that event, from the moment they asked, and to no other office', async () => {
    using world = openWebhooks()
    await world.submit()
    world.add(['fax.delivered'])
    world.add(['fax.submitted'], 'harbor')
    await world.submit()
    await world.work()
    await world.tell()
    await world.tell('harbor')
    expect(world.heard).toEqual([])
    for (const call of world.carrier.taken.keys()) world.webhook(world.carrier.end(call, 'delivered'))
    await world.tell()
    expect(typesOf(world.heard)).toEqual(['fax.delivered', 'fax.delivered'])
  })

  test('is nothing of before, however much of that others are still to be told', async () => {
    using world = openWebhooks()
    world.add()
    world.maple.write((tx) => {
      for (let n = 0; n < 1_100; n++) record(tx, 'fax.submitted', crypto.randomUUID())
    })
    const { id } = world.add()
    world.maple.write(publish)
    expect(world.deliveries(id)).toEqual([])
  })

  test('is read from the trail once, however often that is done', async () => {
    using world = openWebhooks()
    world.add()
    await world.submit()
    for (let n = 0; n < 3; n++) await world.tell()
    expect(world.heard).toHaveLength(1)
  })
})

describe('an endpoint that does not take it', () => {
  test('is tried again under the same id, at growing distances, for three days, and then switched off', async () => {
    using world = openWebhooks()
    const { id } = world.add()
    await world.submit()
    world.answer(...Array<number>(20).fill(500))
    await world.tell()
    const waits: number[] = []
    for (let n = 0; n < 12; n++) {
      const next = world.deliveries(id)[0]?.nextTryAt
      if (!next) break
      waits.push(next.getTime() - world.now.value.getTime())
      world.now.value = next
      await world.tell()
    }
    expect(waits.map((ms) => ms / 60_000)).toEqual([5 / 60, 5, 30, 120, 300, 600, 840, 1_200, 1_440])
    expect(new Set(world.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(world.heard.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10)
    expect(world.deliveries(id)).toMatchObject([{ state: 'failed', tries: 10, status: 500 }])
    expect(world.maple.read((tx) => getEndpoint(tx, id))).toMatchObject({ enabled: false, disabledBecause: 'silent' })
    expect(world.maple.read((tx) => listEvents(tx, { action: 'webhook.disabled' }))).toHaveLength(1)
  })

  test('and others that it takes meanwhile: it stays on', async () => {
    using world = openWebhooks()
    const { id } = world.add()
    await world.submit()
    world.answer(...Array<number>(9).fill(500))
    await world.tell()
    while (world.deliveries(id).at(-1)?.tries !== 9) {
      world.now.value = world.deliveries(id).at(-1)?.nextTryAt ?? world.now.value
      await world.tell()
    }
    await world.submit()
    await world.tell()
    world.answer(500)
    world.later(24 * HOUR)
    await world.tell()
    expect(world.deliveries(id).map(({ state }) => state)).toEqual(['delivered', 'failed'])
    expect(world.maple.read((tx) => getEndpoint(tx, id)).enabled).toBe(true)
  })

  test('and switched off by itself is told to owners and admins by mail, with the host and nothing of a fax', async () => {
    using world = openWebhooks()
    const owner = world.maple.write((tx) =>
      addUser(tx, { name: 'Ana', email: 'ana@maple.test', role: 'owner_admin', passwordHash: 'none' }),
    )
    world.maple.write((tx) => addUser(tx, { name: 'Uma', email: 'uma@maple.test', role: 'user', passwordHash: 'none' }))
    world.harbor.write((tx) => addUser(tx, { name: 'Sam', email: 'sam@harbor.test', role: 'owner_admin', passwordHash: 'none' }))
    const { id } = world.add()
    await world.submit(['Oak Cardiology <5552010100>'])
    world.answer(410)
    await world.tell()
    expect(world.letters.map(({ to }) => to)).toEqual([owner.email])
    const [{ subject, text } = { subject: '', text: '' }] = world.letters
    expect(subject).toBe('A webhook of Maple Street was switched off')
    expect(text).toContain('hooks.example answered that it is gone for good.')
    expect(text).toContain('http://maple.localhost/settings/webhooks')
    expect(`${subject}${text}`).not.toMatch(/Oak|5552010100|hooks\.example\/fax/)
    world.maple.write((tx) => changeEndpoint(tx, id, { enabled: false }))
    expect(world.letters).toHaveLength(1)
  })

  test('a letter about one that is on again is not written', async () => {
    using world = openWebhooks()
    world.maple.write((tx) => addUser(tx, { name: 'Ana', email: 'ana@maple.test', role: 'owner_admin', passwordHash: 'none' }))
    const { id } = world.add()
    world.maple.write((tx) => {
      disableEndpoint(tx, id, 'silent')
      tellCaretakers(tx, caretakers)
      changeEndpoint(tx, id, { enabled: true })
    })
    await world.tell()
    expect(world.letters).toEqual([])
  })

  test('because it is gone is switched off at once; one that asks for time is given it', async () => {
    using world = openWebhooks()
    const { id } = world.add()
    await world.submit()
    world.answer({ status: 429, retryAfter: '600' }, 410)
    await world.tell()
    expect(world.deliveries(id)[0]?.nextTryAt).toEqual(new Date(world.now.value.getTime() + 600_000))
    world.later(600_000)
    await world.tell()
    expect(world.maple.read((tx) => getEndpoint(tx, id))).toMatchObject({ enabled: false, disabledBecause: 'gone' })
    await world.submit()
    await world.tell()
    expect(world.heard).toHaveLength(2)
  })

  test('by not answering says so in its log', async () => {
    using world = openWebhooks()
    const { id } = world.add()
    await world.submit()
    world.answer('silent')
    await world.tell()
    expect(world.deliveries(id)).toMatchObject([{ state: 'pending', status: null, trouble: 'timeout' }])
    world.later(5_000)
    await world.tell()
    expect(world.deliveries(id)).toMatchObject([{ state: 'delivered', status: 204, trouble: null }])
  })
})

describe('its owner', () => {
  test('renews the secret: for a day both are good, then the new one alone', async () => {
    using world = openWebhooks()
    isNow(world)
    const before = world.add()
    const after = world.maple.write((tx) => renewSecret(tx, before.id))
    const key = world.tokenKey(world.ids.maple)
    const takes = async () => {
      await world.submit()
      await world.tell()
      const { body, headers } = world.heard.at(-1) ?? { body: '', headers: {} as Heard['headers'] }
      const signed = headers['webhook-signature'] ?? ''
      return [before, after].map((each) => {
        const right = new Webhook(secretOf(key, each)).sign(
          headers['webhook-id'] ?? '',
          new Date(Number(headers['webhook-timestamp']) * 1000),
          body,
        )
        return signed.split(' ').includes(right)
      })
    }
    expect(await takes()).toEqual([true, true])
    world.later(25 * HOUR)
    expect(await takes()).toEqual([false, true])
  })

  test('sends a test, sends one again under the id it had, and neither of another office’s', async () => {
    using world = openWebhooks()
    const { id } = world.add()
    world.maple.write((tx) => sendTest(tx, id))
    await world.tell()
    const [delivery] = world.deliveries(id)
    expect([typesOf(world.heard), delivery?.state]).toEqual([['webhook.test'], 'delivered'])
    const again = () => world.maple.write((tx) => replayDelivery(tx, id, delivery?.id ?? ('' as never)))
    again()
    await world.tell()
    expect(new Set(world.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(world.heard).toHaveLength(2)
    expect(() => world.harbor.write((tx) => sendTest(tx, id))).toThrow('not found')
    world.maple.write((tx) => changeEndpoint(tx, id, { enabled: false }))
    expect(again).toThrow('switched off')
  })

  test('removes it, and what was on its way is not sent', async () => {
    using world = openWebhooks()
    const { id } = world.add()
    await world.submit()
    world.maple.write(publish)
    world.maple.write((tx) => removeEndpoint(tx, id))
    await world.tell()
    expect(world.heard).toEqual([])
  })

  test('switches it off and on: what happened in between is not told', async () => {
    using world = openWebhooks()
    const { id } = world.add()
    const turn = (enabled: boolean) => world.maple.write((tx) => changeSubscription(tx, id, { enabled }))
    turn(false)
    await world.submit()
    turn(true)
    await world.tell()
    expect(world.heard).toEqual([])
  })
})

test('the log of a month is kept', async () => {
  using world = openWebhooks()
  const { id } = world.add()
  await world.submit()
  await world.tell()
  world.later(29 * 24 * HOUR)
  expect(world.maple.write(pruneDeliveries)).toBe(0)
  world.later(2 * 24 * HOUR)
  expect([world.maple.write(pruneDeliveries), world.deliveries(id)]).toEqual([1, []])
})

test('what becomes of a test fax is told as of a real one, and marked', async () => {
  using world = openWebhooks()
  const { id } = world.add()
  world.maple.write((tx) => record(tx, 'fax.test_submitted', 'fax-1', { recipients: 1 }))
  world.maple.write((tx) => record(tx, 'fax.test_failed', 'fax-1', { recipient: 'r-1', cause: 'user_busy' }))
  await world.tell()
  expect(world.heard.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: 'fax.submitted', test: true, data: { id: 'fax-1' } },
    { type: 'fax.failed', test: true, data: { id: 'fax-1', recipientId: 'r-1', url: 'http://maple.localhost/api/faxes/fax-1' } },
  ])
  const { body } = await world.pages.call('ana', 'GET', `/api/webhooks/${id}/deliveries`)
  expect(body).toMatchObject({
    data: [
      { type: 'fax.failed', test: true },
      { type: 'fax.submitted', test: true },
    ],
  })
  await world.submit()
  await world.tell()
  expect(world.heard[2]?.body).not.toContain('"test"')
})
