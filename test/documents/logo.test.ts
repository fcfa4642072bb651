import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { createDocuments } from '../../src/documents/index.ts'
import { MAPLE, textPdf } from './samples.ts'

setDefaultTimeout(20_000)
const documents = createDocuments()
afterAll(() => documents[Symbol.dispose]())

const picture = (width: number, height: number, background = '#203040') => sharp({ create: { width, height, channels: 3, background } })

async function made(bytes: Uint8Array) {
  const logo = await documents.logo(MAPLE, bytes)
  if (!logo.ok) throw new Error(logo.message)
  return sharp(logo.png).metadata()
}

test('a PNG or JPEG is drawn anew in gray, as large as its place, and with nothing but its points', async () => {
  const photo = await picture(4_000, 1_000)
    .withExif({ IFD0: { Artist: 'Ana Ortiz' } })
    .jpeg()
    .toBuffer()
  expect(photo.includes('Ana Ortiz')).toBe(true)
  const logo = await made(photo)
  expect([logo.format, logo.width, logo.height, logo.channels, logo.exif]).toEqual(['png', 450, 113, 1, undefined])
  expect(await made(await picture(30, 60).png().toBuffer())).toMatchObject({ width: 84, height: 168 })
})

test('what is clear becomes white, not black', async () => {
  const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer()
  const logo = await documents.logo(MAPLE, clear)
  const { dominant } = await sharp(logo.ok ? logo.png : Buffer.alloc(0))
    .toColourspace('srgb')
    .stats()
  expect(dominant.r).toBeGreaterThan(240)
})

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
test.each([
  ['nothing', async () => new Uint8Array()],
  ['a drawing with words in it', async () => Buffer.from(svg)],
  ['a PDF', () => textPdf(1)],
  ['a GIF', () => picture(9, 9).gif().toBuffer()],
  ['more than 2 MB', async () => Buffer.concat([await picture(9, 9).png().toBuffer(), Buffer.alloc(2 * 1024 * 1024)])],
  ['half a picture', async () => (await picture(300, 300).jpeg().toBuffer()).subarray(0, 200)],
  ['a bomb', async () => bomb(30_000)],
])('%s is refused in words', async (_, bytes) => {
  expect(await documents.logo(MAPLE, await bytes())).toEqual({ ok: false, message: expect.stringContaining('PNG or JPEG picture') })
})

/** Some kilobytes that would be gigabytes once opened. */
function bomb(side: number): Buffer {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [size, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(data.length)
    check.writeUInt32BE(Bun.hash.crc32(body))
    return Buffer.concat([size, body, check])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(side * 100))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
