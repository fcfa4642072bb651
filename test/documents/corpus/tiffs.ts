import { deflateSync } from 'node:zlib'
import sharp, { type TiffOptions } from 'sharp'
import { faxPage, halfBlack, type Leaf, tiff } from '../samples.ts'
import { accepted, cut, edited, heavy, joined, latin1, refused, type Specimen } from './specimen.ts'

const file = { file: 'scan.tif', type: 'image/tiff' }
const taken = (name: string, pages: number, make: Specimen['make'], rest = {}) => accepted(name, pages, make, { ...file, ...rest })
const not = (name: string, reason: Parameters<typeof refused>[1], make: Specimen['make'], rest = {}) =>
  refused(name, reason, make, { ...file, ...rest })

const pages =
  (...leaves: Leaf[]) =>
  () =>
    tiff(leaves)
const fax = (more: Partial<Leaf> = {}) => pages(faxPage(more))
const entry = (tag: number, type: number, count: number, value: number) => fax({ entries: [[tag, type, count, value]] })

const bytesOf = (bits: string) => {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  return Uint8Array.from({ length: padded.length / 8 }, (_, at) => Number.parseInt(padded.slice(at * 8, at * 8 + 8), 2))
}
const ROWS = 220
/** A row of 64 white and 64 black points in Group 3: a make-up code and an ending code each. */
const ROW = `${'11011'}${'00110101'}${'0000001111'}${'0000110111'}`
const END = '000000000001'
const LATER = '11'
const g3 = bytesOf(`${END}${ROW}`.repeat(ROWS) + END.repeat(6))
const g3In2d = bytesOf(
  Array.from({ length: ROWS }, (_, row) => (row % 4 === 0 ? `${END}1${ROW}` : `${END}0${LATER}`)).join('') + `${END}1`.repeat(6),
)
const huffman = bytesOf(ROW.padEnd(Math.ceil(ROW.length / 8) * 8, '0').repeat(ROWS))

const plain = new Uint8Array(16 * ROWS).fill(0x0f)
const noise = (length: number) => Uint8Array.from({ length }, (_, at) => (at * at * 37 + at) & 255)

/** Written by libtiff: a gray wedge, or a black and white one. */
const written = (options: TiffOptions) => () =>
  sharp(
    Uint8Array.from({ length: 320 * 200 }, (_, at) => at & 255),
    { raw: { width: 320, height: 200, channels: 1 } },
  )
    .toColourspace('b-w')
    .tiff({ xres: 8, yres: 8, ...options })
    .toBuffer()
const colours = (channels: 3 | 4) => () =>
  sharp(new Uint8Array(64 * 64 * channels).fill(90), { raw: { width: 64, height: 64, channels } })
    .tiff({ compression: 'lzw' })
    .toBuffer()

/** A page the other way round in every number: as a Motorola machine writes it. */
function bigEndian(): Uint8Array {
  const entries = [
    [256, 4, 128],
    [257, 4, ROWS],
    [258, 3, 1],
    [259, 3, 4],
    [262, 3, 0],
    [273, 4, 8],
    [278, 4, ROWS],
    [279, 4, halfBlack(ROWS).length],
  ] as const
  const block = Buffer.alloc(2 + entries.length * 12 + 4)
  block.writeUInt16BE(entries.length, 0)
  entries.forEach(([tag, type, value], at) => {
    block.writeUInt16BE(tag, 2 + at * 12)
    block.writeUInt16BE(type, 4 + at * 12)
    block.writeUInt32BE(1, 6 + at * 12)
    if (type === 3) block.writeUInt16BE(value, 10 + at * 12)
    else block.writeUInt32BE(value, 10 + at * 12)
  })
  const head = Buffer.from('MM\0*\0\0\0\0', 'latin1')
  head.writeUInt32BE(8 + halfBlack(ROWS).length, 4)
  return joined(head, halfBlack(ROWS), block)
}

const ofPages = (count: number) => {
  const leaf = faxPage()
  return () => tiff(Array.from({ length: count }, () => leaf))
}

