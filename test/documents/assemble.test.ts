import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { type Cover, createDocuments, LIMITS } from '../../src/documents/index.ts'
import { faxPage, halfBlack, MAPLE, textPdf, tiff } from './samples.ts'

// Generous: the machine may be busy, and a process takes its time to start.
setDefaultTimeout(20_000)

const documents = createDocuments()
const pdfium = await PDFiumLibrary.init()
afterAll(() => documents[Symbol.dispose]())

const COVER: Cover = {
  officeName: 'Maple Street Family Practice',
  officePhone: '(555) 010-0100',
  officeFax: '(555) 010-0101',
  to: 'Harbor Cardiology',
  toNumber: '(555) 010-0199',
  from: 'Ana Ortiz',
  date: 'November 21, 2026',
  pages: 3,
  notice: 'This fax is confidential. If it is not meant for you, call us and destroy it.',
}

const pdf = (bytes: Uint8Array) => ({ bytes, type: 'pdf' as const })
const fax = (bytes: Uint8Array) => ({ bytes, type: 'tiff' as const })

async function words(bytes: Uint8Array): Promise<string[]> {
  const document = await pdfium.loadDocument(bytes)
  const pages = [...document.pages()].map((page) => page.getText())
  document.destroy()
  return pages
}

/** How dark a piece of a page is, 0 to 1; the piece is given in hundredths of the page. */
async function darkness(bytes: Uint8Array, page: number, [left, top, right, bottom]: [number, number, number, number]): Promise<number> {
  const { data, info } = await sharp(await documents.renderPage(MAPLE, bytes, page, 200))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  let dark = 0
  let points = 0
  for (let y = Math.ceil((info.height * top) / 100); y < (info.height * bottom) / 100; y++) {
    for (let x = Math.ceil((info.width * left) / 100); x < (info.width * right) / 100; x++) {
      dark += 255 - (data[(y * info.width + x) * info.channels] ?? 0)
      points += 255
    }
  }
  return dark / points
}

describe('the document that is sent', () => {
  test('is the cover, then every page of every file in order, with the hash of exactly these bytes', async () => {
    const files = [pdf(await textPdf(3, 'First')), fax(tiff([faxPage(), faxPage()])), pdf(await textPdf(2, 'Last'))]
    const whole = await documents.assemble(MAPLE, { cover: COVER, files })
    expect(whole.pages).toBe(8)
    expect(whole.sha256).toBe(createHash('sha256').update(whole.pdf).digest('hex'))
    expect(await documents.inspect(MAPLE, whole.pdf, 'whole.pdf')).toEqual({ ok: true, type: 'pdf', pages: 8 })
    const pages = await words(whole.pdf)
    expect(pages[0]).toContain('8, including this cover')
    expect(pages.slice(1).map((page) => page.slice(0, 13))).toEqual([
      'First, page 1',
      'First, page 2',
      'First, page 3',
      '',
      '',
      'Last, page 1,',
      'Last, page 2,',
    ])
  })

  test('says who made it and nothing about this machine', async () => {
    const made = await PDFDocument.load((await documents.assemble(MAPLE, { files: [pdf(await textPdf(1))] })).pdf, {
      updateMetadata: false,
    })
    expect([made.getProducer(), made.getCreator(), made.getCreationDate()]).toEqual(['Frontdesk', 'Frontdesk', undefined])
  })

  test('keeps what an owner password locks, readable', async () => {
    const locked = await textPdf(2, 'Referral', { owner: 'secret' })
    const { pdf: bytes } = await documents.assemble(MAPLE, { files: [pdf(locked)] })
    expect(await words(bytes)).toEqual(await words(locked))
    expect(await documents.renderPage(MAPLE, bytes, 2, 300)).toEqual(await documents.renderPage(MAPLE, locked, 2, 300))
  })

  test('shows what was typed into a form, and not its hidden fields', async () => {
    const form = await PDFDocument.create()
    const page = form.addPage([612, 792])
    const shown = form.getForm().createTextField('shown')
    shown.setText('MMMMMMMMMM')
    shown.addToPage(page, { x: 0, y: 396, width: 612, height: 60 })
    const hidden = form.getForm().createTextField('hidden')
    hidden.setText('MMMMMMMMMM')
    hidden.addToPage(page, { x: 0, y: 100, width: 612, height: 60, hidden: true })
    const { pdf: bytes } = await documents.assemble(MAPLE, { files: [pdf(await form.save())] })
    expect(await darkness(bytes, 1, [0, 40, 100, 52])).toBeGreaterThan(0.05)
    expect(await darkness(bytes, 1, [0, 75, 100, 95])).toBe(0)
    expect((await PDFDocument.load(bytes)).catalog.AcroForm()).toBeUndefined()
  })

  test('is refused when it has too many files, pages or bytes', async () => {
    const file = pdf(await textPdf(1))
    const large = pdf(new Uint8Array(LIMITS.bytes / 2 + 1))
    const many = pdf(await textPdf(200))
    const refusals = [
      [{ files: Array.from({ length: 6 }, () => file) }, 'Attach at most 5 files.'],
      [{ files: [large, large] }, 'Together these files are larger than 50 MB. Send them as separate faxes.'],
      [{ cover: COVER, files: [many, many] }, 'Together that is 401 pages. A fax can have at most 350.'],
    ] as const
    for (const [input, files] of refusals)
      await expect(documents.assemble(MAPLE, input)).rejects.toMatchObject({ code: 'invalid', fields: { files } })
  })
})

