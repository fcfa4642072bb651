import { deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import { rawPdf, textPdf } from '../samples.ts'
import { accepted, book, edited, heavy, joined, LETTER, letters, refused, type Specimen, stream } from './specimen.ts'

const one = (page: string) => () => book([page])

async function compressed(pages: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(await textPdf(pages), { updateMetadata: false })
  return pdf.save({ useObjectStreams: true })
}

/** The page tree one level deeper for each step. */
function deepTree(levels: number): Uint8Array {
  const nodes = Array.from(
    { length: levels },
    (_, at) => `<< /Type /Pages /Kids [${at + 3} 0 R] /Count 1 ${at > 0 ? `/Parent ${at + 1} 0 R` : ''} >>`,
  )
  return rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', ...nodes, `<< /Type /Page /Parent ${levels + 1} 0 R ${LETTER} >>`])
}

/** What was there, and a later version of it that has another page. */
function withLaterVersion(): Uint8Array {
  const before = letters(1)
  const tree = '2 0 obj\n<< /Type /Pages /Kids [5 0 R 6 0 R] /Count 2 >>\nendobj\n'
  const page = `6 0 obj\n<< /Type /Page /Parent 2 0 R ${LETTER} >>\nendobj\n`
  const last = /startxref\n(\d+)/.exec(Buffer.from(before).toString('latin1'))?.[1]
  const place = (at: number) => `${String(at).padStart(10, '0')} 00000 n \n`
  const table = `xref\n2 1\n${place(before.length)}6 1\n${place(before.length + tree.length)}`
  const start = before.length + tree.length + page.length
  return joined(before, tree, page, `${table}trailer\n<< /Size 7 /Root 1 0 R /Prev ${last} >>\nstartxref\n${start}\n%%EOF\n`)
}

const zipped = (text: string, words = '') => stream(deflateSync(text), `/Filter /FlateDecode ${words}`)

/** Papers of odd sizes and shapes, and files that are written in an odd way but say all there is to say. */
export const oddPages: readonly Specimen[] = [
  accepted('one plain page', 1, () => letters(1)),
  accepted('350 pages, the most', 350, () => letters(350)),
  refused('351 pages', 'too_many_pages', () => letters(351)),
  refused('5,000 pages', 'too_many_pages', () => letters(5_000)),
  accepted('pages on their side', 2, () => book([`${LETTER} /Rotate 90`, `${LETTER} /Rotate 270`])),
  accepted('a page turned by -90', 1, one(`${LETTER} /Rotate -90`)),
  accepted('a page turned by 45 degrees', 1, one(`${LETTER} /Rotate 45`)),
  accepted('a page turned by a word', 1, one(`${LETTER} /Rotate /Left`)),
  accepted('papers of five sizes', 5, () =>
    book(['612 792', '595 842', '612 1008', '1224 792', '288 432'].map((size) => `/MediaBox [0 0 ${size}]`)),
  ),
  accepted('paper whose corners are the wrong way round', 1, one('/MediaBox [612 792 0 0]')),
  accepted('paper left of and below nothing', 1, one('/MediaBox [-612 -792 0 0]')),
  accepted('paper in fractions', 1, one('/MediaBox [0.5 .5 612.25 792.]')),
  accepted('no size of paper', 1, one('')),
  accepted('a size that all pages inherit', 2, () => book(['', ''], { tree: LETTER })),
  accepted('a crop box inside', 1, one(`${LETTER} /CropBox [100 100 500 700]`)),
  accepted('a crop box outside of the paper', 1, one(`${LETTER} /CropBox [-9000 -9000 9000 9000]`)),
  refused('a crop box that is nowhere', 'too_complex', one(`${LETTER} /CropBox [5000 5000 6000 6000]`)),
  accepted('a user unit', 1, one(`${LETTER} /UserUnit 2`)),
  accepted('the largest paper there is', 1, one('/MediaBox [0 0 14400 14400]')),
  refused('paper a point larger', 'too_complex', one('/MediaBox [0 0 14401 100]')),
  accepted('paper wider than numbers go, which readers take for letter', 1, one('/MediaBox [0 0 99999999999 792]')),
  accepted('paper of no height, which readers take for letter', 1, one('/MediaBox [0 0 612 0]')),
  accepted('paper that is a word', 1, one('/MediaBox /Letter')),
  accepted('a page the size of a stamp', 1, one('/MediaBox [0 0 20 20]')),
  accepted('a page without a drawing', 1, () =>
    rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', `<< /Type /Page /Parent 2 0 R ${LETTER} >>`]),
  ),
  accepted('objects and table in streams', 3, () => compressed(3)),
  accepted('a later version with another page', 2, withLaterVersion),
  accepted('version 1.0', 1, () => edited(letters(1), '%PDF-1.7', '%PDF-1.0')),
  accepted('version 2.0', 1, () => edited(letters(1), '%PDF-1.7', '%PDF-2.0')),
  accepted('a version there is not', 1, () => edited(letters(1), '%PDF-1.7', '%PDF-9.9')),
  accepted('a thousand bytes before the first line', 1, () => joined(' '.repeat(1_000), letters(1))),
  accepted('a printer’s commands around it', 2, () => joined('\x1b%-12345X@PJL JOB\r\n', letters(2), '\x1b%-12345X@PJL EOJ\r\n')),
  accepted('a byte order mark before it', 1, () => joined('\xef\xbb\xbf', letters(1))),
  accepted('zeros after its end', 1, () => joined(letters(1), new Uint8Array(5_000))),
  accepted('words after its end', 1, () => joined(letters(1), '\n-- \nSent from my phone\n')),
  accepted('no new line after its end', 1, () => letters(1).slice(0, -1)),
  accepted('lines that end as on an old Mac', 1, () => edited(letters(1), /\n/g, '\r')),
  accepted('a page tree of 30 levels', 1, () => deepTree(30)),
  refused('a page tree of 3,000 levels', 'broken', () => deepTree(3_000)),
  accepted('a drawing in 3 parts', 1, () => book([`${LETTER} /Contents [4 0 R 4 0 R 4 0 R]`])),
  accepted('a drawing that is packed twice', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], {
      more: [stream(deflateSync(deflateSync('0 0 9 9 re f')), '/Filter [/FlateDecode /FlateDecode]')],
    }),
  ),
  accepted('a drawing that is packed', 1, () => book([`${LETTER} /Contents 6 0 R`], { more: [zipped('0 0 99 99 re f')] })),
  accepted('a drawing in hexadecimal', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], { more: [stream('30 20 30 20 39 20 39 20 72 65 20 66>', '/Filter /ASCIIHexDecode')] }),
  ),
  accepted('a page that is listed twice', 2, () => edited(letters(1), '/Kids [5 0 R] /Count 1', '/Kids [5 0 R 5 0 R] /Count 2')),
  accepted('a mebibyte of comments', 1, () => joined('%PDF-1.7\n', '% nothing\n'.repeat(100_000), letters(1)), heavy),
]
