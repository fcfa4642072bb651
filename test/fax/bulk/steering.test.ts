import { expect, test } from 'bun:test'
import { addContact, updateContact } from '../../../src/contacts/index.ts'
import { linesOf } from '../../../src/fax/bulk/rows.ts'
import { sentDocument } from '../../../src/fax/documents-out.ts'
import { resend } from '../../../src/fax/drafts/resending.ts'
import { getSendRules, setSendRules } from '../../../src/fax/guard/rules.ts'
import {
  cancelBulk,
  cancelFax,
  confirmBulk,
  type FaxId,
  holdUnsettled,
  listFaxes,
  pauseBulk,
  resumeBulk,
  retryFailed,
  startBulk,
} from '../../../src/fax/index.ts'
import { rescueExpired } from '../../../src/jobs/index.ts'
import { type Bulking, lines, numberOf, openBulking } from '../../support/bulking.ts'

const UNALLOCATED = 'receiver_unallocated_number'
const RITA = { kind: 'user', id: 'rita' } as const

test('a paused bulk calls nobody, not for a second try either, until it is resumed', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(12))
  await bulking.work()
  bulking.end(() => 'user_busy')
  bulking.maple.write((tx) => pauseBulk(tx, id))
  bulking.later(5 * 60_000)
  await bulking.work()
  expect(bulking.carrier.asked).toHaveLength(8)
  expect(bulking.maple.read((tx) => listFaxes(tx, {}, { limit: 1 }))).toMatchObject([{ status: 'held', cause: 'bulk_paused' }])
  bulking.maple.write((tx) => resumeBulk(tx, id))
  await bulking.goOn()
  bulking.later(15_000)
  await bulking.work()
  expect(bulking.totals(id)).toMatchObject({ delivered: 12 })
  expect(bulking.carrier.asked).toHaveLength(20)
})

test('a canceled bulk calls nobody more, asks the carrier to stop what it has, and says who got it', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(20))
  await bulking.work()
  bulking.end((to) => (to === numberOf(0) ? 'delivered' : 'user_busy'))
  bulking.later(1_000)
  await bulking.work()
  bulking.maple.write((tx) => cancelBulk(tx, id))
  await bulking.goOn((_) => 'sender_canceled')
  expect(bulking.carrier.canceled).toHaveLength(8)
  expect(bulking.totals(id)).toMatchObject({ delivered: 1, canceled: 19, waiting: 0, sending: 0, retrying: 0 })
  expect(() => bulking.maple.write((tx) => cancelBulk(tx, id))).toThrow('nothing left')
})

test('only what failed is tried again, and counted once', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(10))
  expect(() => bulking.maple.write((tx) => retryFailed(tx, id))).toThrow('Wait until')
  await bulking.goOn((to) => (to.endsWith('3') || to.endsWith('4') ? UNALLOCATED : 'delivered'))
  expect(bulking.maple.write((tx) => retryFailed(tx, id))).toBe(2)
  bulking.carrier.asked.length = 0
  await bulking.goOn((to) => (to.endsWith('3') ? UNALLOCATED : 'delivered'))
  expect(bulking.carrier.asked.map(({ to }) => to)).toEqual([numberOf(3), numberOf(4)])
  expect(bulking.totals(id)).toMatchObject({ all: 10, delivered: 9, failed: 1 })
})

test('a contact marked so makes the whole bulk wait for a second person, who is not the first', async () => {
  using bulking = openBulking()
  const contact = { name: 'Oak', organization: '', note: '', fax: numberOf(1), sensitive: true }
  bulking.maple.write((tx) => addContact(tx, contact))
  const id = await bulking.start(lines(3))
  await bulking.work()
  expect(bulking.carrier.asked).toEqual([])
  expect(() => bulking.maple.write((tx) => confirmBulk(tx, id))).toThrow('second person')
  bulking.tenants.as(bulking.ids.maple, RITA).write((tx) => confirmBulk(tx, id))
  await bulking.goOn()
  expect(bulking.totals(id)).toMatchObject({ delivered: 3 })
})

test('who is marked after it has started is left out', async () => {
  using bulking = openBulking()
  const contact = { name: 'Oak', organization: '', note: '', fax: numberOf(11) }
  const { id: contactId } = bulking.maple.write((tx) => addContact(tx, contact))
  const id = await bulking.start(lines(12))
  await bulking.work()
  bulking.maple.write((tx) => updateContact(tx, contactId, { ...contact, restricted: true }))
  await bulking.goOn()
  expect(bulking.totals(id)).toMatchObject({ delivered: 11, left_out: 1 })
})

test('a worker that is lost while documents are made makes each recipient one fax', async () => {
  using bulking = openBulking()
  const { assemble } = bulking.documents
  let crashes = 0
  bulking.documents.assemble = (...args) => {
    if (crashes++ < 3) bulking.maple.write((tx) => rescueExpired(tx, true))
    return assemble(...args)
  }
  const id = await bulking.start(lines(5))
  await bulking.goOn()
  expect(bulking.totals(id)).toMatchObject({ all: 5, delivered: 5 })
  expect(bulking.carrier.asked.map(({ to }) => to).sort()).toEqual([0, 1, 2, 3, 4].map(numberOf))
})

