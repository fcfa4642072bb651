import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { addContact } from '../../src/contacts/index.ts'
import { checkSubmission, countFaxes, listFaxes, listReceived, receiveFax, sentFaxRecords, submitFax } from '../../src/fax/index.ts'
import { faxRoutes } from '../../src/fax/routes.tsx'
import { type Faxing, openFaxing, PDF, plainDocuments } from '../support/faxing.ts'
import { MAPLE_NUMBER } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const first = { limit: 10 }
const sentTo = ({ maple }: Faxing, text: string) => maple.read((tx) => listFaxes(tx, { text }, first)).map(({ firstName }) => firstName)
const cameFrom = ({ maple }: Faxing, text: string) => maple.read((tx) => listReceived(tx, { text }, first)).map(({ from }) => from)
const receive = ({ maple }: Faxing, from: string) =>
  maple.write((tx) =>
    receiveFax(tx, {
      carrierId: `carrier-${from}`,
      clientState: undefined,
      direction: 'inbound',
      status: 'received',
      from,
      to: MAPLE_NUMBER,
      cause: undefined,
      pages: 1,
      seconds: 1,
      mediaUrl: undefined,
      partial: false,
      createdAt: new Date('2026-03-02T15:00:00Z'),
    }),
  )

test('a sent fax is found without its accents, in any case, by any of its recipients and any order of words', async () => {
  using faxing = openFaxing()
  await faxing.submit(['José Álvarez, 5552010100', 'Straße & Søn, 5552010101'])
  await faxing.submit(['Oak Clinic, 5552010102'])
  for (const text of ['jose', 'JOSÉ', 'Jose\u0301', 'álvarez josé', 'strasse', 'SON', '555-201-0101', 'jos'])
    expect([text, sentTo(faxing, text)]).toEqual([text, ['José Álvarez']])
  expect(sentTo(faxing, 'oak alvarez')).toEqual([])
  expect(sentTo(faxing, '201-010')).toHaveLength(2)
  expect(faxing.maple.read((tx) => countFaxes(tx, { text: 'jose' }))).toBe(1)
  expect(faxing.harbor.read((tx) => listFaxes(tx, { text: 'jose' }, first))).toEqual([])
})

test('a text and a status together narrow the list', async () => {
  using faxing = openFaxing()
  await faxing.submit(['José Álvarez, 5552010100'])
  const found = (status: 'queued' | 'held') => faxing.maple.read((tx) => listFaxes(tx, { text: 'jose', status }, first))
  expect([found('queued').length, found('held').length]).toEqual([1, 0])
})

test('what means something to the search alone is taken as text', async () => {
  using faxing = openFaxing()
  await faxing.submit(['Oak Clinic, 5552010102'])
  for (const text of ['%', '_', '%%%', "o'k", 'o%k', 'o_k clinic', '"', 'oak OR elm', 'NOT elm', '-', '*'])
    expect([text, sentTo(faxing, text)]).toEqual([text, []])
  for (const text of ['  ', '\u0000', '\ue000']) expect(sentTo(faxing, text)).toHaveLength(1)
})

test('a received fax is found by who sends it, without accents, or by its number', () => {
  using faxing = openFaxing()
  faxing.maple.write((tx) => addContact(tx, { name: 'Müller Orthopädie', organization: 'Nördlich', fax: '5552010103', note: '' }))
  receive(faxing, '+15552010103')
  receive(faxing, '+15552010104')
  for (const text of ['muller', 'ORTHOPADIE', 'nordlich', '0103']) expect([text, cameFrom(faxing, text)]).toEqual([text, ['+15552010103']])
  expect(cameFrom(faxing, '(555) 201-0104')).toEqual(['+15552010104'])
  expect(cameFrom(faxing, 'oak')).toEqual([])
  expect(cameFrom(faxing, '%')).toEqual([])
})

/** One with every part that is searched. */
async function submitted({ files, maple }: Faxing, to: string, more: { subject?: string; note?: string; file?: string } = {}) {
  const attached = { name: more.file ?? 'labs.pdf', type: 'pdf' as const, pages: 1, stored: await files.put(maple.id, PDF) }
  const input = { to: [to], cover: true, subject: more.subject ?? '', note: more.note ?? '', from: undefined, sendAt: undefined }
  return maple.write((tx) => submitFax(tx, checkSubmission(tx, input), [attached]))
}

test('a sent fax is found by its subject, its note and its files, and the list says by which', async () => {
  using faxing = openFaxing()
  const more = { subject: 'Referral 4711', note: 'Please call Ashgrove about 2026-03-02.', file: 'Knee-MRT.pdf' }
  await submitted(faxing, 'Oak Clinic, 5552010100', more)
  const parts = (text: string) => faxing.maple.read((tx) => listFaxes(tx, { text }, first)).map(({ found }) => found?.in)
  for (const [text, where] of [
    ['oak', ['Recipient']],
    ['referral', ['Subject']],
    ['4711', ['Subject']],
    ['ashgrove', ['Note']],
    ['2026-03', ['Note']],
    ['03/02', ['Note']],
    ['04/02', []],
    ['knee', ['File name']],
    ['oak ashgrove mrt', ['Recipient', 'Note', 'File name']],
  ] as const)
    expect([text, parts(text)]).toEqual([text, where.length > 0 ? [[...where]] : []])
})

