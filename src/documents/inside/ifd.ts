/** One page of a TIFF file as its directory describes it; nothing is decoded here. */
export type TiffPage = {
  /** Where its directory begins, and where that says which comes next. */
  readonly directory: { readonly at: number; readonly next: number }
  readonly width: number
  readonly height: number
  readonly bits: number
  readonly samples: number
  readonly compression: number
  readonly photometric: number
  readonly fillOrder: number
  readonly orientation: number
  readonly t6Options: number
  readonly strips: readonly { readonly at: number; readonly size: number }[]
  readonly isTiled: boolean
  /** Points per inch across and down. */
  readonly resolution: { readonly x: number; readonly y: number }
}

export type Directories = { readonly pages: readonly TiffPage[] } | { readonly reason: 'broken' | 'too_many_pages' | 'too_complex' }

const TAG = {
  subfile: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  offsets: 273,
  orientation: 274,
  samples: 277,
  sizes: 279,
  xResolution: 282,
  yResolution: 283,
  t6Options: 293,
  unit: 296,
  tileOffsets: 324,
  tileSizes: 325,
} as const

const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 5: 8 }
const MOST_DIRECTORIES = 2_000
const MOST_STRIPS = 100_000
const NOT_A_PAGE = 0b101

/** Follows the chain of directories. Every offset is checked against the file and none is visited twice. */
export function readDirectories(bytes: Uint8Array, mostPages: number): Directories {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = bytes[0] === 0x49
  const pages: TiffPage[] = []
  const seen = new Set<number>()
  try {
    for (let at = view.getUint32(4, little); at !== 0; ) {
      if (seen.has(at)) return { reason: 'broken' }
      if (seen.size >= MOST_DIRECTORIES) return { reason: 'too_many_pages' }
      const directory = entriesAt(view, at, little)
      const { page, isPage } = pageOf(directory, view.byteLength)
      seen.add(at)
      if (isPage) pages.push(page)
      if (pages.length > mostPages) return { reason: 'too_many_pages' }
      at = directory.next
    }
  } catch (error) {
    if (error instanceof RangeError) return { reason: 'broken' }
    throw error
  }
  return pages.length > 0 ? { pages } : { reason: 'broken' }
}

type Entries = {
  readonly place: TiffPage['directory']
  readonly next: number
  first(tag: number, otherwise: number): number
  all(tag: number): number[]
}

function entriesAt(view: DataView, at: number, little: boolean): Entries {
  const count = view.getUint16(at, little)
  if (count === 0) throw new RangeError('empty directory')
  const places = new Map<number, number>()
  for (let entry = 0; entry < count; entry++) places.set(view.getUint16(at + 2 + entry * 12, little), at + 2 + entry * 12)
  const values = (tag: number, most: number): number[] => {
    const place = places.get(tag)
    return place === undefined ? [] : valuesAt(view, place, little, most)
  }
  const next = at + 2 + count * 12
  return {
    place: { at, next },
    next: view.getUint32(next, little),
    first: (tag, otherwise) => values(tag, 1)[0] ?? otherwise,
    all: (tag) => values(tag, MOST_STRIPS),
  }
}

function valuesAt(view: DataView, place: number, little: boolean, most: number): number[] {
  const type = view.getUint16(place + 2, little)
  const width = WIDTHS[type]
  const count = view.getUint32(place + 4, little)
  if (!width) return []
  if (count > MOST_STRIPS) throw new RangeError('too many values')
  const start = count * width > 4 ? view.getUint32(place + 8, little) : place + 8
  return Array.from({ length: Math.min(count, most) }, (_, at) => numberAt(view, start + at * width, type, little))
}

function numberAt(view: DataView, at: number, type: number, little: boolean): number {
  if (type === 1) return view.getUint8(at)
  if (type === 3) return view.getUint16(at, little)
  if (type === 4) return view.getUint32(at, little)
  return view.getUint32(at, little) / view.getUint32(at + 4, little)
}

function pageOf({ place, first, all }: Entries, length: number): { page: TiffPage; isPage: boolean } {
  const isTiled = first(TAG.tileOffsets, 0) !== 0
  const offsets = all(isTiled ? TAG.tileOffsets : TAG.offsets)
  const sizes = all(isTiled ? TAG.tileSizes : TAG.sizes)
  const strips = offsets.map((at, strip) => ({ at, size: sizes[strip] ?? 0 }))
  const width = first(TAG.width, 0)
  const height = first(TAG.height, 0)
  if (width === 0 || height === 0 || strips.length === 0) throw new RangeError('no picture')
  if (!strips.every(({ at, size }) => size > 0 && at + size <= length)) throw new RangeError('cut off')
  const page: TiffPage = {
    directory: place,
    width,
    height,
    bits: first(TAG.bits, 1),
    samples: first(TAG.samples, 1),
    compression: first(TAG.compression, 1),
    photometric: first(TAG.photometric, 0),
    fillOrder: first(TAG.fillOrder, 1),
    orientation: first(TAG.orientation, 1),
    t6Options: first(TAG.t6Options, 0),
    strips,
    isTiled,
    resolution: resolution(width, first(TAG.xResolution, 0), first(TAG.yResolution, 0), first(TAG.unit, 2)),
  }
  return { page, isPage: (first(TAG.subfile, 0) & NOT_A_PAGE) === 0 }
}

const CENTIMETRE = 3

/** Without a sensible resolution the picture is taken to be as wide as letter paper. */
function resolution(width: number, x: number, y: number, unit: number): { x: number; y: number } {
  const factor = unit === CENTIMETRE ? 2.54 : 1
  const isSane = (value: number) => value * factor >= 20 && value * factor <= 9_600
  if (unit !== 1 && isSane(x) && isSane(y)) return { x: x * factor, y: y * factor }
  const across = width / 8.5
  return { x: across, y: isSane(x) && isSane(y) ? (across * y) / x : across }
}
