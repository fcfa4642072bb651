import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { deflateSync } from 'node:zlib'
import { createDocuments, LIMITS, type Reason } from '../../src/documents/index.ts'
import { faxPage, flateBomb, halfBlack, MAPLE, onePage, rawPdf, textPdf, tiff } from './samples.ts'

// Generous: the machine may be busy, and a process takes its time to start.
setDefaultTimeout(20_000)

const documents = createDocuments()
afterAll(() => documents[Symbol.dispose]())

const text = (words: string) => new Uint8Array(Buffer.from(words, 'latin1'))

async function refused(bytes: Uint8Array, name: string) {
  const seen = await documents.inspect(MAPLE, bytes, name)
  if (seen.ok) throw new Error(`${name} was accepted with ${seen.pages} pages`)
  return seen
}

describe('a good file', () => {
  test('tells its kind and its pages', async () => {
    expect(await documents.inspect(MAPLE, await textPdf(3), 'labs.pdf')).toEqual({ ok: true, type: 'pdf', pages: 3 })
    expect(await documents.inspect(MAPLE, tiff([faxPage(), faxPage()]), 'fax.tif')).toEqual({ ok: true, type: 'tiff', pages: 2 })
  })

  test('is known by what it holds, not by its name', async () => {
    expect(await documents.inspect(MAPLE, await textPdf(1), 'labs.tiff')).toMatchObject({ ok: true, type: 'pdf' })
    expect(await documents.inspect(MAPLE, tiff([faxPage()]), 'labs.pdf')).toMatchObject({ ok: true, type: 'tiff' })
  })

  test('may have something before its first line and zeros after its last', async () => {
    const padded = Buffer.concat([Buffer.from('\x1b%-12345X@PJL JOB\r\n'), await textPdf(2), Buffer.alloc(2000)])
    expect(await documents.inspect(MAPLE, padded, 'printer.pdf')).toMatchObject({ ok: true, pages: 2 })
  })

  test('may forbid printing and copying, as long as it opens', async () => {
    expect(await documents.inspect(MAPLE, await textPdf(2, 'Lab results', { owner: 'secret' }), 'owner.pdf')).toMatchObject({
      ok: true,
      pages: 2,
    })
  })

  test('may have a thumbnail, which is not a page', async () => {
    expect(await documents.inspect(MAPLE, tiff([faxPage(), faxPage({ subfile: 1 })]), 'fax.tif')).toMatchObject({ ok: true, pages: 1 })
  })
})

test('every refusal names the file and says what to do', async () => {
  const huge = new Uint8Array(LIMITS.bytes + 1)
  huge.set(await textPdf(1))
  const cases: [Reason, Uint8Array, string][] = [
    ['empty', new Uint8Array(), '"labs.pdf" is empty. Check the file on your computer and attach it again.'],
    ['too_large', huge, '"labs.pdf" is 50.1 MB, and a fax can be at most 50 MB. Split it into smaller files and send them separately.'],
    [
      'encrypted',
      await textPdf(1, 'Lab results', { user: 'x', owner: 'y' }),
      '"labs.pdf" is protected with a password. Save a copy without the password and attach that.',
    ],
    [
      'broken',
      (await textPdf(3)).slice(0, 900),
      '"labs.pdf" is damaged and cannot be read in full. Open it on your computer, print it to a new PDF and attach that.',
    ],
    ['unsupported', text('\x89PNG\r\n\x1a\n'), '"labs.pdf" is a PNG picture, not a PDF. Print it to PDF and attach that.'],
    [
      'too_many_pages',
      await textPdf(351),
      '"labs.pdf" has 351 pages, and a fax can have at most 350. Split it and send the parts separately.',
    ],
    [
      'too_complex',
      onePage('/MediaBox [0 0 20000 20000]'),
      '"labs.pdf" is too complicated to open safely. Print it to a new PDF and attach that.',
    ],
  ]
  for (const [reason, bytes, message] of cases)
    expect(await documents.inspect(MAPLE, bytes, 'labs.pdf')).toEqual({ ok: false, reason, message })
})

test('a file name is shown short and without control characters', async () => {
  expect((await refused(new Uint8Array(), `a\u202e\n${'b'.repeat(200)}.pdf`)).message).toStartWith(`"a${'b'.repeat(78)}…" is empty.`)
})

