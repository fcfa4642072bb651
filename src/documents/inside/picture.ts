import { deflateSync } from 'node:zlib'
import type { Sharp } from 'sharp'
import { MAX_PIXELS } from '../document.ts'
import type { TiffPage } from './ifd.ts'

/** Loaded when the first picture comes: most offices send PDF files, and it takes a third of the start and 20 MB. */
export async function pictures(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp
}

/** A picture as a PDF stores it: the bytes, and the words of its dictionary. */
export type Picture = {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
  readonly words: Record<string, unknown>
}

/** Where a TIFF says which directory is the first. */
const FIRST = 4
const LONGEST_SIDE = 3_300
const MOST_BILEVEL_PIXELS = 40_000_000

/**
 * Works on one page. Meanwhile the file is made to hold no other: asked for a page by its number the decoder follows all directories
 * each time, which for 350 small pages takes nine times as long as the pages.
 */
export async function onPage<T>(bytes: Uint8Array, { directory }: TiffPage, work: (image: Sharp) => Promise<T>): Promise<T> {
  const sharp = await pictures()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = bytes[0] === 0x49
  const kept = [FIRST, directory.next].map((at) => [at, view.getUint32(at, little)] as const)
  view.setUint32(FIRST, directory.at, little)
  view.setUint32(directory.next, 0, little)
  try {
    return await work(sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS }).autoOrient())
  } finally {
    for (const [at, value] of kept) view.setUint32(at, value, little)
  }
}

/** Black and white stays so, one bit a point; everything else becomes a gray JPEG of at most 300 points per inch on letter paper. */
export function decodePage(bytes: Uint8Array, page: TiffPage): Promise<Picture> {
  return onPage(bytes, page, isBilevel(page) ? bilevel : gray)
}

/** Decodes a page only to see whether it can be; half the price of `decodePage` for black and white. */
export async function tryPage(bytes: Uint8Array, page: TiffPage): Promise<void> {
  await onPage<unknown>(bytes, page, isBilevel(page) ? (image) => image.toColourspace('b-w').raw().toBuffer() : gray)
}

const isBilevel = (page: TiffPage) => page.bits === 1 && page.samples === 1 && page.width * page.height <= MOST_BILEVEL_PIXELS

async function bilevel(image: Sharp): Promise<Picture> {
  const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const words = { ColorSpace: 'DeviceGray', BitsPerComponent: 1, Filter: 'FlateDecode' }
  const packed = packBits(data, info.width, info.height, info.channels)
  return { bytes: deflateSync(packed, { level: 6 }), width: info.width, height: info.height, words }
}

async function gray(image: Sharp): Promise<Picture> {
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('b-w')
    .jpeg({ quality: 88 })
    .toBuffer({ resolveWithObject: true })
  return {
    bytes: data,
    width: info.width,
    height: info.height,
    words: { ColorSpace: 'DeviceGray', BitsPerComponent: 8, Filter: 'DCTDecode' },
  }
}

function packBits(points: Uint8Array, width: number, height: number, step: number): Uint8Array {
  const stride = Math.ceil(width / 8)
  const packed = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = y * width * step; x < width; x++, at += step) {
      if ((points[at] ?? 0) > 127) packed[y * stride + (x >> 3)] = (packed[y * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7))
    }
  }
  return packed
}
