import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { type Call, type Carrier, checkSubmission, type FaxId, showFax, submitFax, telnyxCarrier } from '../../src/fax/index.ts'
import { handlersOf } from '../../src/handlers.ts'
import { drain } from '../../src/jobs/index.ts'
import { control, type Running, startCarrier } from '../carrier/support.ts'
import { openWorld, until } from '../support/server.ts'

// Real processes on a machine that may be busy: far more than they need.
setDefaultTimeout(20_000)

let local: Running
let carrier: Carrier
beforeAll(async () => {
  local = await startCarrier({ CARRIER_FETCH: 'off' })
  carrier = telnyxCarrier({ apiKey: local.apiKey, baseUrl: local.apiBase, connectionId: local.connectionId })
})
afterAll(() => local[Symbol.asyncDispose]())
beforeEach(() => control(local, '/reset', {}))

const FROM = '+15550100100'
const state = () => Buffer.from(crypto.randomUUID()).toString('base64')
const callTo = (ending: string, clientState = state()): Call => ({
  to: ending.startsWith('+') || ending === '' ? ending : `+1555012${ending}`,
  from: FROM,
  mediaUrl: 'http://127.0.0.1:9/document.pdf',
  clientState,
  plain: false,
})
const posts = async () => (await control<{ posts: number }>(local, '/stats?states=off')).posts
const accepted = (to: string) => control<{ id: string; clientState: string }[]>(local, `/accepted?to=${encodeURIComponent(to)}`)
const since = () => new Date(Date.now() - 60_000)

describe('what the answer to a send proves', () => {
  test('taken: it has an id', async () => {
    const answer = await carrier.send(callTo('0001'))
    expect(answer).toEqual({ is: 'accepted', carrierId: expect.any(String) as string })
    expect(await accepted('+15550120001')).toHaveLength(1)
  })

  test.each([
    ['a cut line after taking it', '0013', 1],
    ['an error after taking it', '0014', 1],
    ['an error without taking it', '0015', 0],
    ['a cut line before it shows up', '0016', 0],
  ])('nothing, after %s; and it is asked once', async (_, ending, taken) => {
    expect(await carrier.send(callTo(ending))).toEqual({ is: 'unknown' })
    expect(await posts()).toBe(1)
    expect(await accepted(`+1555012${ending}`)).toHaveLength(taken)
  })

  test('not taken, this time: too many at once, and the pause the carrier wants', async () => {
    expect(await carrier.send(callTo('0017'))).toEqual({ is: 'later', cause: 'rate_limited', inMs: expect.any(Number) as number })
    expect(await carrier.send(callTo('0017'))).toMatchObject({ is: 'accepted' })
    expect(await posts()).toBe(2)
  })

  test('not taken: a wrong key, a closed door, a number that is none', async () => {
    const stranger = telnyxCarrier({ apiKey: 'KEY_wrong', baseUrl: local.apiBase, connectionId: local.connectionId })
    const nowhere = telnyxCarrier({ apiKey: local.apiKey, baseUrl: 'http://127.0.0.1:9/v2', connectionId: local.connectionId })
    expect(await stranger.send(callTo('0001'))).toMatchObject({ is: 'later', cause: 'account_disabled' })
    expect(await nowhere.send(callTo('0001'))).toMatchObject({ is: 'later', cause: 'carrier_unreachable' })
    expect(await carrier.send(callTo('+12'))).toEqual({ is: 'refused', cause: 'receiver_invalid_number_format' })
    expect(await accepted('+15550120001')).toEqual([])
  })

  test('nothing, while the carrier is down', async () => {
    await control(local, '', { unavailable: true })
    expect(await carrier.send(callTo('0001'))).toEqual({ is: 'unknown' })
  })
})

describe('asking the carrier', () => {
  test('finds a call by the state it was made with, among others to the same number', async () => {
    const calls = [callTo('0013'), callTo('0013'), callTo('0013')]
    for (const call of calls) await carrier.send(call)
    const wanted = calls[1] ?? callTo('0013')
    const [, second] = await accepted(wanted.to)
    expect(await carrier.find(wanted, since())).toMatchObject({
      is: 'found',
      fax: { carrierId: second?.id, clientState: wanted.clientState },
    })
    expect(await carrier.find({ ...wanted, clientState: state() }, since())).toEqual({ is: 'absent' })
    expect(await carrier.find(wanted, new Date(Date.now() + 60_000))).toEqual({ is: 'absent' })
    await control(local, '', { unavailable: true })
    expect(await carrier.find(wanted, since())).toEqual({ is: 'unavailable' })
  })

  test('about one call tells how it stands, that there is none, or that nobody answers', async () => {
    const sent = await carrier.send(callTo('0006'))
    const id = sent.is === 'accepted' ? sent.carrierId : ''
    const look = await until(async () => {
      const answer = await carrier.look(id)
      return answer.is === 'found' && answer.fax.status === 'failed' && answer
    })
    expect(look.fax).toMatchObject({ direction: 'outbound', cause: 'receiver_unallocated_number' })
    expect(await carrier.look(crypto.randomUUID())).toEqual({ is: 'absent' })
    await control(local, '', { unavailable: true })
    expect(await carrier.look(id)).toEqual({ is: 'unavailable' })
  })

  test('to stop a call is asked, too late, or cannot be', async () => {
    const [slow, fast] = [await carrier.send(callTo('0007')), await carrier.send(callTo('0001'))]
    const idOf = (answer: typeof slow) => (answer.is === 'accepted' ? answer.carrierId : '')
    expect(await carrier.cancel(idOf(slow))).toBe('asked')
    await until(async () => {
      const answer = await carrier.look(idOf(fast))
      return answer.is === 'found' && answer.fax.status === 'delivered'
    })
    expect(await carrier.cancel(idOf(fast))).toBe('too_late')
    await control(local, '', { unavailable: true })
    expect(await carrier.cancel(idOf(slow))).toBe('unavailable')
  })

  test('for what came in lists it, and brings each document while its link lives', async () => {
    const call = async (more: object) => (await control<{ id: string }>(local, '/call', { to: FROM, from: '+15550130001', ...more })).id
    const id = await call({ mediaFailures: 1 })
    const listed = await until(async () => {
      const answer = await carrier.listInbound(since())
      return answer.is === 'listed' && answer.faxes.find((fax) => fax.carrierId === id && fax.mediaUrl)
    })
    expect(listed).toMatchObject({ direction: 'inbound', status: 'received', from: '+15550130001', to: FROM })
    expect(await carrier.download(listed.mediaUrl ?? '')).toEqual({ is: 'unavailable' })
    expect(await carrier.download(listed.mediaUrl ?? '')).toMatchObject({ is: 'document' })
    await control(local, '', { mediaSeconds: 0 })
    const renewed = await carrier.renewMedia(id)
    expect(await carrier.download(renewed.is === 'found' ? (renewed.fax.mediaUrl ?? '') : '')).toEqual({ is: 'expired' })
  })

  test('a link that leads elsewhere is not followed', async () => {
    using elsewhere = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => Response.redirect(`${local.url}/received`) })
    expect(await carrier.download(elsewhere.url.href)).toEqual({ is: 'unavailable' })
  })
})

