import { expect, test } from 'bun:test'
import { verifyChain } from '../../src/audit/index.ts'
import { adviceOf, cancelFax, causeCodes, causeOf, listFaxes, markSent, sendAgain, showFax } from '../../src/fax/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'

const MINUTE = 60_000
const statusOf = (faxing: Faxing, id: Awaited<ReturnType<Faxing['submit']>>['id']) => faxing.show(id).fax.status
const actions = (faxing: Faxing, id: Awaited<ReturnType<Faxing['submit']>>['id']) => faxing.show(id).timeline.map(({ action }) => action)

test('a queued fax is prepared, sent and delivered, and its timeline says so', async () => {
  using faxing = openFaxing()
  const { id, status } = await faxing.submit()
  expect(status).toBe('queued')
  await faxing.work()
  expect(statusOf(faxing, id)).toBe('sending')
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  const { fax, recipients, attempts } = faxing.show(id)
  expect([fax.status, recipients[0]?.tries, attempts[0]?.pages]).toEqual(['delivered', 1, 2])
  expect(fax.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(actions(faxing, id).filter((action) => action !== 'fax.viewed')).toEqual([
    'fax.submitted',
    'fax.prepared',
    'fax.calling',
    'fax.accepted',
    'fax.delivered',
  ])
  expect(faxing.maple.read(verifyChain)).toMatchObject({ valid: true })
})

test('one office’s faxes are not in another’s', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  expect(faxing.harbor.read((tx) => listFaxes(tx, {}, { limit: 50 }))).toEqual([])
  expect(() => faxing.harbor.write((tx) => showFax(tx, id))).toThrow('Fax not found.')
  expect(await faxing.work(faxing.harbor)).toBe(0)
})

test('a busy line is tried again three minutes later, and not before', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'user_busy'))
  const waiting = faxing.show(id).recipients[0]
  expect([waiting?.status, waiting?.cause, waiting?.nextTryAt]).toEqual([
    'queued',
    'user_busy',
    new Date(faxing.now.value.getTime() + 3 * MINUTE),
  ])
  faxing.later(3 * MINUTE - 1)
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(1)
  faxing.later(1)
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(2)
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  expect([statusOf(faxing, id), faxing.show(id).recipients[0]?.tries]).toEqual(['delivered', 2])
})

test('a line that stays busy is given up after its last try', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  const tries = causeOf('user_busy').retryMinutes.length + 1
  for (let count = 0; count < tries; count++) {
    await faxing.work()
    faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'user_busy'))
    faxing.later(60 * MINUTE)
  }
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['failed', tries])
})

test('a number that is not in service is not called twice', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'receiver_unallocated_number'))
  faxing.later(24 * 60 * MINUTE)
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['failed', 1])
})

test('a failure reason nobody has written down is one delayed retry', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  for (let count = 0; count < 2; count++) {
    await faxing.work()
    faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'something_new_at_the_carrier'))
    faxing.later(60 * MINUTE)
  }
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['failed', 2])
})

test('a lost answer is not followed by a second call: the carrier is asked when that is safe', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('accept_silently')
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.later(74_999)
  await faxing.work()
  expect(faxing.show(id).attempts[0]?.state).toBe('calling')
  faxing.later(1)
  await faxing.work()
  expect([faxing.carrier.asked.length, faxing.show(id).attempts[0]?.state]).toEqual([1, 'accepted'])
})

test('a call that never reached the carrier is made again once that is proved', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('lose')
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.later(75_000)
  await faxing.work()
  expect(faxing.show(id).attempts.map(({ state }) => state)).toEqual(['absent', 'accepted'])
  expect(faxing.show(id).recipients[0]?.tries).toBe(0)
})

test('when the carrier cannot be asked for an hour the fax waits for a person', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('lose')
  const { id, recipients } = await faxing.submit()
  await faxing.work()
  faxing.carrier.reachable = false
  for (let minutes = 0; minutes < 61; minutes++) {
    faxing.later(MINUTE)
    await faxing.work()
  }
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['held', 1])
  const recipient = recipients[0]?.id
  if (!recipient) throw new Error('No recipient.')
  faxing.maple.write((tx) => sendAgain(tx, id, recipient))
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['sending', 2])
})

test('a person can say that a held fax did arrive', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('lose')
  const { id, recipients } = await faxing.submit()
  await faxing.work()
  faxing.carrier.reachable = false
  faxing.later(61 * MINUTE)
  await faxing.work()
  const recipient = recipients[0]?.id
  if (!recipient) throw new Error('No recipient.')
  faxing.maple.write((tx) => markSent(tx, id, recipient))
  expect(statusOf(faxing, id)).toBe('delivered')
  expect(() => faxing.maple.write((tx) => markSent(tx, id, recipient))).toThrow('not waiting')
})

