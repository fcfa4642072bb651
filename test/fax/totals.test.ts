import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { countFaxes } from '../../src/fax/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'

const kept = ({ maple }: Faxing) =>
  maple.read((tx) => ({
    all: countFaxes(tx, {}),
    queued: countFaxes(tx, { status: 'queued' }),
    sending: countFaxes(tx, { status: 'sending' }),
    delivered: countFaxes(tx, { status: 'delivered' }),
  }))

const counted = ({ maple }: Faxing) =>
  maple.read((tx) => {
    const of = (status: string) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM faxes WHERE status LIKE ${status}`).n
    return { all: of('%'), queued: of('queued'), sending: of('sending'), delivered: of('delivered') }
  })

test('the totals are what counting would find, whatever becomes of the faxes', async () => {
  using faxing = openFaxing()
  expect(kept(faxing)).toEqual({ all: 0, queued: 0, sending: 0, delivered: 0 })
  await faxing.submit(['5552010100'], { cover: false })
  await faxing.submit(['5552010101'], { cover: false })
  expect(kept(faxing)).toEqual({ all: 2, queued: 2, sending: 0, delivered: 0 })
  await faxing.work(faxing.maple)
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  expect(kept(faxing)).toEqual({ all: 2, queued: 0, sending: 1, delivered: 1 })
  expect(kept(faxing)).toEqual(counted(faxing))
})

test('a fax that is not made after all is not counted', () => {
  using faxing = openFaxing()
  const undone = () =>
    faxing.maple.write((tx) => {
      tx.db.run(sql`INSERT INTO faxes (id, status, from_number, cover, subject, note, pages, recipient_count, first_to, first_name, created_by_kind,
        created_by, created_at, updated_at) VALUES ('f', 'queued', '', 0, '', '', 1, 1, '', '', 'user', 'ana', 0, 0)`)
      expect(countFaxes(tx, {})).toBe(1)
      throw new Error('undone')
    })
  expect(undone).toThrow('undone')
  expect(kept(faxing).all).toBe(0)
})
