import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, statfs, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '../kit/ids.ts'
import type { TenantId } from '../tenancy/index.ts'
import { type FileId, type Sealed, sha256 } from './port.ts'
import { CHUNK, DamagedDocument, HEADER, openChunk, openHeader, openSealed, SEALED_CHUNK, seal } from './seal.ts'

export type DiskDeps = {
  readonly dataDir: string
  readonly key: (tenant: TenantId) => Buffer
  /** Those that documents may have been sealed with before. */
  readonly earlierKeys?: (tenant: TenantId) => readonly Buffer[]
}
/** Whether it is written down of a document when it was last read. */
type Noting = { readonly notesUse: boolean }
export type Opened = { readonly size: number; readonly body: ReadableStream<Uint8Array> }

/** Sealed documents on this machine's disk, one file each. What is not there is ENOENT, what is not whole DamagedDocument. */
export type Disk = {
  put(tenant: TenantId, id: FileId, plain: Uint8Array): Promise<Sealed>
  /** Bytes it has left. */
  room(): Promise<number>
  /** Sealed bytes from elsewhere, which `fill` has checked before it resolves. */
  take(tenant: TenantId, id: FileId, fill: (file: FileHandle) => Promise<void>): Promise<void>
  read(tenant: TenantId, id: FileId): Promise<Buffer>
  stream(tenant: TenantId, id: FileId): Promise<Opened>
  remove(tenant: TenantId, id: FileId): Promise<void>
  /** Under the key of now, if it was under an earlier one. */
  reseal(tenant: TenantId, id: FileId): Promise<'kept' | 'resealed'>
}

const AT_ONCE = 4 * 1024 * 1024

export const filesDirectory = (dataDir: string, tenant: TenantId): string => join(dataDir, tenant, 'files')
export const placeOf = (dataDir: string, tenant: TenantId, id: FileId): string => join(filesDirectory(dataDir, tenant), id)

export function openDisk({ dataDir, key, earlierKeys }: DiskDeps, { notesUse }: Noting): Disk {
  const place = (tenant: TenantId, id: FileId) => placeOf(dataDir, tenant, id)
  const used = async (tenant: TenantId, id: FileId) => notesUse && noteUse(place(tenant, id))

  /** The key of now first; an earlier one only for what that does not open. */
  async function underAny<T>(tenant: TenantId, opened: (key: Buffer) => T | Promise<T>): Promise<T> {
    try {
      return await opened(key(tenant))
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error
      for (const earlier of earlierKeys?.(tenant) ?? []) {
        try {
          return await opened(earlier)
        } catch (another) {
          if (!(another instanceof DamagedDocument)) throw another
        }
      }
      throw error
    }
  }

  async function read(tenant: TenantId, id: FileId): Promise<Buffer> {
    const sealed = await readFile(place(tenant, id))
    await used(tenant, id)
    return underAny(tenant, (each) => openSealed(each, id, sealed))
  }

  return {
    async room() {
      const { bavail, bsize } = await statfs(dataDir)
      return bavail * bsize
    },
    async put(tenant, id, plain) {
      // Sealed first: of an office that is gone no directory is made again.
      const sealed = seal(key(tenant), id, plain)
      await writeDurably(filesDirectory(dataDir, tenant), id, (file) => file.writeFile(sealed))
      return { bytes: sealed.length, sha256: sha256(sealed) }
    },
    take: (tenant, id, fill) => writeDurably(filesDirectory(dataDir, tenant), id, fill),
    read,
    async stream(tenant, id) {
      const file = await open(place(tenant, id), 'r')
      const { size } = await file.stat()
      if (size <= AT_ONCE) {
        await file.close()
        const plain = await read(tenant, id)
        return { size: plain.length, body: new Blob([new Uint8Array(plain)]).stream() }
      }
      await used(tenant, id)
      return underAny(tenant, (each) => checkedStream(file, size, each, id)).catch(async (error: unknown) => {
        await file.close()
        throw error
      })
    },
    remove: (tenant, id) => rm(place(tenant, id), { force: true }),
    async reseal(tenant, id) {
      const now = key(tenant)
      const sealed = await readFile(place(tenant, id))
      if (isUnder(now, id, sealed.subarray(0, START), sealed.length)) return 'kept'
      const plain = await underAny(tenant, (each) => openSealed(each, id, sealed))
      const again = seal(now, id, plain)
      await writeDurably(filesDirectory(dataDir, tenant), id, (file) => file.writeFile(again))
      return 'resealed'
    },
  }
}