test('asked to slow down, it waits that long and does not count it as a try', async () => {
  using faxing = openFaxing()
  faxing.carrier.next({ is: 'later', cause: 'rate_limited', inMs: 10_000 })
  const { id } = await faxing.submit()
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(1)
  faxing.later(10_000)
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length, faxing.show(id).recipients[0]?.tries]).toEqual(['sending', 2, 0])
})

test('after a signalling error the next call goes the plain way', async () => {
  using faxing = openFaxing()
  await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'fax_signaling_error'))
  faxing.later(60 * MINUTE)
  await faxing.work()
  expect(faxing.carrier.asked.map(({ plain }) => plain)).toEqual([false, true])
})

test('a scheduled fax waits for its time', async () => {
  using faxing = openFaxing()
  const { id, status } = await faxing.submit(['5552010100'], { sendAt: new Date(faxing.now.value.getTime() + 60 * MINUTE) })
  expect(status).toBe('scheduled')
  faxing.later(60 * MINUTE - 1)
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(0)
  faxing.later(1)
  await faxing.work()
  expect(statusOf(faxing, id)).toBe('sending')
})

test('some delivered and some failed is partial', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit(['5552010100', '5552010101'])
  await faxing.work()
  const [first = '', second = ''] = [...faxing.carrier.taken.keys()]
  faxing.webhook(faxing.carrier.end(first, 'delivered'))
  expect(statusOf(faxing, id)).toBe('sending')
  faxing.webhook(faxing.carrier.end(second, 'failed', 'receiver_decline'))
  expect(statusOf(faxing, id)).toBe('partial')
})

test('canceling stops what waits at once and asks the carrier about what runs', async () => {
  using faxing = openFaxing()
  const waiting = await faxing.submit(['5552010100'], { sendAt: new Date(faxing.now.value.getTime() + MINUTE) })
  faxing.maple.write((tx) => cancelFax(tx, waiting.id))
  expect(statusOf(faxing, waiting.id)).toBe('canceled')

  const running = await faxing.submit()
  await faxing.work()
  faxing.maple.write((tx) => cancelFax(tx, running.id))
  expect(statusOf(faxing, running.id)).toBe('sending')
  await faxing.work()
  expect(faxing.carrier.canceled).toEqual([faxing.latest()])
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'sender_canceled'))
  expect(statusOf(faxing, running.id)).toBe('canceled')
  expect(() => faxing.maple.write((tx) => cancelFax(tx, running.id))).toThrow('already settled')
  faxing.later(60 * MINUTE)
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(1)
})

test('events that come twice, late or before the answer leave the same state, and none goes back', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  await faxing.work()
  const sent = faxing.carrier.taken.get(faxing.latest())
  if (!sent) throw new Error('Not sent.')
  expect(faxing.webhook({ ...sent, status: 'sending' }, 'e3')).toBe('applied')
  expect(faxing.webhook({ ...sent, status: 'queued' }, 'e1')).toBe('late')
  expect(faxing.webhook({ ...sent, status: 'delivered', pages: 2 }, 'e4')).toBe('applied')
  expect(faxing.webhook({ ...sent, status: 'delivered', pages: 2 }, 'e4')).toBe('repeated')
  expect(faxing.webhook({ ...sent, status: 'failed', cause: 'user_busy' }, 'e5')).toBe('late')
  expect(faxing.webhook({ ...sent, status: 'media.processed' }, 'e2')).toBe('late')
  expect([statusOf(faxing, id), faxing.show(id).recipients[0]?.tries]).toEqual(['delivered', 1])
})

test('a webhook tells of a call whose answer was lost', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('accept_silently')
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  expect(statusOf(faxing, id)).toBe('delivered')
  faxing.later(10 * MINUTE)
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(1)
})

test('a failure told before the answer is still tried again at its time', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('accept_silently')
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'user_busy'))
  faxing.later(2 * MINUTE)
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(1)
  faxing.later(MINUTE)
  await faxing.work()
  expect([faxing.carrier.asked.length, statusOf(faxing, id)]).toEqual([2, 'sending'])
})

test('the watch settles what the webhooks lost', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.carrier.end(faxing.latest(), 'delivered')
  faxing.later(5 * MINUTE)
  await faxing.work()
  expect(statusOf(faxing, id)).toBe('delivered')
})

test('a call the carrier no longer knows is held, not sent again', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.carrier.taken.clear()
  faxing.later(5 * MINUTE)
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['held', 1])
})

test('every cause has words and advice', () => {
  for (const code of [...causeCodes(), 'unheard_of']) {
    const { words, advice } = causeOf(code)
    expect([words.endsWith('.'), advice.endsWith('.')]).toEqual([true, true])
    expect(adviceOf(code, false)).not.toContain('It is tried again')
  }
  expect(adviceOf('user_busy', true)).toContain('It is tried again by itself')
})