test('a document that cannot be made again and again fails alone, and a person looks before the others go', async () => {
  using bulking = openBulking()
  const { assemble } = bulking.documents
  bulking.documents.assemble = async (office, input) => {
    if (input.cover?.to === 'Practice 1') throw new Error('broken')
    return assemble(office, input)
  }
  const id = await bulking.start(lines(6))
  for (let n = 0; n < 8; n++) {
    await bulking.goOn()
    bulking.later(60_000)
  }
  expect(bulking.totals(id)).toMatchObject({ failed: 1, delivered: 1 })
  expect(bulking.maple.read((tx) => listFaxes(tx, {}, { limit: 1 }))).toMatchObject([{ status: 'held', cause: 'bulk_stuck' }])
  bulking.maple.write((tx) => resumeBulk(tx, id))
  await bulking.goOn()
  expect(bulking.totals(id)).toMatchObject({ failed: 1, delivered: 5 })
})

test('in an office that arrives from elsewhere a bulk waits for a person', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(12))
  await bulking.work()
  bulking.maple.write(holdUnsettled)
  bulking.later(60_000)
  await bulking.work()
  expect(bulking.carrier.asked).toHaveLength(8)
  expect(bulking.totals(id)).toMatchObject({ held: 8, waiting: 4 })
  expect(bulking.maple.read((tx) => listFaxes(tx, {}, { limit: 1 }))).toMatchObject([{ status: 'held', cause: 'bulk_moved' }])
})

test('a list of which nobody would get it cannot be started', async () => {
  using bulking = openBulking()
  const id = await bulking.draft('Nobody <12>')
  expect(() => bulking.maple.write((tx) => startBulk(tx, id))).toThrow('Nobody in this list would get it')
})

const rowsOf = (bulking: Bulking, id: FaxId) => bulking.maple.read((tx) => linesOf(tx, id, { most: 50 }))
const faxOf = (bulking: Bulking, id: FaxId, place: number): FaxId => {
  const faxId = rowsOf(bulking, id)[place]?.faxId
  if (!faxId) throw new Error('It has no fax yet.')
  return faxId
}

test('one recipient of a bulk is canceled by its own fax, and the others get theirs', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(6))
  await bulking.work()
  const faxId = faxOf(bulking, id, 2)
  expect(bulking.show(faxId).bulk).toBe(id)
  bulking.maple.write((tx) => cancelFax(tx, faxId))
  await bulking.goOn((to) => (to === numberOf(2) ? 'sender_canceled' : 'delivered'))
  expect(bulking.totals(id)).toMatchObject({ all: 6, delivered: 5, canceled: 1 })
})

test('one that still waits for its document is canceled, and never called', async () => {
  using bulking = openBulking()
  const { assemble } = bulking.documents
  let made = 0
  bulking.documents.assemble = async (office, input) => {
    if (made++ === 0) bulking.maple.write((tx) => cancelFax(tx, faxOf(bulking, id, 1)))
    return assemble(office, input)
  }
  const id = await bulking.start(lines(6))
  await bulking.goOn()
  expect(bulking.carrier.asked.map(({ to }) => to)).toEqual([0, 2, 3, 4, 5].map(numberOf))
  expect(bulking.totals(id)).toMatchObject({ all: 6, delivered: 5, canceled: 1 })
})

test('what is done with one fax is not done with a whole bulk, and it is said where instead', async () => {
  using bulking = openBulking()
  const id = await bulking.start(lines(2))
  await bulking.goOn()
  expect(bulking.show(id).bulk).toBe(id)
  expect(() => bulking.maple.write((tx) => cancelFax(tx, id))).toThrow(`/api/bulks/${id}/cancellation`)
  expect(() => bulking.maple.write((tx) => sentDocument(tx, id))).toThrow('a document of its own')
  expect(resend(bulking, bulking.maple, id, {})).rejects.toThrow(`/api/bulks/${id}/retries`)
})

test('to more than the office said, a bulk waits for a second person; to fewer it goes', async () => {
  using bulking = openBulking()
  bulking.maple.write((tx) => setSendRules(tx, { ...getSendRules(tx), secondOver: 2 }))
  const few = await bulking.start(lines(2))
  await bulking.goOn()
  expect(bulking.totals(few)).toMatchObject({ delivered: 2 })
  const many = await bulking.start(lines(3), { repeats: true })
  await bulking.goOn()
  expect(bulking.totals(many)).toMatchObject({ waiting: 3 })
  expect(() => bulking.maple.write((tx) => confirmBulk(tx, many))).toThrow('second person')
  bulking.tenants.as(bulking.ids.maple, RITA).write((tx) => confirmBulk(tx, many))
  await bulking.goOn()
  expect(bulking.totals(many)).toMatchObject({ delivered: 3 })
})

test('a program starts a bulk without being asked about new numbers', async () => {
  using bulking = openBulking()
  const id = await bulking.draft(lines(2))
  bulking.tenants.as(bulking.ids.maple, { kind: 'key', id: 'billing' }).write((tx) => startBulk(tx, id))
  await bulking.goOn()
  expect(bulking.totals(id)).toMatchObject({ delivered: 2 })
})