describe('a fax picture', () => {
  const LEFT = [15, 5, 48, 95] as [number, number, number, number]
  const RIGHT = [52, 5, 85, 95] as [number, number, number, number]
  const cases: [string, Uint8Array, 'unchanged' | 'decoded'][] = [
    ['one strip of Group 4', tiff([faxPage({ dpi: [20, 20] })]), 'unchanged'],
    ['its bits the other way round', tiff([faxPage({ dpi: [20, 20], fillOrder: 2, strips: [halfBlack(220).map(mirror)] })]), 'unchanged'],
    ['several strips of Group 4', tiff([faxPage({ dpi: [20, 20], strips: [halfBlack(110), halfBlack(110)] })]), 'decoded'],
    ['no compression', tiff([faxPage({ dpi: [20, 20], compression: 1, strips: [plainHalf()] })]), 'decoded'],
    ['deflate', tiff([faxPage({ dpi: [20, 20], compression: 8, strips: [new Uint8Array(deflateSync(plainHalf()))] })]), 'decoded'],
    ['eight bits a point', tiff([faxPage({ dpi: [20, 20], compression: 1, bits: 8, photometric: 1, strips: [grayHalf()] })]), 'decoded'],
  ]
  test.each(cases)('with %s comes out with its right half black', async (_, bytes, how) => {
    expect(await documents.inspect(MAPLE, bytes, 'fax.tif')).toMatchObject({ ok: true })
    const made = (await documents.assemble(MAPLE, { files: [fax(bytes)] })).pdf
    expect(Buffer.from(made).includes('CCITTFaxDecode')).toBe(how === 'unchanged')
    expect(Buffer.from(made).includes(halfBlack(220))).toBe(how === 'unchanged')
    for (const [document, name] of [
      [made, 'sent'],
      [bytes, 'preview'],
    ] as const) {
      expect({ name, left: await darkness(document, 1, LEFT), right: await darkness(document, 1, RIGHT) }).toEqual({
        name,
        left: 0,
        right: 1,
      })
    }
  })

  test('whose black is stored as zero is not turned into its negative', async () => {
    const made = (await documents.assemble(MAPLE, { files: [fax(tiff([faxPage({ dpi: [20, 20], photometric: 1 })]))] })).pdf
    expect(await darkness(made, 1, LEFT)).toBe(1)
    expect(await darkness(made, 1, RIGHT)).toBe(0)
  })

  test('keeps its own size, lies on its side when it is wide, and is turned as the file says', async () => {
    const leaves = [
      faxPage({ dpi: [32, 55] }),
      faxPage({ dpi: [20, 40] }),
      faxPage({ dpi: [20, 20], orientation: 3 }),
      faxPage({ dpi: [1, 1] }),
    ]
    const made = (await documents.assemble(MAPLE, { files: [fax(tiff(leaves))] })).pdf
    const sizes = (await PDFDocument.load(made)).getPages().map((page) => page.getSize())
    expect(sizes.map(({ width }) => width)).toEqual([612, 792, 612, 612])
    expect(await darkness(made, 1, [52, 40, 72, 60])).toBe(1)
    expect(await darkness(made, 1, [76, 40, 100, 60])).toBe(0)
    expect(await darkness(made, 3, [15, 10, 48, 80])).toBe(1)
    expect(await darkness(made, 3, [52, 10, 85, 80])).toBe(0)
  })
})

