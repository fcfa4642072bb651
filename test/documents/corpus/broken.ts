import { deflateSync } from 'node:zlib'
import { onePage, rawPdf, textPdf } from '../samples.ts'
import { accepted, book, cut, drawn, edited, joined, LETTER, latin1, letters, refused, type Specimen, stream } from './specimen.ts'

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>'
const tree =
  (root: string, ...more: string[]) =>
  () =>
    rawPdf([CATALOG, root, ...more])
const PAGE = `<< /Type /Page /Parent 2 0 R ${LETTER} >>`

const cuts = [0.01, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.97].map((part) =>
  refused(`a file cut off after ${Math.round(part * 100)} %`, 'broken', async () => cut(await textPdf(4), part)),
)
const withoutTable = (bytes: Uint8Array) => bytes.slice(0, Buffer.from(bytes).lastIndexOf('xref\n0'))

/** The whole book with a hole of noise at that place. */
const holed = (part: number) => () => {
  const bytes = letters(6)
  return bytes.fill(0xa5, Math.floor(bytes.length * part), Math.floor(bytes.length * part) + 150)
}

/** Damaged files: those from which pages are missing are refused, those that every reader mends are taken. */
export const broken: readonly Specimen[] = [
  ...cuts,
  refused('nothing but a first line', 'broken', () => latin1('%PDF-1.7\n')),
  refused('a first and a last line', 'broken', () => latin1('%PDF-1.7\n%%EOF\n')),
  refused('noise after the first line', 'broken', () =>
    joined(
      '%PDF-1.7\n',
      Uint8Array.from({ length: 50_000 }, (_, at) => (at * at * 31) & 255),
    ),
  ),
  refused('zeros after the first line', 'broken', () => joined('%PDF-1.7\n', new Uint8Array(50_000))),
  refused('a page tree that was overwritten', 'broken', holed(0.05)),
  refused('no catalog', 'broken', () => edited(letters(1), '/Root 1 0 R', '/Info 1 0 R')),
  refused('a catalog that is not there', 'broken', () => edited(letters(1), '/Root 1 0 R', '/Root 99 0 R')),
  refused('a catalog that is a number', 'broken', () => rawPdf(['42'])),
  refused('a catalog without pages', 'broken', () => rawPdf(['<< /Type /Catalog >>'])),
  refused('pages that are nothing', 'broken', () => rawPdf(['<< /Type /Catalog /Pages null >>'])),
  refused('pages that are the catalog', 'broken', () => rawPdf(['<< /Type /Catalog /Pages 1 0 R >>'])),
  refused('no page', 'broken', tree('<< /Type /Pages /Kids [] /Count 0 >>')),
  refused('a list of pages that is missing', 'broken', tree('<< /Type /Pages /Count 1 >>')),
  refused('a list of pages that is a number', 'broken', tree('<< /Type /Pages /Kids 7 /Count 1 >>')),
  refused('a list of nothing', 'broken', tree('<< /Type /Pages /Kids [null null] /Count 2 >>')),
  refused('a page that is not there', 'broken', tree('<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 2 >>', PAGE)),
  refused('a page that is a number', 'broken', tree('<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>', PAGE, '42')),
  refused('a tree that is its own page', 'broken', tree('<< /Type /Pages /Kids [2 0 R] /Count 1 >>')),
  refused(
    'a tree that goes round in a circle',
    'broken',
    tree('<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Pages /Kids [2 0 R] /Count 1 >>'),
  ),
  refused('a tree that says too few pages', 'broken', tree('<< /Type /Pages /Kids [3 0 R 3 0 R 3 0 R] /Count 1 >>', PAGE)),
  refused('a tree that says one page too many', 'broken', tree('<< /Type /Pages /Kids [3 0 R] /Count 2 >>', PAGE)),
  refused('a tree that says 300 pages and has one', 'broken', tree('<< /Type /Pages /Kids [3 0 R] /Count 300 >>', PAGE)),
  refused('a tree that says a million pages and has one', 'too_many_pages', tree('<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>', PAGE)),
  accepted('a tree that does not say how many pages', 2, tree('<< /Type /Pages /Kids [3 0 R 3 0 R] >>', PAGE)),
  accepted('a tree that says fewer than no pages', 1, tree('<< /Type /Pages /Kids [3 0 R] /Count -1 >>', PAGE)),
  refused('a later version that was cut off', 'broken', () =>
    joined(letters(1), '2 0 obj\n<< /Type /Pages /Kids [5 0 R 6 0 R] /Count 2 >>\nendobj\n6 0 o'),
  ),
  refused('no table and no end', 'broken', () => withoutTable(letters(2)).slice(0, -8)),
  accepted('a table at a wrong place', 2, () => edited(letters(2), /startxref\n\d+/, 'startxref\n17')),
  accepted('a table far beyond the file', 2, () => edited(letters(2), /startxref\n\d+/, 'startxref\n99999999')),
  refused('a table at a place before the file', 'broken', () => edited(letters(2), /startxref\n\d+/, 'startxref\n-5')),
  accepted('a table of wrong places', 2, () => joined(letters(2).slice(0, 9), '%padding\n', letters(2).slice(9))),
  accepted('a table that says there are fewer objects', 2, () => edited(letters(2), /\/Size \d+/, '/Size 2')),
  accepted('a table that says there are a billion objects', 2, () => edited(letters(2), /\/Size \d+/, '/Size 1000000000')),
  accepted('a table of a billion entries', 2, () => edited(letters(2), /xref\n0 \d+/, 'xref\n0 1000000000')),
  accepted('a table before it that is itself', 2, () => {
    const bytes = letters(2)
    const at = /startxref\n(\d+)/.exec(Buffer.from(bytes).toString('latin1'))?.[1]
    return edited(bytes, '/Root 1 0 R', `/Root 1 0 R /Prev ${at}`)
  }),
  accepted('a table in a stream that is not there', 2, () => edited(letters(2), '/Root 1 0 R', '/Root 1 0 R /XRefStm 3')),
  accepted('a stream that says it is shorter', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], { more: ['<< /Length 3 >>\nstream\n0 0 99 99 re f\nendstream'] }),
  ),
  accepted('a stream that says it is longer', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], { more: ['<< /Length 30000 >>\nstream\n0 0 99 99 re f\nendstream'] }),
  ),
  accepted('a stream that does not say how long it is', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], { more: ['<< >>\nstream\n0 0 99 99 re f\nendstream'] }),
  ),
  accepted('a stream whose length is itself', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], { more: ['<< /Length 6 0 R >>\nstream\n0 0 99 99 re f\nendstream'] }),
  ),
  accepted('a drawing with words nobody knows', 1, () => drawn('frobnicate 1 2 3 xyzzy (unended', '')),
  accepted('a drawing that is not there', 1, () => onePage(`${LETTER} /Contents 77 0 R`)),
  accepted('a drawing packed in an unknown way', 1, () => book([`${LETTER} /Contents 6 0 R`], { more: [stream('abc', '/Filter /Zip')] })),
  accepted('a drawing whose packing ends early', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], { more: [stream(deflateSync('0 0 99 99 re f '.repeat(99)).slice(0, 20), '/Filter /FlateDecode')] }),
  ),
  refused('words where a page has its parent', 'broken', () =>
    rawPdf([CATALOG, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', `<< /Type /Page /Parent (mother) ${LETTER} >>`]),
  ),
  refused('no end mark', 'broken', () => edited(letters(1), '%%EOF\n', '')),
]
