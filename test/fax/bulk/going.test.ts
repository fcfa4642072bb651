import { expect, test } from 'bun:test'
import { verifyChain } from '../../../src/audit/index.ts'
import { addContact } from '../../../src/contacts/index.ts'
import { countFaxes, listFaxes, showFax, startBulk } from '../../../src/fax/index.ts'
import { setHours } from '../../../src/office/index.ts'
import { lines, numberOf, openBulking } from '../../support/bulking.ts'

const UNALLOCATED = 'receiver_unallocated_number'

test('a dry run queues nothing, is in no list, and says who would be left out and why', async () => {
  using bulking = openBulking()
  const contact = { name: 'Oak', organization: '', note: '', fax: numberOf(3), restricted: true }
  bulking.maple.write((tx) => addContact(tx, contact))
  const id = await bulking.draft(`${lines(4)}\nAgain <${numberOf(0)}>\nNobody <12>`)
  expect(bulking.totals(id)).toMatchObject({ all: 6, waiting: 3, left_out: 3 })
  expect(await bulking.work()).toBe(0)
  expect(bulking.maple.read((tx) => listFaxes(tx, {}, { limit: 50 }))).toEqual([])
  expect(bulking.maple.read((tx) => countFaxes(tx, {}))).toBe(0)
})

test('everybody is called once, under one row of the list, and what failed is told from what went', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(20))
  await bulking.goOn((to) => (to.endsWith('5') ? UNALLOCATED : 'delivered'))
  expect(bulking.totals(id)).toMatchObject({ all: 20, delivered: 18, failed: 2, waiting: 0, sending: 0 })
  expect(bulking.carrier.asked.map(({ to }) => to).sort()).toEqual(Array.from({ length: 20 }, (_, n) => numberOf(n)).sort())
  const list = bulking.maple.read((tx) => listFaxes(tx, {}, { limit: 50 }))
  expect(list.map(({ id, status, recipientCount }) => [id, status, recipientCount])).toEqual([[id, 'partial', 20]])
  expect(bulking.maple.read((tx) => [countFaxes(tx, {}), countFaxes(tx, { status: 'partial' })])).toEqual([1, 1])
  expect(bulking.maple.read(verifyChain)).toMatchObject({ valid: true })
})

test('another office hears nothing of it', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(2))
  await bulking.goOn()
  expect(bulking.harbor.read((tx) => listFaxes(tx, {}, { limit: 50 }))).toEqual([])
  expect(() => bulking.harbor.write((tx) => showFax(tx, id))).toThrow('Fax not found.')
  expect(bulking.harbor.read((tx) => countFaxes(tx, {}))).toBe(0)
})

test('each cover page is its recipient’s own, and the fax keeps the words that went', async () => {
  using bulking = openBulking()
  const text = 'Practice;Fax;Reference\nOak;(555) 201-0001;A-17\nElm;(555) 201-0002;B-4'
  await bulking.start(text, { subject: 'Reference {{reference}}', note: 'Dear {{Practice}},\nplease call {{number}}.' })
  await bulking.goOn()
  expect(bulking.covers.map((cover) => [cover?.toNumber, cover?.subject, cover?.note])).toEqual([
    ['(555) 201-0001', 'Reference A-17', 'Dear Oak,\nplease call (555) 201-0001.'],
    ['(555) 201-0002', 'Reference B-4', 'Dear Elm,\nplease call (555) 201-0002.'],
  ])
})

test('only a few are under way at a time, and a single fax goes before them', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(30))
  await bulking.work()
  expect(bulking.carrier.asked).toHaveLength(8)
  bulking.end(() => 'delivered')
  bulking.later(1_000)
  await bulking.submit(['5552019999'], { cover: false })
  bulking.carrier.asked.length = 0
  await bulking.work()
  expect(bulking.carrier.asked[0]?.to).toBe('+15552019999')
  expect(bulking.totals(id)).toMatchObject({ sending: 8, delivered: 8, waiting: 14 })
})

test('who waits for another try holds no line, and stands behind single faxes then, too', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(12))
  await bulking.goOn((to) => (bulking.carrier.asked.filter((each) => each.to === to).length === 1 ? 'user_busy' : 'delivered'))
  expect(bulking.totals(id)).toMatchObject({ retrying: 12, waiting: 0 })
  bulking.later(3 * 60_000)
  await bulking.submit(['5552019999'], { cover: false })
  bulking.carrier.asked.length = 0
  await bulking.goOn()
  expect(bulking.carrier.asked[0]?.to).toBe('+15552019999')
  bulking.later(15_000)
  await bulking.work()
  expect(bulking.totals(id)).toMatchObject({ delivered: 12 })
})

test('the pace is kept', async () => {
  using bulking = openBulking()
  await bulking.start(lines(20), { perMinute: 6 })
  const callsIn = async (seconds: number) => {
    const before = bulking.carrier.asked.length
    for (let second = 0; second < seconds; second++) {
      await bulking.work()
      bulking.end(() => 'delivered')
      bulking.later(1_000)
    }
    return bulking.carrier.asked.length - before
  }
  expect(await callsIn(60)).toBe(6)
  expect(await callsIn(60)).toBe(6)
})

test('the same files to the same number within the office’s time are left out, unless they are meant', async () => {
  using bulking = openBulking()
  await bulking.start(lines(2))
  await bulking.goOn()
  const again = await bulking.draft(lines(3))
  expect(bulking.totals(again)).toMatchObject({ left_out: 2, waiting: 1 })
  expect(bulking.totals(await bulking.draft(lines(3), { repeats: true }))).toMatchObject({ left_out: 0, waiting: 3 })
})

test('who got the same files since the dry run is left out when their turn comes', async () => {
  using bulking = openBulking()
  const first = await bulking.draft(lines(3))
  const second = await bulking.start(lines(3))
  await bulking.goOn()
  bulking.maple.write((tx) => startBulk(tx, first, true))
  await bulking.goOn()
  expect(bulking.totals(second)).toMatchObject({ delivered: 3 })
  expect(bulking.totals(first)).toMatchObject({ left_out: 3, delivered: 0 })
  expect(bulking.carrier.asked).toHaveLength(3)
})

test('calls are made only while the office is open, by its own clock, also when that is put forward', async () => {
  using bulking = openBulking()
  const hours = { days: { saturday: { opens: '09:00', closes: '12:00' }, sunday: { opens: '09:00', closes: '12:00' } }, holidays: [] }
  bulking.maple.write((tx) => setHours(tx, hours))
  // Summer time begins in New York on Sunday, 8 March 2026.
  const saturday = new Date('2026-03-07T16:59:59Z')
  bulking.now.value = saturday
  const id = await bulking.start(lines(12), { officeHours: true })
  await bulking.work()
  bulking.end(() => 'user_busy')
  bulking.later(1_000)
  await bulking.work()
  expect(bulking.carrier.asked).toHaveLength(8)
  bulking.now.value = new Date('2026-03-08T12:59:59Z')
  await bulking.work()
  expect(bulking.carrier.asked).toHaveLength(8)
  bulking.now.value = new Date('2026-03-08T13:00:00Z')
  await bulking.goOn()
  expect(bulking.carrier.asked).toHaveLength(20)
  bulking.later(15_000)
  await bulking.work()
  expect(bulking.totals(id)).toMatchObject({ delivered: 12 })
})
