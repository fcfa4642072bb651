import { expect, test } from 'bun:test'
import { type CarrierFax, cancelFax, sendAgain } from '../../src/fax/index.ts'
import { askCarrier } from '../../src/fax/refreshing.ts'
import { learn } from '../../src/fax/watching.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'

const MINUTE = 60_000
type FaxId = Awaited<ReturnType<Faxing['submit']>>['id']
const statusOf = (faxing: Faxing, id: FaxId) => faxing.show(id).recipients[0]?.status
const callOf = (faxing: Faxing, at = -1): CarrierFax => {
  const call = [...faxing.carrier.taken.values()].at(at)
  if (!call) throw new Error('The carrier has no such call.')
  return call
}
function decideToSendAgain(faxing: Faxing, id: FaxId): void {
  const [recipient] = faxing.show(id).recipients
  if (recipient) faxing.maple.write((tx) => sendAgain(tx, id, recipient.id))
}

/** A fax whose call the carrier took without a word, and which a person then has to decide about. */
async function heldFax(faxing: Faxing): Promise<FaxId> {
  faxing.carrier.next('accept_silently')
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.carrier.reachable = false
  faxing.later(61 * MINUTE)
  await faxing.work()
  faxing.carrier.reachable = true
  expect(statusOf(faxing, id)).toBe('held')
  return id
}

test('a held fax that turns out to be under way is no longer held, so nobody sends it a second time', async () => {
  using faxing = openFaxing()
  const id = await heldFax(faxing)
  faxing.webhook({ ...callOf(faxing), status: 'sending' })
  expect(statusOf(faxing, id)).toBe('sending')
  expect(() => decideToSendAgain(faxing, id)).toThrow('not waiting')
  faxing.maple.write((tx) => cancelFax(tx, id))
  await faxing.work()
  expect(faxing.carrier.canceled).toEqual([callOf(faxing).carrierId])
})

test('asked by a person, the carrier says of a held fax that it has it: nobody decides, and nothing goes twice', async () => {
  using faxing = openFaxing()
  const id = await heldFax(faxing)
  faxing.carrier.end(callOf(faxing).carrierId, 'delivered')
  await askCarrier(faxing.carrier, faxing.maple, id)
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['delivered', 1])
})

test('asked by a person, the carrier says of a held fax that it never had it: the person reads so and still decides', async () => {
  using faxing = openFaxing()
  const id = await heldFax(faxing)
  faxing.carrier.taken.clear()
  await askCarrier(faxing.carrier, faxing.maple, id)
  await faxing.work()
  expect(faxing.show(id).recipients[0]).toMatchObject({ status: 'held', cause: 'not_taken' })
  expect(faxing.show(id).timeline.map(({ action }) => action)).toContain('fax.not_taken')
  expect(faxing.carrier.asked).toHaveLength(1)
  decideToSendAgain(faxing, id)
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['sending', 2])
})

test('a carrier that cannot be asked about a held fax changes nothing, and says so', async () => {
  using faxing = openFaxing()
  const id = await heldFax(faxing)
  faxing.carrier.reachable = false
  expect(await askCarrier(faxing.carrier, faxing.maple, id).catch((error: unknown) => error)).toMatchObject({ code: 'unavailable' })
  expect(faxing.show(id).recipients[0]).toMatchObject({ status: 'held', cause: 'outcome_unknown' })
})

test('a held fax that was canceled while it was called is canceled once the carrier says that it never had it', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('lose')
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.maple.write((tx) => cancelFax(tx, id))
  faxing.carrier.reachable = false
  faxing.later(61 * MINUTE)
  await faxing.work()
  expect(statusOf(faxing, id)).toBe('held')
  faxing.carrier.reachable = true
  await askCarrier(faxing.carrier, faxing.maple, id)
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['canceled', 1])
})