/** A document, or the part of one that was being written. Anything else in there is not ours to judge. */
const OURS = /^[0-9a-f-]{36}(\.[0-9a-f-]{36})?(\.part)?$/

export async function listDisk(dataDir: string, tenant: TenantId): Promise<string[]> {
  const directory = filesDirectory(dataDir, tenant)
  return existsSync(directory) ? (await readdir(directory)).filter((name) => OURS.test(name)) : []
}

export const removeFromDisk = (dataDir: string, tenant: TenantId, name: string): Promise<void> =>
  rm(join(filesDirectory(dataDir, tenant), name), { force: true })

export async function sealedOnDisk(dataDir: string, tenant: TenantId, id: FileId): Promise<Sealed> {
  const bytes = await readFile(placeOf(dataDir, tenant, id))
  return { bytes: bytes.length, sha256: sha256(bytes) }
}

/** Written by us, because volumes are mounted without it: the least recently read leave first when the disk is a cache. */
async function noteUse(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found) await utimes(path, new Date(), found.mtime).catch(() => {})
}

/** What tells whether a key opens a document: its header and first chunk. */
export const START = HEADER + SEALED_CHUNK

export function isUnder(fileKey: Buffer, id: FileId, start: Buffer, size: number): boolean {
  try {
    openChunk(openHeader(fileKey, id, start.subarray(0, HEADER)), id, 0, size <= START, start.subarray(HEADER))
    return true
  } catch (error) {
    if (error instanceof DamagedDocument) return false
    throw error
  }
}

async function checkedStream(file: FileHandle, size: number, fileKey: Buffer, id: FileId): Promise<Opened> {
  const header = Buffer.alloc(HEADER)
  await file.read(header, 0, HEADER, 0)
  const key = openHeader(fileKey, id, header)
  const count = Math.ceil((size - HEADER) / SEALED_CHUNK)
  const chunk = async (number: number) => {
    const sealed = Buffer.alloc(Math.min(SEALED_CHUNK, size - HEADER - number * SEALED_CHUNK))
    await file.read(sealed, 0, sealed.length, HEADER + number * SEALED_CHUNK)
    return openChunk(key, id, number, number === count - 1, sealed)
  }
  for (let number = 0; number < count; number++) await chunk(number)
  return { size: size - HEADER - count * (SEALED_CHUNK - CHUNK), body: chunksOf(file, count, chunk) }
}

function chunksOf(file: FileHandle, count: number, chunk: (number: number) => Promise<Buffer>): ReadableStream<Uint8Array> {
  let number = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        if (number < count) return controller.enqueue(new Uint8Array(await chunk(number++)))
      } catch (error) {
        await file.close()
        return controller.error(error)
      }
      // Let go of before the end is said: whoever reads it may remove the document at once.
      await file.close()
      controller.close()
    },
    cancel: () => file.close(),
  })
}

/** A name appears only once the bytes behind it are durable. Two may bring the same document at once. */
async function writeDurably(directory: string, id: FileId, fill: (file: FileHandle) => Promise<void>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const part = join(directory, `${id}.${newId()}.part`)
  try {
    const file = await open(part, 'wx', 0o600)
    try {
      await fill(file)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(part, join(directory, id))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  const holder = await open(directory, 'r')
  try {
    await holder.sync()
  } finally {
    await holder.close()
  }
}
