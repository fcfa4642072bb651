import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { PAGE } from './page.ts'

/*
 * SQLite's write-ahead log, as far as reading what is committed in it needs: a head (32), then frames of a head (24) and a page. Each
 * frame carries the salts of this log and a checksum over everything before it; the last frame of a transaction tells the file's size.
 */
const LOG_HEAD = 32
const FRAME_HEAD = 24
const FRAME = FRAME_HEAD + PAGE
const MAGIC = 0x377f0682
const SALTS = { from: 16, to: 24 }

/** Up to where a log was read. */
export type Place = { readonly salts: string; readonly frames: number; readonly sums: readonly [number, number] }
/** The latest content of every page that was committed, and how many pages the file has; none when nothing was. */
export type Committed = { readonly pages: ReadonlyMap<number, Buffer>; readonly size: number | undefined; readonly place: Place }

/** The log was emptied into the file and begun anew: what was committed before it was read is not to be found any more. */
export class LogBegunAnew extends Error {
  override readonly name = 'LogBegunAnew'
}

/** The beginning of the log as it is now. Throws LogBegunAnew when there is none. */
export const beginningOf = (path: string): Place => withLog(path, (_file, beginning) => beginning)

/** What was committed since. Throws LogBegunAnew. */
export const readCommitted = (path: string, since: Place): Committed =>
  withLog(path, (file, { salts }, littleEndian) => {
    if (since.salts !== salts) throw new LogBegunAnew('The log was begun anew.')
    return readFrames(file, since, littleEndian)
  })

function withLog<T>(path: string, read: (file: number, beginning: Place, littleEndian: boolean) => T): T {
  if (!existsSync(path)) throw new LogBegunAnew('There is no log.')
  const file = openSync(path, 'r')
  try {
    const head = readAt(file, LOG_HEAD, 0)
    const magic = head?.readUInt32BE(0) ?? 0
    if (!head || (magic & ~1) !== MAGIC) throw new LogBegunAnew('There is no log.')
    const salts = head.subarray(SALTS.from, SALTS.to).toString('hex')
    return read(file, { salts, frames: 0, sums: [head.readUInt32BE(24), head.readUInt32BE(28)] }, (magic & 1) === 0)
  } finally {
    closeSync(file)
  }
}

function readFrames(file: number, start: Place, littleEndian: boolean): Committed {
  const pages = new Map<number, Buffer>()
  const open = new Map<number, Buffer>()
  const { size: bytes } = fstatSync(file)
  let { sums, frames } = start
  let size: number | undefined
  let place = start
  for (let at = LOG_HEAD + frames * FRAME; at + FRAME <= bytes; at += FRAME) {
    const frame = readAt(file, FRAME, at)
    if (!frame || frame.subarray(8, 16).toString('hex') !== start.salts) break
    sums = sumOf(frame.subarray(FRAME_HEAD), sumOf(frame.subarray(0, 8), sums, littleEndian), littleEndian)
    if (frame.readUInt32BE(16) !== sums[0] || frame.readUInt32BE(20) !== sums[1]) break
    frames += 1
    open.set(frame.readUInt32BE(0), frame.subarray(FRAME_HEAD))
    const committed = frame.readUInt32BE(4)
    if (committed === 0) continue
    for (const [number, page] of open) pages.set(number, page)
    open.clear()
    size = committed
    place = { salts: start.salts, frames, sums }
  }
  return { pages, size, place }
}

function readAt(file: number, length: number, at: number): Buffer | undefined {
  const bytes = Buffer.alloc(length)
  return readSync(file, bytes, 0, length, at) === length ? bytes : undefined
}

function sumOf(bytes: Buffer, [first, second]: readonly [number, number], littleEndian: boolean): readonly [number, number] {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let [s0, s1] = [first, second]
  for (let at = 0; at < bytes.length; at += 8) {
    s0 = (s0 + words.getUint32(at, littleEndian) + s1) >>> 0
    s1 = (s1 + words.getUint32(at + 4, littleEndian) + s0) >>> 0
  }
  return [s0, s1]
}