describe('with the clock in hand', () => {
  const onePage = Bun.file(join(import.meta.dir, '../fixtures/one-page.pdf'))

  function openLine() {
    let ahead = 0
    const env = { TELNYX_API_KEY: local.apiKey, TELNYX_BASE_URL: local.apiBase, TELNYX_CONNECTION_ID: local.connectionId }
    const world = openWorld(env, () => new Date(Date.now() + ahead))
    const { file, id } = world.offices.maple
    const handlers = handlersOf(world.parts)
    return {
      async send(to: string): Promise<FaxId> {
        const stored = await world.parts.files.put(id, await onePage.bytes())
        const input = { to: [to], cover: false, subject: '', note: '', from: undefined, sendAt: undefined }
        return file.write((tx) => submitFax(tx, checkSubmission(tx, input), [{ name: 'a.pdf', type: 'pdf', pages: 1, stored }])).id
      },
      work: () => drain(file, handlers),
      async later(minutes: number) {
        ahead += minutes * 60_000
        await drain(file, handlers)
      },
      show: (fax: FaxId) => file.write((tx) => showFax(tx, fax)),
      attempts: () =>
        file.read((tx) => tx.db.all<{ state: string }>(sql`SELECT state FROM fax_attempts ORDER BY number`)).map(({ state }) => state),
      [Symbol.dispose]: () => world[Symbol.dispose](),
    }
  }

  test('a call the carrier did not take is made again, but only once that is proved', async () => {
    using line = openLine()
    await line.send('+15550120015')
    await line.work()
    await line.later(1)
    expect([await posts(), line.attempts()]).toEqual([1, ['calling']])
    await line.later(0.3)
    expect([await posts(), line.attempts()]).toEqual([2, ['absent', 'calling']])
    expect(await control<object>(local, '/stats')).toMatchObject({ accepted: 0, duplicates: [] })
  })

  test('a call the carrier took without a word is found, and not made again', async () => {
    await control(local, '', { webhooks: 'off' })
    using line = openLine()
    const fax = await line.send('+15550120014')
    await line.work()
    expect(line.attempts()).toEqual(['calling'])
    await line.later(1.3)
    expect(line.show(fax).fax.status).toBe('delivered')
    expect([await posts(), line.attempts()]).toEqual([1, ['delivered']])
  })

  test('while nobody can be asked nothing is sent, and after an hour a person decides', async () => {
    using line = openLine()
    const fax = await line.send('+15550120013')
    await line.work()
    await control(local, '', { unavailable: true })
    await line.later(2)
    expect(line.show(fax).fax.status).toBe('sending')
    await line.later(60)
    expect(line.show(fax)).toMatchObject({ fax: { status: 'held' }, recipients: [{ cause: 'outcome_unknown' }] })
    expect(await posts()).toBe(1)
  })

  test('a call whose events were lost is asked about by the watch', async () => {
    using line = openLine()
    const fax = await line.send('+15550120010')
    await line.work()
    await until(async () => (await control<{ delivered: number }>(local, '/stats?states=off')).delivered === 1)
    await line.later(4)
    expect(line.show(fax).fax.status).toBe('sending')
    await line.later(2)
    expect(line.show(fax).fax.status).toBe('delivered')
  })

  test('a busy line is called again minutes later, with a state of its own', async () => {
    using line = openLine()
    const fax = await line.send('+15550120003')
    const failed = (times: number) => until(async () => (await control<{ failed: number }>(local, '/stats?states=off')).failed === times)
    await line.work()
    await failed(1)
    await line.later(6)
    expect(line.show(fax)).toMatchObject({ fax: { status: 'queued' }, recipients: [{ cause: 'user_busy', tries: 1 }] })
    expect(await posts()).toBe(1)
    await line.later(4)
    await failed(2)
    await line.later(6)
    expect(line.show(fax)).toMatchObject({ fax: { status: 'queued' }, recipients: [{ tries: 2 }] })
    expect(line.attempts()).toEqual(['failed', 'failed'])
    expect(await control<object>(local, '/stats?states=off')).toMatchObject({ posts: 2, accepted: 2, duplicates: [] })
  })
})
