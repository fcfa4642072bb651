import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { countFaxes, type FaxId, type FaxStatus, listFaxes, listReceived, type ReceivedId } from '../../src/fax/index.ts'
import { chosen } from '../../src/fax/search/choosing.ts'
import { marksNow, marksOf } from '../../src/fax/search/marks.ts'
import { piecesOf, readSought } from '../../src/fax/search/sought.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openFaxing } from '../support/faxing.ts'
import { receive } from '../support/receiving.ts'

const page = { limit: 50 }
const has = (maple: Tenant, mark: string) =>
  maple.read((tx) => tx.db.all(sql`SELECT rowid FROM fax_words WHERE fax_words MATCH ${`"${mark}"`}`).length)
const become = (maple: Tenant, id: FaxId, status: FaxStatus) =>
  maple.write((tx) => void tx.db.run(sql`UPDATE faxes SET status = ${status} WHERE id = ${id}`))
const set = (maple: Tenant, id: ReceivedId, change: ReturnType<typeof sql>) =>
  maple.write((tx) => void tx.db.run(sql`UPDATE received_faxes SET ${change} WHERE id = ${id}`))

test('a word among those of one status finds what has both now, and no longer what was so before', async () => {
  using faxing = openFaxing()
  const { maple } = faxing
  const [{ id }, other] = [await faxing.submit(['Oak Clinic, 5552010100']), await faxing.submit(['Oak Imaging, 5552010101'])]
  become(maple, other.id, 'failed')
  const found = (status: FaxStatus) => maple.read((tx) => listFaxes(tx, { text: 'oak', status }, page).map((fax) => fax.id))
  for (const status of ['held', 'failed', 'delivered', 'partial', 'canceled', 'delivered', 'failed'] as const) {
    become(maple, id, status)
    const both = status === 'failed' ? [other.id, id] : [id]
    expect([status, found(status), maple.read((tx) => countFaxes(tx, { text: 'oak', status }))]).toEqual([status, both, both.length])
  }
  expect([found('canceled'), found('held'), found('failed')]).toEqual([[], [], [other.id, id]])
  maple.write((tx) => void tx.db.run(sql`DELETE FROM fax_texts`))
  expect(marksOf('sent', { status: 'failed' }).map((mark) => has(maple, mark))).toEqual([0])
})

test('of what came in, words among the urgent, the blocked, those of one person and those that failed, too', async () => {
  using faxing = openFaxing()
  const { maple } = faxing
  const [one, two] = [await receive(faxing), await receive(faxing)]
  const found = (filter: Parameters<typeof listReceived>[1]) =>
    maple.read((tx) => listReceived(tx, { text: '0009', ...filter }, page).map(({ id }) => id))
  const steps = [
    [sql`urgent = 1`, { urgent: true }],
    [sql`assigned_to = 'ana'`, { urgent: true, assignedTo: 'ana' }],
    [sql`urgent = 0, status = 'failed'`, { assignedTo: 'ana', status: 'failed' }],
    [sql`shelf = 'blocked', status = 'received'`, { assignedTo: 'ana', shelf: 'blocked' }],
    [sql`shelf = 'inbox', assigned_to = 'sam'`, { assignedTo: 'sam' }],
  ] as const
  for (const [change, filter] of steps) {
    set(maple, one, change)
    expect([filter, found(filter), found({ assignedTo: 'nobody else' })]).toEqual([filter, [one], []])
  }
  expect([found({ urgent: true }), found({ assignedTo: 'ana' }), found({ shelf: 'blocked' }), found({})]).toEqual([[], [], [], [two, one]])
  const marks = marksOf('received', { assignedTo: 'sam' })
  expect(marks.map((mark) => has(maple, mark))).toEqual([1])
  maple.write((tx) => void tx.db.run(sql`DELETE FROM received_faxes WHERE id = ${one}`))
  expect(marks.map((mark) => has(maple, mark))).toEqual([0])
})

test('what the triggers keep, there and in the index, is what the rows say', async () => {
  using faxing = openFaxing()
  const { maple } = faxing
  const sent = await faxing.submit(['Oak Clinic, 5552010100'])
  const id = await receive(faxing)
  const person = Bun.randomUUIDv7()
  const kept = (of: string) =>
    maple.read((tx) => tx.db.all<{ marks: string }>(sql`SELECT marks FROM fax_texts WHERE fax_id = ${of}`)[0]?.marks)
  const said = (box: 'sent' | 'received', of: string) =>
    maple.read((tx) => tx.db.get<{ marks: string }>(sql`SELECT ${marksNow(box, sql`${of}`)} AS marks`).marks)
  for (const status of ['held', 'failed', 'partial', 'canceled', 'delivered'] as const) {
    become(maple, sent.id, status)
    expect(kept(sent.id)).toBe(said('sent', sent.id))
    expect(kept(sent.id)).toBe(marksOf('sent', { status }).join(''))
  }
  for (const change of [sql`urgent = 1`, sql`shelf = 'replaced'`, sql`assigned_to = ${person}`, sql`status = 'failed'`, sql`urgent = 0`]) {
    set(maple, id, change)
    expect(kept(id)).toBe(said('received', id))
  }
  maple.write((tx) => void tx.db.run(sql`INSERT INTO fax_words (fax_words, rank) VALUES ('integrity-check', 1)`))
  expect(kept(id)).toBe(marksOf('received', { shelf: 'replaced', status: 'failed' }).join('') + marksOf('received', { assignedTo: person }))
})

test('of many pieces the index is asked for those that narrow, and what has only those is not found', async () => {
  using faxing = openFaxing()
  const { maple } = faxing
  const other = await faxing.submit(['Petra Garfield Pragma, 5552010199'])
  const { id } = await faxing.submit(['Peter Garmann Practice, 5552010100'])
  for (let n = 0; n < 4; n++) await faxing.submit([`Peter Stone Practice, 555201011${n}`])
  const sought = readSought('peter garmann practice')
  if (!sought) throw new Error('Nothing was typed.')
  const pieces = piecesOf(sought)
  const asked = maple.read((tx) => chosen(tx, 'sent', pieces)).split(' AND ')
  expect([asked.length < pieces.flat().length, asked.length >= pieces.length]).toEqual([true, true])
  const found = (text: string) => maple.read((tx) => listFaxes(tx, { text }, page).map((fax) => fax.id))
  expect([found('practice garmann peter'), found('pra gar pet')]).toEqual([[id], [id, other.id]])
})
