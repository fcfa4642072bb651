import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { degrees, PDFDocument, PDFName, PDFString, rgb } from '@cantoo/pdf-lib'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { type Attachment, createDocuments, type HeaderLine } from '../../src/documents/index.ts'
import { faxPage, MAPLE, textPdf, tiff } from './samples.ts'

setDefaultTimeout(20_000)
const documents = createDocuments()
const pdfium = await PDFiumLibrary.init()
afterAll(() => documents[Symbol.dispose]())

const HEADER: HeaderLine = { at: 'Nov 21, 2026, 5:14 PM EST', sender: 'Maple Street Family Practice', number: '(555) 010-0100' }
const LINE = 'Nov 21, 2026, 5:14 PM EST · Maple Street Family Practice · (555) 010-0100'
const WIDTH = 612
/** A page as wide as letter paper, drawn a point to a pixel: the line has these of it. */
const STRIP = 22

const pdf = (bytes: Uint8Array): Attachment => ({ bytes, type: 'pdf' })
const stamped = async (files: readonly Attachment[], header = HEADER) => (await documents.assemble(MAPLE, { files, header })).pdf
const plain = async (files: readonly Attachment[]) => (await documents.assemble(MAPLE, { files })).pdf

async function wordsOf(bytes: Uint8Array): Promise<string[]> {
  const document = await pdfium.loadDocument(bytes)
  const pages = [...document.pages()].map((page) => page.getText())
  document.destroy()
  return pages
}

async function drawn(bytes: Uint8Array, page = 1) {
  const { data, info } = await sharp(await documents.renderPage(MAPLE, bytes, page, WIDTH))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, at: (x: number, y: number) => data[(y * info.width + x) * info.channels] ?? 255 }
}

/** A page that is full to each of its edges, each corner another pattern. */
async function fullPage(change: (document: PDFDocument) => void = () => {}): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const page = document.addPage([WIDTH, 792])
  for (const [x, y, side] of [
    [0, 752, 40],
    [572, 752, 40],
    [0, 0, 60],
    [532, 0, 80],
    [280, 372, 50],
  ] as const)
    page.drawRectangle({ x, y, width: side, height: side, color: rgb(0, 0, 0) })
  change(document)
  return document.save()
}

/** How much of the page differs from the other one made smaller and put under the line. */
async function strayed(bytes: Uint8Array, before: Uint8Array): Promise<number> {
  const [after, whole] = [await drawn(bytes), await drawn(before)]
  const scale = (after.height - STRIP) / after.height
  let wrong = 0
  for (let y = STRIP + 1; y < after.height - 1; y++)
    for (let x = 1; x < after.width - 1; x++) {
      const [wasX, wasY] = [after.width / 2 + (x + 0.5 - after.width / 2) / scale, (y + 0.5 - STRIP) / scale]
      const was = wasX < 0 || wasX >= whole.width ? 255 : whole.at(Math.floor(wasX), Math.floor(wasY))
      if (Math.abs(was - after.at(x, y)) > 128) wrong++
    }
  return wrong / (after.width * after.height)
}

async function inStrip(bytes: Uint8Array): Promise<number> {
  const page = await drawn(bytes)
  let dark = 0
  for (let y = 0; y < STRIP; y++) for (let x = 0; x < page.width; x++) if (page.at(x, y) < 128) dark++
  return dark
}

test('every page says who sends, from which number, when, and which page of how many it is', async () => {
  const pages = await wordsOf(await stamped([pdf(await textPdf(2, 'Labs')), { bytes: tiff([faxPage()]), type: 'tiff' }]))
  expect(pages).toHaveLength(3)
  pages.forEach((page, index) => {
    expect(page).toContain(LINE)
    expect(page).toContain(`Page ${index + 1} of 3`)
  })
  expect(pages[1]).toContain('Labs, page 2')
})

test.each([0, 90, 180, 270])('what was on a page turned by %d degrees is all there, under the line', async (turn) => {
  const page = await fullPage((document) => document.getPage(0).setRotation(degrees(turn)))
  const [line, bare] = [await stamped([pdf(page)]), await plain([pdf(page)])]
  expect(await strayed(line, bare)).toBeLessThan(0.004)
  const clean = await stamped([pdf(await blank(turn))])
  expect(await inStrip(line)).toBe(await inStrip(clean))
  expect(await inStrip(clean)).toBeGreaterThan(300)
  expect((await wordsOf(line))[0]).toContain(LINE)
})

