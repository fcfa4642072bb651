import { afterAll, expect, test } from 'bun:test'
import { PDFDocument } from '@cantoo/pdf-lib'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { createDocuments } from '../../src/documents/index.ts'
import { faxApi } from '../../src/fax/api.routes.ts'
import { guardApi } from '../../src/fax/guard/api.routes.ts'
import { textPdf } from '../documents/samples.ts'
import { openFaxing } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'
import { receive } from '../support/receiving.ts'

const documents = createDocuments()
const pdfium = await PDFiumLibrary.init()
afterAll(() => documents[Symbol.dispose]())

function open() {
  const faxing = openFaxing(undefined, documents)
  const deps = { files: faxing.files, carrier: faxing.carrier, documents, names: () => new Map() }
  const pages = openPages(faxing, (around) => [faxApi({ ...deps, ...around }), guardApi({ ...deps, ...around })])
  const send = (body: object, path = '/api/faxes') => pages.call('ana', 'POST', path, { to: '5552010100', ...body })
  return { faxing, send, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

const file = async (words: string, pages: number) => ({
  name: `${words}.pdf`,
  base64: Buffer.from(await textPdf(pages, words)).toString('base64'),
})

/** What every page says, and how it is turned. */
async function readBack(pdf: Uint8Array): Promise<string[]> {
  const turns = (await PDFDocument.load(pdf)).getPages().map((page) => page.getRotation().angle)
  const opened = await pdfium.loadDocument(pdf)
  const words = [...opened.pages()].map((page) => /\w+, page \d+/.exec(page.getText())?.[0])
  opened.destroy()
  return words.map((each, at) => `${each} at ${turns[at]}`)
}

async function sentBy(world: ReturnType<typeof open>, answer: { body: unknown }): Promise<string[]> {
  await world.faxing.work()
  const { fax } = world.faxing.show((answer.body as { id: string }).id as never)
  return readBack(await world.faxing.files.read(world.faxing.maple.id, fax.documentId as never))
}

test('exactly the pages that were asked for are sent: across files, in that order, turned, and no other', async () => {
  using world = open()
  const pages = [
    { file: 2, page: 3 },
    { file: 1, page: 2, turn: 90 },
    { file: 2, page: 1, turn: 180 },
    { file: 1, page: 1 },
  ]
  const answer = await world.send({
    cover: false,
    files: [await file('Labs', 2), await file('Referral', 3), await file('Spare', 1)],
    pages,
  })
  expect([answer.status, answer.body]).toMatchObject([202, { pages: 4 }])
  expect(await sentBy(world, answer)).toEqual([
    'Referral, page 3 at 0',
    'Labs, page 2 at 90',
    'Referral, page 1 at 180',
    'Labs, page 1 at 0',
  ])
  const kept = world.faxing.show((answer.body as { id: string }).id as never).files
  expect(kept.map(({ name }) => name)).toEqual(['Labs.pdf', 'Referral.pdf'])
})

test('a single page out of one PDF is sent alone, with the cover counted on top', async () => {
  using world = open()
  const [labs] = [await file('Labs', 3)]
  const bare = await world.send({ cover: false, files: [labs], pages: [{ file: 1, page: 2 }] })
  expect(await sentBy(world, bare)).toEqual(['Labs, page 2 at 0'])
  const covered = await world.send({ files: [labs], pages: [{ file: 1, page: 2 }] })
  expect([covered.body, (await sentBy(world, covered)).at(-1)]).toMatchObject([{ pages: 2 }, 'Labs, page 2 at 0'])
})

test('all pages as they are is the file as it came', async () => {
  using world = open()
  const labs = await file('Labs', 2)
  const pages = [
    { file: 1, page: 1 },
    { file: 1, page: 2 },
  ]
  const { body } = await world.send({ cover: false, files: [labs], pages })
  const { fax } = world.faxing.show((body as { id: string }).id as never)
  const sent = await world.faxing.files.read(world.faxing.maple.id, fax.documentId as never)
  expect(sent.equals(Buffer.from(labs.base64, 'base64'))).toBe(true)
})

test('a received fax counts as the first file', async () => {
  using world = open()
  const received = await receive(world.faxing, { bytes: await textPdf(2, 'Came') })
  const answer = await world.send({ cover: false, received, files: [await file('Labs', 1)], pages: [{ file: 2, page: 1 }] })
  expect(await sentBy(world, answer)).toEqual(['Labs, page 1 at 0'])
})

test.each([
  ['a page that is not there', [{ file: 1, page: 3 }], 'File 1 has no page 3.'],
  ['a file that is not there', [{ file: 2, page: 1 }], 'File 2 has no page 1.'],
])('%s is refused, and nothing is kept', async (_, pages, message) => {
  using world = open()
  const files = [await file('Labs', 2)]
  for (const path of ['/api/faxes', '/api/faxes/quotes']) {
    const { status, body } = await world.send({ files, pages }, path)
    expect([status, body]).toMatchObject([422, { errors: [{ field: 'pages', message }] }])
  }
  expect(world.faxing.maple.read((tx) => tx.db.get<{ n: number }>('SELECT count(*) AS n FROM fax_files').n)).toBe(0)
})

test('what it would come to counts the pages that are wanted', async () => {
  using world = open()
  const { body } = await world.send({ cover: false, files: [await file('Labs', 3)], pages: [{ file: 1, page: 2 }] }, '/api/faxes/quotes')
  expect(body).toMatchObject({ pages: 1 })
})
