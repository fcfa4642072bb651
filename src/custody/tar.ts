import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { refused } from './refusal.ts'

/*
 * ustar, the archive every system unpacks: a header of 512 bytes, the file, zeros to the next 512; two empty blocks at the end.
 * Sizes beyond 8 GiB are written as GNU and bsdtar do, in base 256.
 */
const BLOCK = 512
const OCTAL_LIMIT = 8 ** 11
const PIECE = 1024 * 1024

export type Packed = { readonly name: string; readonly bytes: number; readonly sha256: string }
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>
export type TarWriter = {
  /** Throws when the chunks are not of that length together. */
  add(name: string, bytes: number, chunks: Chunks): Promise<Packed>
  /** Ends the archive. */
  finish(): Promise<void>
}

export type Sink = {
  /** Awaited before the next piece is read, so that no more than a piece is in memory. */
  write(bytes: Uint8Array): Promise<void>
  ended?(packed: Packed): Promise<void>
}

export function createTar(sink: Sink, at: Date): TarWriter {
  const write = (bytes: Uint8Array) => sink.write(bytes)
  return {
    async add(name, bytes, chunks) {
      await write(header(name, bytes, at))
      const hash = createHash('sha256')
      let written = 0
      for await (const chunk of chunks) {
        hash.update(chunk)
        written += chunk.length
        await write(chunk)
      }
      if (written !== bytes) throw new Error(`${name} changed while it was packed.`)
      await write(Buffer.alloc(padding(bytes)))
      const packed = { name, bytes, sha256: hash.digest('hex') }
      await sink.ended?.(packed)
      return packed
    },
    finish: () => write(Buffer.alloc(2 * BLOCK)),
  }
}

const padding = (bytes: number) => (BLOCK - (bytes % BLOCK)) % BLOCK

function header(name: string, bytes: number, at: Date): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long a name for an archive.`)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write('0000600\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  writeSize(block, bytes)
  block.write(octal(Math.floor(at.getTime() / 1000), 11), 136)
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  block.write(`${octal(checksum(block), 6)}\0 `, 148)
  return block
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')

function writeSize(block: Buffer, bytes: number): void {
  if (bytes < OCTAL_LIMIT) return void block.write(octal(bytes, 11), 124)
  block.writeUInt8(0x80, 124)
  block.writeBigUInt64BE(BigInt(bytes), 128)
}

/** The sum of the header with its own place as spaces. */
const checksum = (block: Uint8Array): number => block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0)

type Place = { readonly at: number; readonly bytes: number }
export type TarReader = {
  readonly names: readonly string[]
  /** Throws when there is no such file. */
  chunks(name: string): AsyncGenerator<Buffer>
  bytes(name: string): Promise<Buffer>
  size(name: string): number
  [Symbol.asyncDispose](): Promise<void>
}

/** Only plain files are read, by name and never onto the disk by it. Throws when it is no such archive, is cut short or has a name twice. */
export async function openTar(path: string): Promise<TarReader> {
  const file = await open(path, 'r')
  try {
    const places = await placesIn(file)
    const place = (name: string) => {
      const found = places.get(name)
      if (!found) throw refused(`There is no ${name} in the archive.`)
      return found
    }
    async function* chunks(name: string) {
      const { at, bytes } = place(name)
      for (let from = 0; from < bytes; from += PIECE) yield await readAt(file, at + from, Math.min(PIECE, bytes - from))
    }
    return {
      names: [...places.keys()],
      chunks,
      bytes: async (name) => Buffer.concat(await Array.fromAsync(chunks(name))),
      size: (name) => place(name).bytes,
      [Symbol.asyncDispose]: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function placesIn(file: FileHandle): Promise<Map<string, Place>> {
  const places = new Map<string, Place>()
  const { size } = await file.stat()
  for (let at = 0; at + BLOCK <= size; ) {
    const block = await readAt(file, at, BLOCK)
    if (block.every((byte) => byte === 0)) return places
    const { name, bytes } = readHeader(block)
    if (places.has(name)) throw refused(`${name} is in the archive twice.`)
    places.set(name, { at: at + BLOCK, bytes })
    at += BLOCK + bytes + padding(bytes)
  }
  throw refused('The archive is cut short.')
}

function readHeader(block: Buffer): { readonly name: string; readonly bytes: number } {
  const text = (from: number, to: number) => block.toString('utf8', from, to).replace(/\0.*$/s, '').trim()
  if (text(257, 263) !== 'ustar' || Number.parseInt(text(148, 156), 8) !== checksum(block)) throw refused('This is not a tar archive.')
  if (text(156, 157) !== '0' && text(156, 157) !== '') throw refused('The archive has something else than files.')
  const bytes = block.readUInt8(124) === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8)
  if (!Number.isSafeInteger(bytes)) throw refused('This is not a tar archive.')
  return { name: text(0, 100), bytes }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  if (bytesRead !== length) throw refused('The archive is cut short.')
  return buffer
}