const blank = async (turn: number) => {
  const document = await PDFDocument.create()
  document.addPage([WIDTH, 792]).setRotation(degrees(turn))
  return document.save()
}

test('what a page hides beyond its edges stays hidden', async () => {
  const cropped = await fullPage((document) => {
    const page = document.getPage(0)
    page.setMediaBox(-200, -200, 1_012, 1_192)
    page.setCropBox(0, 0, WIDTH, 792)
    page.drawRectangle({ x: -200, y: -200, width: 195, height: 1_192, color: rgb(0, 0, 0) })
    page.drawRectangle({ x: -200, y: 797, width: 1_012, height: 195, color: rgb(0, 0, 0) })
  })
  const line = await stamped([pdf(cropped)])
  expect(await strayed(line, await plain([pdf(cropped)]))).toBeLessThan(0.004)
  expect(await inStrip(line)).toBe(await inStrip(await stamped([pdf(await blank(0))])))
})

test('a page that restores more than it saved does not come into the line', async () => {
  const careless = await fullPage((document) => {
    const { node } = document.getPage(0)
    const content = document.context.flateStream('Q Q Q 0 g 0 700 612 92 re f')
    node.set(PDFName.of('Contents'), document.context.register(content))
  })
  expect(await inStrip(await stamped([pdf(careless)]))).toBe(await inStrip(await stamped([pdf(await blank(0))])))
})

test('a stamp that somebody laid on a page moves along with it', async () => {
  const noted = await fullPage((document) => {
    const look = document.context.flateStream('0 g 0 0 100 30 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 100, 30] })
    const note = { Type: 'Annot', Subtype: 'Stamp', F: 4, Rect: [100, 760, 200, 790], Contents: PDFString.of('Paid') }
    const stamp = document.context.obj({ ...note, AP: { N: document.context.register(look) } })
    document.getPage(0).node.set(PDFName.of('Annots'), document.context.obj([document.context.register(stamp)]))
  })
  expect(await strayed(await stamped([pdf(noted)]), await plain([pdf(noted)]))).toBeLessThan(0.004)
})

test('a page that is sent twice is made smaller once each', async () => {
  const files = [pdf(await fullPage())]
  const pages = [1, 1].map((page) => ({ file: 0, page, turn: 0 }))
  const { pdf: twice } = await documents.assemble(MAPLE, { files, pages, header: HEADER })
  const [first, second] = [await drawn(twice, 1), await drawn(twice, 2)]
  let differ = 0
  for (let y = STRIP; y < first.height; y++) for (let x = 0; x < first.width; x++) if (first.at(x, y) !== second.at(x, y)) differ++
  expect(differ).toBe(0)
})

test('a name that is too long is cut short, never the number or the page', async () => {
  const [page = ''] = await wordsOf(await stamped([pdf(await textPdf(1))], { ...HEADER, sender: 'Maple Street Łódź '.repeat(9) }))
  expect(page).toMatch(/EST · Maple Street Lódz .*… · \(555\) 010-0100/)
  expect(page).toContain('Page 1 of 1')
})

test('a cover of our own has room for the line and stays as it is', async () => {
  const cover = {
    officeName: 'Maple Street Family Practice',
    officeFax: '(555) 010-0100',
    to: 'Oak',
    toNumber: '(555) 201-0100',
    from: 'Maple',
    date: 'today',
    pages: 2,
    notice: 'Confidential.',
  }
  const files = [pdf(await textPdf(1))]
  const [line, bare] = await Promise.all(
    [HEADER, undefined].map((header) => documents.assemble(MAPLE, { cover, files, ...(header && { header }) })),
  )
  const [page = '', next = ''] = await wordsOf(line?.pdf ?? new Uint8Array())
  expect([page.includes('Page 1 of 2'), next.includes('Page 2 of 2')]).toEqual([true, true])
  const [after, before] = [await drawn(line?.pdf ?? new Uint8Array()), await drawn(bare?.pdf ?? new Uint8Array())]
  let differ = 0
  for (let y = STRIP; y < after.height; y++) for (let x = 0; x < after.width; x++) if (after.at(x, y) !== before.at(x, y)) differ++
  expect(differ).toBe(0)
})