test.each([
  ['\xff\xd8\xff\xe0\0\x10JFIF', '"scan.pdf" is a JPEG picture, not a PDF. Print it to PDF and attach that.'],
  ['GIF89a', '"scan.pdf" is a GIF picture, not a PDF. Print it to PDF and attach that.'],
  ['<!DOCTYPE html><html><body>Sign in</body></html>', '"scan.pdf" is a web page, not a PDF. Print it to PDF and attach that.'],
  ['PK\x03\x04....[Content_Types].xml....word/document.xml', '"scan.pdf" is a Word document, not a PDF. Save it as PDF and attach that.'],
  ['PK\x03\x04....readme.txt', '"scan.pdf" is a ZIP archive, not a PDF. Unpack it and attach the documents inside.'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', '"scan.pdf" is a document of an older Office program, not a PDF. Save it as PDF and attach that.'],
  ['\0\0\0\x18ftypheic', '"scan.pdf" is a photo in the HEIC format, not a PDF. Print it to PDF and attach that.'],
  ['Dear colleague,\r\nthank you.', '"scan.pdf" is plain text, not a PDF. Print it to PDF and attach that.'],
  ['\x00\x01\x02\x03\x04', '"scan.pdf" is not a PDF or TIFF file. Print it to PDF and attach that.'],
  [
    'II+\0\x08\0\0\0',
    '"scan.pdf" is a TIFF file in the BigTIFF format, which is not supported. Save it as PDF or as an ordinary TIFF and attach that.',
  ],
  ['\x89PNG\r\n\x1a\n%PDF-1.7', '"scan.pdf" is a PNG picture, not a PDF. Print it to PDF and attach that.'],
])('a mislabelled file is called what it is: %j', async (bytes, message) => {
  expect(await documents.inspect(MAPLE, text(bytes), 'scan.pdf')).toEqual({ ok: false, reason: 'unsupported', message })
})

describe('a damaged PDF', () => {
  test('is refused wherever it was cut off, even when some pages could be saved', async () => {
    const whole = await textPdf(3)
    for (const part of [0.02, 0.2, 0.5, 0.8, 0.95]) {
      const cut = whole.slice(0, Math.floor(whole.length * part))
      expect({ part, ...(await refused(cut, 'cut.pdf')) }).toMatchObject({ part, reason: 'broken' })
    }
  })

  test('is refused when a later version of it was cut off, though the earlier one is whole', async () => {
    const earlier = onePage('/MediaBox [0 0 612 792]')
    const later = Buffer.concat([earlier, Buffer.from('2 0 obj\n<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>\nendobj\n4 0 o')])
    expect(await documents.inspect(MAPLE, earlier, 'labs.pdf')).toMatchObject({ ok: true, pages: 1 })
    expect((await refused(later, 'labs.pdf')).reason).toBe('broken')
  })

  test('is refused when it has no page, or a page that is not there', async () => {
    const none = rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>'])
    const missing = rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 2 >>', '<< /Type /Page >>'])
    const circle = rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R] /Count 1 >>'])
    for (const bytes of [none, missing, circle, text('%PDF-1.7\n%%EOF')]) expect((await refused(bytes, 'odd.pdf')).reason).toBe('broken')
  })
})

test('a form that only Adobe Reader can draw is refused, not faxed as "please wait"', async () => {
  const catalog = '<< /Type /Catalog /Pages 2 0 R /NeedsRendering true /AcroForm << /XFA 4 0 R /Fields [] >> >>'
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>'
  const form = '<< /Length 11 >>\nstream\n<xdp></xdp>\nendstream'
  const bytes = rawPdf([catalog, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', page, form])
  expect((await refused(bytes, 'form.pdf')).reason).toBe('too_complex')
})

describe('a bomb', () => {
  test('of a drawing that inflates a thousandfold is refused, and the next file is read', async () => {
    const bomb = flateBomb(700)
    expect(bomb.length).toBeLessThan(4_000_000)
    expect((await refused(bomb, 'bomb.pdf')).reason).toBe('too_complex')
    expect(await documents.inspect(MAPLE, await textPdf(1), 'labs.pdf')).toMatchObject({ ok: true })
  })

  test('of a picture with more points than memory is refused, in a PDF and in a TIFF', async () => {
    const image = '<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 0 >>'
    const pdf = onePage(
      '/MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >>',
      '<< /Length 32 >>\nstream\nq 600 0 0 700 0 0 cm /I Do Q     \nendstream',
      `${image}\nstream\n\nendstream`,
    )
    expect((await refused(pdf, 'huge.pdf')).reason).toBe('too_complex')
    expect((await refused(tiff([faxPage({ width: 60_000, height: 60_000 })]), 'huge.tif')).reason).toBe('too_complex')
  })
})

describe('a bad TIFF', () => {
  test('whose directories go round in a circle is broken', async () => {
    expect((await refused(tiff([faxPage()], 8 + halfBlack(220).length + 16), 'loop.tif')).reason).toBe('broken')
  })

  test('with thousands of directories has too many pages', async () => {
    const leaf = faxPage()
    const many = await refused(tiff(Array.from({ length: 3_000 }, () => leaf)), 'many.tif')
    expect(many).toMatchObject({ reason: 'too_many_pages', message: expect.stringContaining('"many.tif" has more than 350 pages') })
  })

  test('is refused wherever it was cut off', async () => {
    const whole = tiff([faxPage(), faxPage(), faxPage()])
    for (const part of [0.05, 0.3, 0.6, 0.99]) {
      expect((await refused(whole.slice(0, Math.floor(whole.length * part)), 'cut.tif')).reason).toBe('broken')
    }
  })

  test('with garbage in the picture is broken', async () => {
    const garbage = Uint8Array.from(halfBlack(220), (byte, at) => (at > 20 ? (at * 37) & 255 : byte))
    expect((await refused(tiff([faxPage({ strips: [garbage] })]), 'noise.tif')).reason).toBe('broken')
    const cut = new Uint8Array(deflateSync(new Uint8Array(16 * 220))).slice(0, 12)
    expect((await refused(tiff([faxPage({ compression: 8, strips: [cut] })]), 'zip.tif')).reason).toBe('broken')
  })

  test('with a compression we cannot decode is unsupported', async () => {
    expect(await refused(tiff([faxPage({ compression: 34_712 })]), 'odd.tif')).toMatchObject({
      reason: 'unsupported',
      message: '"odd.tif" is a TIFF file with a kind of picture that cannot be faxed. Print it to PDF and attach that.',
    })
  })
})