test('a call that turns out to be needless because the one before was delivered is stopped', async () => {
  using faxing = openFaxing()
  const id = await heldFax(faxing)
  decideToSendAgain(faxing, id)
  await faxing.work()
  faxing.webhook({ ...callOf(faxing, 0), status: 'delivered', pages: 2 })
  await faxing.work()
  expect(faxing.carrier.canceled).toEqual([callOf(faxing, 1).carrierId])
})

test.each(['user_busy', 'sender_canceled', 'receiver_decline'])(
  'a delivered fax stays so when a further call ends with %s',
  async (cause) => {
    using faxing = openFaxing()
    const id = await heldFax(faxing)
    decideToSendAgain(faxing, id)
    await faxing.work()
    faxing.webhook({ ...callOf(faxing, 0), status: 'delivered', pages: 2 })
    faxing.webhook({ ...callOf(faxing, 1), status: 'failed', cause })
    faxing.later(60 * MINUTE)
    await faxing.work()
    expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['delivered', 2])
  },
)

test('a fax delivered while a further call is asked for stays so when that call is put off', async () => {
  using faxing = openFaxing()
  const id = await heldFax(faxing)
  decideToSendAgain(faxing, id)
  const { send } = faxing.carrier
  faxing.carrier.send = async (call) => {
    faxing.webhook({ ...callOf(faxing, 0), status: 'delivered', pages: 2 })
    faxing.carrier.next({ is: 'later', cause: 'rate_limited', inMs: 1_000 })
    return send(call)
  }
  await faxing.work()
  faxing.carrier.send = send
  faxing.later(MINUTE)
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['delivered', 2])
})

test('sent again by a person while the job of the first call still waits for its answer, it is called', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  const { send } = faxing.carrier
  faxing.carrier.send = async (call) => {
    faxing.carrier.send = send
    const answer = await send(call)
    faxing.webhook({ ...callOf(faxing), status: 'queued' })
    faxing.carrier.taken.clear()
    await askCarrier(faxing.carrier, faxing.maple, id)
    decideToSendAgain(faxing, id)
    return answer
  }
  await faxing.work()
  expect([statusOf(faxing, id), faxing.carrier.asked.length]).toEqual(['sending', 2])
})

test('that the carrier forgot an earlier call says nothing about the call that runs', async () => {
  using faxing = openFaxing()
  const { id } = await faxing.submit()
  await faxing.work()
  const [first] = faxing.show(id).attempts
  if (!first) throw new Error('There was no call.')
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'user_busy'))
  faxing.later(3 * MINUTE)
  await faxing.work()
  faxing.maple.write((tx) => learn(tx, first, { is: 'absent' }))
  expect(statusOf(faxing, id)).toBe('sending')
})

test('a fax to one does not wait behind a fax to fifty', async () => {
  using faxing = openFaxing()
  await faxing.submit(Array.from({ length: 50 }, (_, index) => `5552011${100 + index}`))
  await faxing.submit(['5552010100'])
  await faxing.work()
  expect([faxing.carrier.asked.length, faxing.carrier.asked[0]?.to]).toEqual([51, '+15552010100'])
})

test.each([
  ['that loses every call', 'lose'],
  ['whose account is switched off', { is: 'later', cause: 'account_disabled', inMs: 5 * MINUTE }],
] as const)('a carrier %s is asked less and less often, and people see why', async (_, behaviour) => {
  using faxing = openFaxing()
  faxing.carrier.next(...Array.from({ length: 500 }, () => behaviour))
  const { id } = await faxing.submit()
  for (let minutes = 0; minutes < 24 * 60; minutes++) {
    await faxing.work()
    faxing.later(MINUTE)
  }
  expect(faxing.carrier.asked.length).toBeLessThan(40)
  const { recipients, timeline } = faxing.show(id)
  expect(recipients[0]?.tries).toBe(0)
  expect(timeline.findLast(({ action }) => action === 'fax.not_taken')?.detail).toMatch(/"cause":"(carrier_unreachable|account_disabled)"/)
})
