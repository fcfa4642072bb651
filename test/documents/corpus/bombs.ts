import { deflateSync } from 'node:zlib'
import { flateBomb, onePage, rawPdf } from '../samples.ts'
import { accepted, book, drawn, edited, form, heavy, joined, LETTER, letters, refused, type Specimen, stream } from './specimen.ts'

const MIB = 1024 * 1024
const nested = (count: number, open: string, close: string) => open.repeat(count) + close.repeat(count)

/** A file whose objects lie in one stream that says and holds what it is told. */
function inStream(words: string, data: Uint8Array): Uint8Array {
  const bytes = letters(1)
  const at = Buffer.from(bytes).lastIndexOf('xref\n0')
  const packed = joined('9 0 obj\n', stream(data, `/Type /ObjStm /Filter /FlateDecode ${words}`), '\nendobj\n')
  return joined(bytes.slice(0, at), packed, edited(bytes.slice(at), /startxref\n\d+/, `startxref\n${at + packed.length}`))
}

/** A table in a stream, which says that it is as long as it likes. */
function tableInStream(words: string, data: Uint8Array): Uint8Array {
  const bytes = letters(1)
  const at = Buffer.from(bytes).lastIndexOf('xref\n0')
  const table = joined('9 0 obj\n', stream(data, `/Type /XRef /Root 1 0 R /Filter /FlateDecode ${words}`), '\nendobj\n')
  return joined(bytes.slice(0, at), table, `startxref\n${at}\n%%EOF\n`)
}