describe('a cover', () => {
  test('says who, to whom, when, what and how many', async () => {
    const cover = { ...COVER, subject: 'Referral', note: 'Please call us.\r\nThank you — “Ana”' }
    const [page = ''] = await words((await documents.assemble(MAPLE, { cover, files: [] })).pdf)
    for (const said of [
      'Maple Street',
      '(555) 010-0101',
      'Harbor Cardiology',
      '(555) 010-0199',
      'Ana Ortiz',
      'November 21, 2026',
      'Referral',
    ])
      expect(page).toContain(said)
    expect(page).toContain('3, including this cover')
    expect(page).toContain('Thank you — “Ana”')
    expect(page).toContain('This fax is confidential.')
  })

  test('shows a question mark for what its font lacks, and keeps accents', async () => {
    const cover = { ...COVER, to: 'Dr. José Łukasz Núñez 你好 👩‍⚕️', note: 'x ≥ 5 → call\tnow\u0000\u200b ﬁne Ελ' }
    const [page = ''] = await words((await documents.assemble(MAPLE, { cover, files: [] })).pdf)
    expect(page).toContain('Dr. José Lukasz Núñez ?? ??')
    expect(page).toContain('x >= 5 -> call now fine ??')
  })

  test('stays one page however long the texts are', async () => {
    const long = 'Wordswithoutanend'.repeat(60)
    const note = `${'line\n'.repeat(200)}${'word '.repeat(200)}`
    const cover = { ...COVER, officeName: long, to: long, subject: long, note, notice: 'Confidential. '.repeat(200) }
    const whole = await documents.assemble(MAPLE, { cover, files: [] })
    expect(whole.pages).toBe(1)
    expect((await words(whole.pdf))[0]).toContain('line…')
    for (const edge of [
      [0, 0, 8, 100],
      [92, 0, 100, 100],
      [0, 0, 100, 5],
      [0, 95, 100, 100],
    ] as const)
      expect(await darkness(whole.pdf, 1, [...edge])).toBe(0)
  })
})

describe('a picture of a page', () => {
  test('is as wide as asked, in the shape of the paper', async () => {
    const { width, height, format } = await sharp(await documents.renderPage(MAPLE, await textPdf(2), 2, 306)).metadata()
    expect([width, height, format]).toEqual([306, 396, 'png'])
    const standard = await sharp(await documents.renderPage(MAPLE, tiff([faxPage({ dpi: [40, 20] })]), 1, 128)).metadata()
    expect([standard.width, standard.height]).toEqual([128, 440])
  })

  test('of a page that is not there is "not found"', async () => {
    for (const page of [0, 3, 1.5])
      await expect(documents.renderPage(MAPLE, await textPdf(2), page, 200)).rejects.toMatchObject({ code: 'not_found' })
  })
})

function mirror(byte: number): number {
  return Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2)
}

function plainHalf(): Uint8Array {
  return Uint8Array.from({ length: 16 * 220 }, (_, at) => (at % 16 < 8 ? 0x00 : 0xff))
}

function grayHalf(): Uint8Array {
  return Uint8Array.from({ length: 128 * 220 }, (_, at) => (at % 128 < 64 ? 0xff : 0x00))
}