test('a number is found as people type it, by any piece of three digits and more, and beside a name', async () => {
  using faxing = openFaxing()
  await submitted(faxing, 'Oak Clinic, 5552010199')
  await submitted(faxing, 'Elm Clinic, 5553010188')
  const oak = ['5552010199', '+1 555 201 0199', '(555) 201-0199', '555.201.01', '1-555-201', '0199', '199', 'oak 0199', '(555) 201 clinic']
  for (const text of oak) expect([text, sentTo(faxing, text)]).toEqual([text, ['Oak Clinic']])
  for (const text of ['elm 0199', '555 999', '01990']) expect([text, sentTo(faxing, text)]).toEqual([text, []])
  expect(sentTo(faxing, '555')).toEqual(['Elm Clinic', 'Oak Clinic'])
})

test('as somebody types, the first letters of a word find it', async () => {
  using faxing = openFaxing()
  await submitted(faxing, 'Dr Li Quill, 5552010100')
  for (const text of ['q', 'qu', 'qui', 'quil', 'dr l', 'l q']) expect([text, sentTo(faxing, text)]).toEqual([text, ['Dr Li Quill']])
  for (const text of ['i', 'ui', 'dr x']) expect([text, sentTo(faxing, text)]).toEqual([text, []])
})

test('letters that are all there, but not side by side, are not what was typed', async () => {
  using faxing = openFaxing()
  await submitted(faxing, 'Oakley Eyck, 5552010100', { note: 'wick lewis ckers' })
  expect(sentTo(faxing, 'oakleyeyckers')).toEqual([])
  expect(sentTo(faxing, '5552010100100')).toEqual([])
})

test('page by page, whatever else is asked for, each is found once and the newest first', async () => {
  using faxing = openFaxing()
  for (const at of [0, 1, 2, 3, 4]) await submitted(faxing, `Oak ${at}, 555201010${at}`)
  const since = faxing.now.value
  for (const filter of [{}, { status: 'queued' as const }, { from: since }, { until: new Date(since.getTime() + 1) }]) {
    const page = (after?: { at: number; id: string }) =>
      faxing.maple
        .read((tx) => listFaxes(tx, { text: 'oak', ...filter }, { limit: 2, after }))
        .map(({ firstName, found, id }) => ({
          firstName,
          at: found?.n ?? 0,
          id,
        }))
    const [one, two] = [page(), page(page().at(-1))]
    expect([...one, ...two, ...page(two.at(-1))].map(({ firstName }) => firstName)).toEqual(['Oak 4', 'Oak 3', 'Oak 2', 'Oak 1', 'Oak 0'])
    expect(faxing.maple.read((tx) => countFaxes(tx, { text: 'oak', ...filter }))).toBe(5)
  }
  for (const filter of [{ until: since }, { from: new Date(since.getTime() + 1) }])
    expect(faxing.maple.read((tx) => listFaxes(tx, { text: 'oak', ...filter }, first))).toEqual([])
})

test('a row of a search that is read again because something became of it still says where it was found', async () => {
  using faxing = openFaxing()
  const pages = openPages(faxing, (around) => [
    faxRoutes({ ...around, files: faxing.files, carrier: faxing.carrier, documents: plainDocuments, names: () => new Map() }),
  ])
  const { id } = await submitted(faxing, 'Oak Clinic, 5552010100', { note: 'Ask for Fernsby & Co' })
  const [place = ''] = /\/faxes\/[^"]*\/row[^"]*/.exec(await pages.html('ana', '/faxes?q=fernsby %26&col=subject')) ?? []
  expect(place).toBe(`/faxes/${id}/row?col=subject&q=fernsby+%26`)
  expect(await pages.html('ana', place)).toContain('Found in note')
  expect(await pages.html('ana', `/faxes/${id}/row?q=elm`)).not.toContain('Found in')
})

test('after many more faxes of a kind the index is put into one piece again', async () => {
  using faxing = openFaxing()
  const tidyings = () => faxing.maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM jobs WHERE kind = 'fax.tidy'`).n)
  for (const [n, expected] of [
    [19_998, 0],
    [19_999, 1],
  ] as const) {
    await faxing.submit()
    faxing.maple.write((tx) => void tx.db.run(sql`UPDATE fax_texts SET n = 1000000000000 - ${n} WHERE n = (SELECT min(n) FROM fax_texts)`))
    await faxing.submit()
    expect([n, tidyings()]).toEqual([n, expected])
    faxing.maple.write((tx) => void tx.db.run(sql`DELETE FROM fax_texts`))
  }
})

test('what retention removes is found no longer, and the next tidying leaves no piece of it in the index', async () => {
  using faxing = openFaxing()
  await submitted(faxing, 'Ravensworth, 5552010100')
  await submitted(faxing, 'Elm, 5552010101')
  faxing.maple.write((tx) => void tx.db.run(sql`UPDATE faxes SET status = 'delivered' WHERE first_name = 'Ravensworth'`))
  faxing.maple.write((tx) => sentFaxRecords.remove(tx, new Date(tx.now.getTime() + 1), [], 10))
  expect([sentTo(faxing, 'ravensworth'), sentTo(faxing, 'elm')]).toEqual([[], ['Elm']])
  const holds = (piece: string) =>
    faxing.maple
      .read((tx) => tx.db.all<{ block: Buffer }>(sql`SELECT block FROM fax_words_data`))
      .some(({ block }) => Buffer.from(block).includes(piece))
  expect([holds('rav'), holds('elm')]).toEqual([true, true])
  faxing.now.value = new Date(faxing.now.value.getTime() + 7 * 3_600_000)
  await faxing.work()
  expect([holds('rav'), holds('elm'), sentTo(faxing, 'elm')]).toEqual([false, true, ['Elm']])
  faxing.maple.write((tx) => void tx.db.run(sql`INSERT INTO fax_words (fax_words, rank) VALUES ('integrity-check', 1)`))
})