/** Small files that would be huge, endless or bottomless once they are opened. */
export const bombs: readonly Specimen[] = [
  refused('a drawing of 700 MB in 1 MB', 'too_complex', () => flateBomb(700), heavy),
  refused('a drawing of 4 GB in 4 MB', 'too_complex', () => flateBomb(4_000), heavy),
  refused(
    'a drawing packed twice, 500 MB in 2 KB',
    'too_complex',
    () => {
      const inner = deflateSync(Buffer.alloc(500 * MIB, '1 0 0 1 0 0 cm '), { level: 9 })
      return book([`${LETTER} /Contents 6 0 R`], {
        more: [stream(deflateSync(inner, { level: 9 }), '/Filter [/FlateDecode /FlateDecode]')],
      })
    },
    heavy,
  ),
  accepted(
    'a drawing of spaces, 40 MB in 40 KB',
    1,
    () => book([`${LETTER} /Contents 6 0 R`], { more: [stream(deflateSync(Buffer.alloc(40 * MIB, ' ')), '/Filter /FlateDecode')] }),
    heavy,
  ),
  accepted(
    'a drawing of runs, 120 MB in 2 MB',
    1,
    () =>
      book([`${LETTER} /Contents 6 0 R`], { more: [stream(Buffer.alloc(2 * MIB, Buffer.from([0x81, 0x20])), '/Filter /RunLengthDecode')] }),
    heavy,
  ),
  accepted('a drawing with a thousand packings', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], { more: [stream('x', `/Filter [${'/FlateDecode '.repeat(1_000)}]`)] }),
  ),
  accepted('a drawing whose columns are a billion wide', 1, () =>
    book([`${LETTER} /Contents 6 0 R`], {
      more: [stream(deflateSync('0 0 9 9 re f'), '/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1000000000 >>')],
    }),
  ),
  accepted('a drawing that draws itself', 1, () => drawn('/F Do', '/XObject << /F 5 0 R >>', form('/F Do', '/XObject << /F 5 0 R >>'))),
  accepted('two drawings that draw each other', 1, () =>
    drawn('/F Do', '/XObject << /F 5 0 R >>', form('/G Do', '/XObject << /G 6 0 R >>'), form('/F Do', '/XObject << /F 5 0 R >>')),
  ),
  refused(
    'drawings that draw each other a billion times',
    'too_complex',
    () =>
      drawn(
        '/F Do',
        '/XObject << /F 5 0 R >>',
        ...Array.from({ length: 9 }, (_, at) => form('/F Do '.repeat(10), `/XObject << /F ${6 + at} 0 R >>`)),
        form('0 0 9 9 re f', ''),
      ),
    heavy,
  ),
  accepted('a pattern that is painted with itself', 1, () =>
    drawn(
      '/Pattern cs /P scn 0 0 600 700 re f',
      '/Pattern << /P 5 0 R >>',
      stream(
        '/Pattern cs /P scn 0 0 9 9 re f',
        '/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << /Pattern << /P 5 0 R >> >>',
      ),
    ),
  ),
  accepted('a pattern of a billion tiles', 1, () =>
    drawn(
      '/Pattern cs /P scn 0 0 600 700 re f',
      '/Pattern << /P 5 0 R >>',
      stream(
        '0 0 1 1 re f',
        '/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .00001 /YStep .00001 /Resources << >>',
      ),
    ),
  ),
  accepted('a shading of no sense', 1, () =>
    drawn(
      '/S sh',
      '/Shading << /S << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1000000000000 1000000000000] /Function 5 0 R >> >>',
      '<< /FunctionType 3 /Domain [0 1] /Functions [5 0 R 5 0 R] /Bounds [.5] /Encode [0 1 0 1] >>',
    ),
  ),
  accepted('a reckoning that never ends', 1, () =>
    drawn(
      '/C cs 0 scn 0 0 9 9 re f',
      '/ColorSpace << /C [/Separation /X /DeviceGray 5 0 R] >>',
      stream(`{ ${nested(5_000, '{ ', '} ')} }`, '/FunctionType 4 /Domain [0 1] /Range [0 1]'),
    ),
  ),
  accepted('30,000 states saved and never taken back', 1, () => drawn('q '.repeat(30_000))),
  accepted('30,000 states taken back that nobody saved', 1, () => drawn('Q '.repeat(30_000))),
  accepted('a number of a thousand digits', 1, () => drawn(`${'9'.repeat(1_000)} 0 9 9 re f`)),
  accepted('a name of a hundred thousand letters', 1, () => drawn(`/${'N'.repeat(100_000)} Do`)),
  accepted('100,000 rectangles', 1, () => drawn('0 0 9 9 re f\n'.repeat(100_000)), heavy),
  refused(
    '3 million rectangles',
    'too_complex',
    () => book([`${LETTER} /Contents 6 0 R`], { more: [stream(deflateSync('0 0 9 9 re f\n'.repeat(3_000_000)), '/Filter /FlateDecode')] }),
    heavy,
  ),
  refused('lists in lists, 200,000 deep, in a page', 'broken', () => onePage(`${LETTER} /X ${nested(200_000, '[', ']')}`)),
  accepted('lists in lists, 400 deep', 1, () => onePage(`${LETTER} /X ${nested(400, '[', ']')}`)),
  refused('dictionaries in dictionaries, 100,000 deep', 'broken', () => onePage(`${LETTER} /X ${nested(100_000, '<< /A ', ' >>')}`)),
  accepted('brackets that never close in a drawing', 1, () => drawn('['.repeat(50_000))),
  accepted('a word that never ends in a drawing', 1, () => drawn('('.repeat(50_000))),
  accepted('objects that refer to each other in a ring', 1, () => onePage(`${LETTER} /X 4 0 R`, '5 0 R', '4 0 R')),
  refused('a chain of 20,000 references', 'too_complex', () =>
    onePage(`${LETTER} /X 4 0 R`, ...Array.from({ length: 20_000 }, (_, at) => `<< /Next ${at + 5} 0 R >>`)),
  ),
  accepted('an object numbered two billion', 1, () => onePage(`${LETTER} /X 2000000000 0 R`)),
  accepted('a packed stream of objects that is noise', 1, () => inStream('/N 5 /First 20', deflateSync('noise'))),
  accepted('a packed stream that says a billion objects', 1, () => inStream('/N 1000000000 /First 8', deflateSync('1 0 2 5 <<>>'))),
  accepted('a packed stream that extends itself', 1, () => inStream('/N 1 /First 4 /Extends 9 0 R', deflateSync('20 0 <<>>'))),
  refused(
    'a packed stream of 600 MB of objects',
    'too_complex',
    () => inStream('/N 1 /First 4', deflateSync(Buffer.alloc(600 * MIB, ' '), { level: 9 })),
    heavy,
  ),
  refused(
    'a table in a stream that says four billion entries',
    'too_complex',
    () => tableInStream('/Size 4294967295 /Index [0 4294967295] /W [1 2 1]', deflateSync('noise')),
    heavy,
  ),
  refused(
    'a table in a stream with fields of a gigabyte',
    'too_complex',
    () => tableInStream('/Size 10 /W [1073741824 1073741824 1]', deflateSync('noise')),
    heavy,
  ),
  refused(
    'a table in a stream of 300 MB',
    'too_complex',
    () => tableInStream('/Size 10 /W [1 2 1]', deflateSync(Buffer.alloc(300 * MIB), { level: 9 })),
    heavy,
  ),
  accepted(
    '30,000 objects nobody asks for',
    1,
    () =>
      rawPdf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
        `<< /Type /Page /Parent 2 0 R ${LETTER} >>`,
        ...Array.from({ length: 30_000 }, () => 'null'),
      ]),
    heavy,
  ),
]