export const tiffs: readonly Specimen[] = [
  taken('a page of Group 4', 1, fax()),
  taken('a page of Group 3', 1, fax({ compression: 3, strips: [g3] })),
  taken('a page of Group 3 in two dimensions', 1, fax({ compression: 3, strips: [g3In2d], entries: [[292, 4, 1, 1]] })),
  taken('a page of Huffman codes', 1, fax({ compression: 2, strips: [huffman] })),
  taken(
    'four pages packed in four ways',
    4,
    pages(
      faxPage(),
      faxPage({ compression: 3, strips: [g3] }),
      faxPage({ compression: 2, strips: [huffman] }),
      faxPage({ compression: 1, strips: [plain] }),
    ),
  ),
  taken('a page that is not packed', 1, fax({ compression: 1, strips: [plain] })),
  taken('a page packed as ZIP', 1, fax({ compression: 8, strips: [deflateSync(plain)] })),
  taken('a page packed as ZIP the old way', 1, fax({ compression: 32_946, strips: [deflateSync(plain)] })),
  taken('a page in PackBits', 1, written({ compression: 'packbits' })),
  taken('a page in LZW', 1, written({ compression: 'lzw' })),
  taken('a page in LZW with differences', 1, written({ compression: 'lzw', predictor: 'horizontal' })),
  taken('a page in JPEG', 1, written({ compression: 'jpeg' })),
  taken('a page in tiles', 1, written({ compression: 'deflate', tile: true, tileWidth: 64, tileHeight: 64 })),
  taken('a page in 1 bit', 1, written({ compression: 'ccittfax4', bitdepth: 1 })),
  taken('a page in 2 bits', 1, written({ compression: 'none', bitdepth: 2 })),
  taken('a page in 4 bits', 1, written({ compression: 'lzw', bitdepth: 4, predictor: 'none' })),
  taken('a page in colours', 1, colours(3)),
  taken('a page one can see through', 1, colours(4)),
  ...[0, 6, 9, 34_661, 34_676, 34_712, 50_000, 50_001, 50_002, 65_535].map((compression) =>
    not(`a page packed in way ${compression}`, 'unsupported', fax({ compression })),
  ),
  taken(
    'a page in other order of bits',
    1,
    fax({
      fillOrder: 2,
      strips: [halfBlack(ROWS).map((byte) => Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2))],
    }),
  ),
  taken('a page written by a Motorola', 1, bigEndian),
  ...[2, 3, 6, 8].map((orientation) => taken(`a page that lies in way ${orientation}`, 1, fax({ orientation }))),
  not('a page that lies in no known way', 'broken', fax({ orientation: 77 })),
  taken('black and white exchanged', 1, fax({ photometric: 1 })),
  taken('pages of two sizes', 2, pages(faxPage(), faxPage({ height: 110, strips: [halfBlack(110)] }))),
  taken('a page finer across than down', 1, fax({ dpi: [204, 98] })),
  taken('a page of no fineness', 1, fax({ dpi: [0, 0] })),
  taken('a page of absurd fineness', 1, fax({ dpi: [4_000_000_000, 1] })),
  taken('a page with a thumbnail', 1, pages(faxPage(), faxPage({ subfile: 1 }))),
  taken('a page with words of its own', 1, entry(270, 2, 4, 0x61626300)),
  not('a page with an entry of an unknown kind', 'broken', entry(65_000, 99, 1, 0)),
  taken('350 pages, the most a TIFF may have', 350, ofPages(350), heavy),
  not('a TIFF of 351 pages', 'too_many_pages', ofPages(351)),
  not('a TIFF of 3,000 pages', 'too_many_pages', ofPages(3_000)),
  not('only a thumbnail', 'broken', fax({ subfile: 1 })),
  not('a TIFF of four bytes', 'broken', () => latin1('II*\0')),
  not('a TIFF of eight bytes', 'broken', () => latin1('II*\0\x08\0\0\0')),
  not('a directory at nowhere', 'broken', () => latin1('II*\0\xff\xff\xff\xff')),
  not('a directory at the head', 'broken', () => latin1('II*\0\0\0\0\0')),
  not('a directory of nothing', 'broken', () => latin1('II*\0\x08\0\0\0\0\0\0\0\0\0')),
  not('a directory of 65,535 entries that are not there', 'broken', () => latin1('II*\0\x08\0\0\0\xff\xff')),
  not('a directory that comes after itself', 'broken', () => tiff([faxPage()], 8 + halfBlack(ROWS).length + 16)),
  not('a directory at the first byte after it', 'broken', () => tiff([faxPage()], 1)),
  not('a next directory beyond the file', 'broken', () => tiff([faxPage()], 0x7fffffff)),
  ...[0.02, 0.3, 0.6, 0.9, 0.995].map((part) =>
    not(`a TIFF cut off after ${part * 100} %`, 'broken', () => cut(tiff([faxPage(), faxPage(), faxPage()]), part)),
  ),
  not('a picture of no width', 'broken', fax({ width: 0 })),
  not('a picture of no height', 'broken', fax({ height: 0 })),
  not('a picture of 3.6 billion points', 'too_complex', fax({ width: 60_000, height: 60_000 })),
  not('a picture of 4 billion points across', 'too_complex', fax({ width: 4_294_967_295, height: 1 })),
  not('a picture higher than it has rows', 'broken', fax({ height: 60_000 })),
  not('a picture without strips', 'broken', entry(273, 4, 0, 0)),
  not('a strip beyond the file', 'broken', entry(273, 4, 1, 0x7fffffff)),
  not('a strip that ends beyond the file', 'broken', entry(279, 4, 1, 0x7fffffff)),
  not('a strip of no length', 'broken', entry(279, 4, 1, 0)),
  not('four billion strips', 'broken', entry(273, 4, 0xffffffff, 8)),
  not('50,000 strips that are not there', 'broken', entry(273, 4, 50_000, 8)),
  not('points of 3 bits', 'unsupported', fax({ bits: 3, compression: 1, strips: [plain] })),
  not('points of 64 bits', 'unsupported', fax({ bits: 64, compression: 1, strips: [plain] })),
  not('points of 60,000 samples', 'unsupported', entry(277, 3, 1, 60_000)),
  not('noise in a page of Group 4', 'broken', fax({ strips: [noise(500)] })),
  not('noise in a page of Group 3', 'broken', fax({ compression: 3, strips: [noise(500)] })),
  not('noise in a page of LZW', 'broken', fax({ compression: 5, strips: [noise(500)] })),
  not('noise in a page of ZIP', 'broken', fax({ compression: 8, strips: [noise(500)] })),
  not('noise in a page of JPEG', 'broken', fax({ compression: 7, bits: 8, strips: [noise(500)] })),
  not('a page of ZIP that ends early', 'broken', fax({ compression: 8, strips: [deflateSync(plain).slice(0, 12)] })),
  not('a page of which half is missing', 'broken', fax({ compression: 1, strips: [plain.slice(0, 8 * ROWS)] })),
  not(
    '100 MB of zeros packed into 100 KB, 20 pages',
    'too_complex',
    () => {
      const leaf = faxPage({
        width: 10_000,
        height: 9_900,
        bits: 8,
        compression: 8,
        strips: [deflateSync(new Uint8Array(99_000_000), { level: 9 })],
      })
      return tiff(Array.from({ length: 20 }, () => leaf))
    },
    heavy,
  ),
  taken(
    'a page of 99 million points',
    1,
    () =>
      tiff([
        faxPage({ width: 10_000, height: 9_900, bits: 8, compression: 8, strips: [deflateSync(new Uint8Array(99_000_000), { level: 9 })] }),
      ]),
    heavy,
  ),
  taken(
    'a page of ZIP that goes on for 400 MB after its last row',
    1,
    () => tiff([faxPage({ compression: 8, strips: [deflateSync(new Uint8Array(400 * 1024 * 1024), { level: 9 })] })]),
    heavy,
  ),
  not('an Intel head on a Motorola file', 'broken', () => edited(bigEndian(), 'MM\0*', 'II*\0')),
]
