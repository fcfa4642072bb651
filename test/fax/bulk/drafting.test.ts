import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { addContact } from '../../../src/contacts/index.ts'
import { forgetDraftBulks } from '../../../src/fax/index.ts'
import { AppError } from '../../../src/kit/errors.ts'
import { type Bulking, lines, openBulking } from '../../support/bulking.ts'

type Draft = Parameters<Bulking['draft']>

async function refused(bulking: Bulking, ...draft: Draft): Promise<Readonly<Record<string, string>>> {
  const error = await bulking.draft(...draft).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(error instanceof AppError)) throw new Error('It was taken.')
  return error.fields
}

const rows = ({ maple }: Bulking) => maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM faxes`).n)

test('what is wrong is said by its field, and nothing is kept', async () => {
  using bulking = openBulking()
  expect(await refused(bulking, '')).toEqual({ list: 'There is nobody in this list.' })
  expect(await refused(bulking, lines(1), { perMinute: 0 })).toEqual({ perMinute: 'Enter 1 to 600 faxes a minute, or leave it empty.' })
  expect(await refused(bulking, lines(1), { officeHours: true })).toEqual({
    officeHours: 'Your office has not said when it is open. Enter its hours under Settings first.',
  })
  expect(await refused(bulking, lines(1), { from: '5550000000' })).toEqual({ from: 'Choose one of your office’s own numbers.' })
  expect(await refused(bulking, 'Practice,Telefax\nOak,5552010100')).toEqual({
    faxColumn: 'Say which column of the list has the fax numbers.',
  })
  expect(await refused(bulking, lines(3_001))).toEqual({ list: 'A bulk goes to at most 3,000 recipients. Split the list.' })
  const table = `Fax\n${Array.from({ length: 3_001 }, () => '5552010100').join('\n')}`
  expect(await refused(bulking, table)).toEqual({ list: 'A bulk goes to at most 3,000 recipients. Split the list.' })
  expect(rows(bulking)).toBe(0)
  expect(readdirSync(join(bulking.dataDir, bulking.ids.maple, 'files'))).toEqual([])
})

test('a field that the list does not have is refused with its line', async () => {
  using bulking = openBulking()
  const list = 'Name,Fax,Reference\nOak,5552010100,A-17'
  expect(await refused(bulking, list, { note: 'Dear {{name}},\nyour {{referense}}' })).toEqual({
    note: 'Line 2: the list has no “referense”. There is {{name}}, {{organization}}, {{number}}, {{Name}}, {{Fax}}, {{Reference}}.',
  })
  expect((await refused(bulking, list, { subject: 'For {{name' }))['subject']).toStartWith('write a field between two braces')
})

test('a column of another name can be said to have the numbers', async () => {
  using bulking = openBulking()
  const source = { text: 'Practice,Telefax\nOak,5552010100', faxColumn: 'telefax' }
  expect(bulking.totals(await bulking.draft('', { source }))).toMatchObject({ waiting: 1 })
})

test('what the address book knows fills the fields; who has nothing for one is left out', async () => {
  using bulking = openBulking()
  const contact = { name: 'Oak', organization: 'Oak Clinic', note: '', fax: '5552010100' }
  bulking.maple.write((tx) => addContact(tx, contact))
  const id = await bulking.draft('5552010100\n5552010101', { note: 'To {{organization}}' })
  const kept = bulking.maple.read((tx) =>
    tx.db.all(sql`SELECT name, fields, state, reason FROM bulk_recipients WHERE bulk_id = ${id} ORDER BY row`),
  )
  expect(kept).toEqual([
    { name: 'Oak', fields: '{"organization":"Oak Clinic"}', state: 'waiting', reason: null },
    { name: '', fields: '{"organization":""}', state: 'left_out', reason: 'empty_field' },
  ])
})

test('who is marked or blocked is left out, and records under Part 2 only without a cover', async () => {
  using bulking = openBulking()
  const marks = [{ restricted: true }, { part2: true }]
  marks.forEach((mark, n) => {
    const contact = { name: `Oak ${n}`, organization: '', note: '', fax: `555201010${n}`, ...mark }
    bulking.maple.write((tx) => addContact(tx, contact))
  })
  bulking.maple.write((tx) =>
    tx.db.run(sql`INSERT INTO blocked_senders (number, blocked_by, blocked_at) VALUES ('+15552010102', 'ana', 0)`),
  )
  const list = '5552010100\n5552010101\n5552010102\n5552010103'
  const reasons = async (cover: boolean) => {
    const id = await bulking.draft(list, { cover })
    return bulking.maple.read((tx) =>
      tx.db.all<{ reason: string | null }>(sql`SELECT reason FROM bulk_recipients WHERE bulk_id = ${id} ORDER BY row`),
    )
  }
  expect((await reasons(true)).map(({ reason }) => reason)).toEqual(['restricted', null, 'blocked', null])
  expect((await reasons(false)).map(({ reason }) => reason)).toEqual(['restricted', 'part2', 'blocked', null])
})

test('a draft that nobody starts is gone after a week', async () => {
  using bulking = openBulking()
  const id = await bulking.draft(lines(1))
  bulking.later(6 * 86_400_000)
  bulking.maple.write(forgetDraftBulks)
  expect(bulking.totals(id)).toMatchObject({ all: 1 })
  bulking.later(2 * 86_400_000)
  bulking.maple.write(forgetDraftBulks)
  expect(bulking.totals(id)).toMatchObject({ all: 0 })
  expect(rows(bulking)).toBe(0)
})

test('documents that would not fit, for all of the list, are refused in words before anything is kept', async () => {
  using bulking = openBulking()
  bulking.files.room = async () => 2 * 1024 ** 3 + 100_000
  expect(bulking.totals(await bulking.draft(lines(1)))).toMatchObject({ waiting: 1 })
  const before = rows(bulking)
  expect((await refused(bulking, lines(2)))['files']).toContain('Kept for each of 2 recipients')
  bulking.files.room = async () => Number.MAX_SAFE_INTEGER
  const large = 'x'.repeat(5 * 1024 ** 2)
  expect((await refused(bulking, lines(3_000), {}, undefined, large))['files']).toContain('a bulk has at most 10 GB')
  expect(rows(bulking)).toBe(before)
})
