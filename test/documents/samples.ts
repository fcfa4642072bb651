import { constants, deflateRawSync } from 'node:zlib'
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib'
import { newId } from '../../src/kit/ids.ts'

/** Two offices that have documents opened. */
export const MAPLE = newId<'tenant'>()
export const HARBOR = newId<'tenant'>()

/** Letter pages with words on them. */
export async function textPdf(pages: number, words = 'Lab results', secret?: { user?: string; owner: string }): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  for (let page = 1; page <= pages; page++) {
    const sheet = pdf.addPage([612, 792])
    for (let line = 0; line < 30; line++)
      sheet.drawText(`${words}, page ${page}, line ${line}`, { x: 60, y: 720 - line * 20, size: 14, font })
  }
  if (secret) await pdf.encrypt({ userPassword: secret.user ?? '', ownerPassword: secret.owner })
  return pdf.save({ useObjectStreams: false, addDefaultPage: false })
}

/** A PDF written by hand: object n is `objects[n - 1]`, object 1 the catalog. */
export function rawPdf(objects: readonly (string | Uint8Array)[], trailer = ''): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const places: number[] = []
  let length = parts[0]?.length ?? 0
  const add = (part: Buffer) => {
    parts.push(part)
    length += part.length
  }
  objects.forEach((object, at) => {
    places.push(length)
    add(Buffer.from(`${at + 1} 0 obj\n`))
    add(Buffer.from(object))
    add(Buffer.from('\nendobj\n'))
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  add(
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} /Root 1 0 R ${trailer}>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

const PAGES = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'] as const

export function onePage(page: string, ...more: (string | Uint8Array)[]): Uint8Array {
  return rawPdf([...PAGES, `<< /Type /Page /Parent 2 0 R ${page} >>`, ...more])
}

/** A page whose drawing is `megabytes` long once inflated; the file stays about a thousandth of that. */
export function flateBomb(megabytes: number): Uint8Array {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024, '1 0 0 1 0 0 cm '), { finishFlush: constants.Z_FULL_FLUSH })
  const stream = Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    ...Array.from({ length: megabytes }, () => block),
    Buffer.from([1, 0, 0, 0xff, 0xff]),
  ])
  const head = Buffer.from(`<< /Filter /FlateDecode /Length ${stream.length} >>\nstream\n`)
  return onePage('/MediaBox [0 0 612 792] /Contents 4 0 R', Buffer.concat([head, stream, Buffer.from('\nendstream')]))
}

export type Leaf = {
  readonly width: number
  readonly height: number
  readonly strips: readonly Uint8Array[]
  readonly compression?: number
  readonly photometric?: number
  readonly bits?: number
  readonly fillOrder?: number
  readonly orientation?: number
  readonly subfile?: number
  readonly dpi?: readonly [number, number]
  /** Entries of the directory as they stand (tag, type, count, value), instead of those with the same tag. */
  readonly entries?: readonly Entry[]
}

type Entry = readonly [tag: number, type: number, count: number, value: number]

/** A little-endian TIFF, one directory a leaf. `next` overrides where the last directory points. */
export function tiff(leaves: readonly Leaf[], next = 0): Uint8Array {
  const file: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')]
  let length = 8
  let pointer = { part: 0, at: 4 }
  const add = (part: Buffer) => {
    file.push(part)
    length += part.length
    return length - part.length
  }
  for (const leaf of leaves) {
    const strips = leaf.strips.map((strip) => ({ at: add(Buffer.from(strip)), size: strip.length }))
    const at = directory(leaf, strips, add)
    file[pointer.part]?.writeUInt32LE(at, pointer.at)
    pointer = { part: file.length - 1, at: (file.at(-1)?.length ?? 0) - 4 }
  }
  file[pointer.part]?.writeUInt32LE(next, pointer.at)
  return Buffer.concat(file)
}

function directory(leaf: Leaf, strips: { at: number; size: number }[], add: (part: Buffer) => number): number {
  const longs = (values: number[]) => {
    const list = Buffer.alloc(values.length * 4)
    for (const [at, value] of values.entries()) list.writeUInt32LE(value, at * 4)
    return values.length === 1 ? (values[0] ?? 0) : add(list)
  }
  const [x, y] = leaf.dpi ?? [204, 196]
  const ratio = (value: number) => add(Buffer.from(new Uint32Array([value, 1]).buffer))
  const usual: Entry[] = [
    [254, 4, 1, leaf.subfile ?? 0],
    [256, 4, 1, leaf.width],
    [257, 4, 1, leaf.height],
    [258, 3, 1, leaf.bits ?? 1],
    [259, 3, 1, leaf.compression ?? 1],
    [262, 3, 1, leaf.photometric ?? 0],
    [266, 3, 1, leaf.fillOrder ?? 1],
    [273, 4, strips.length, longs(strips.map((strip) => strip.at))],
    [274, 3, 1, leaf.orientation ?? 1],
    [277, 3, 1, 1],
    [278, 4, 1, Math.ceil(leaf.height / strips.length)],
    [279, 4, strips.length, longs(strips.map((strip) => strip.size))],
    [282, 5, 1, ratio(x)],
    [283, 5, 1, ratio(y)],
    [296, 3, 1, 2],
  ]
  const odd = leaf.entries ?? []
  const entries = [...usual.filter(([tag]) => !odd.some(([other]) => other === tag)), ...odd].sort(([one], [other]) => one - other)
  const block = Buffer.alloc(2 + entries.length * 12 + 4)
  block.writeUInt16LE(entries.length, 0)
  entries.forEach(([tag, type, count, value], at) => {
    block.writeUInt16LE(tag, 2 + at * 12)
    block.writeUInt16LE(type, 4 + at * 12)
    block.writeUInt32LE(count, 6 + at * 12)
    block.writeUInt32LE(value, 10 + at * 12)
  })
  return add(block)
}

/** Group 4 by hand: 128 points a row, the left half white and the right half black. */
export function halfBlack(rows: number): Uint8Array {
  const horizontal = `001${'11011'}${'00110101'}${'0000001111'}${'0000110111'}`
  const bits = `${horizontal}${'11'.repeat(rows - 1)}${'000000000001'.repeat(2)}`
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  return Uint8Array.from({ length: padded.length / 8 }, (_, at) => Number.parseInt(padded.slice(at * 8, at * 8 + 8), 2))
}

/** A 6.3 × 11 inch fax page whose right half is black. */
export const faxPage = (more: Partial<Leaf> = {}): Leaf => ({
  width: 128,
  height: 220,
  compression: 4,
  strips: [halfBlack(220)],
  dpi: [20, 20],
  ...more,
})
