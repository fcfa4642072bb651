import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '../kit/errors.ts'
import { type Id, newId } from '../kit/ids.ts'
import type { TenantId } from '../tenancy/index.ts'
import { CHUNK, DamagedDocument, HEADER, openChunk, openHeader, openSealed, SEALED_CHUNK, seal } from './seal.ts'

export type FileId = Id<'file'>
export type Stored = { readonly id: FileId; readonly bytes: number; readonly sha256: string }
export type Files = {
  /** Sealed, on disk and durable when it resolves. Not yet anybody's: the row that names it comes after. With an `id` only where a row has it already. */
  put(tenant: TenantId, plain: Uint8Array, id?: FileId): Promise<Stored>
  /** The whole document, every chunk checked. Throws AppError unavailable when it is damaged or gone. */
  read(tenant: TenantId, id: FileId): Promise<Buffer>
  /** Checked from end to end before the first byte leaves, then decrypted chunk by chunk. */
  stream(tenant: TenantId, id: FileId): Promise<{ readonly size: number; readonly body: ReadableStream<Uint8Array> }>
  remove(tenant: TenantId, id: FileId): Promise<void>
  /** Every document that an earlier key sealed is sealed anew, each whole at any moment, so it may be stopped and begun again. */
  resealAll(tenant: TenantId, told?: (progress: Resealing) => void): Promise<Resealing>
}

const DAMAGED = 'This document failed its integrity check and was not served. It can be restored from a backup.'
const MISSING = 'This document is not where it should be. It can be restored from a backup.'
const AT_ONCE = 4 * 1024 * 1024

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export type Resealing = { readonly looked: number; readonly resealed: number; readonly damaged: number }
export type DiskFilesDeps = {
  readonly dataDir: string
  readonly key: (tenant: TenantId) => Buffer
  /** Those that documents may have been sealed with before. */
  readonly earlierKeys?: (tenant: TenantId) => readonly Buffer[]
}

/** Documents on this machine's disk, one file each. */
export function diskFiles(deps: DiskFilesDeps): Files {
  const directory = (tenant: TenantId) => join(deps.dataDir, tenant, 'files')
  const place = (tenant: TenantId, id: FileId) => join(directory(tenant), id)

  /** The key of now first; an earlier one only for what that does not open. */
  async function underAny<T>(tenant: TenantId, opened: (key: Buffer) => T | Promise<T>): Promise<T> {
    try {
      return await opened(deps.key(tenant))
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error
      for (const key of deps.earlierKeys?.(tenant) ?? []) {
        try {
          return await opened(key)
        } catch (another) {
          if (!(another instanceof DamagedDocument)) throw another
        }
      }
      throw error
    }
  }

  async function read(tenant: TenantId, id: FileId): Promise<Buffer> {
    return refusing(async () => {
      const sealed = await readFile(place(tenant, id))
      return underAny(tenant, (key) => openSealed(key, id, sealed))
    })
  }

  async function reseal(tenant: TenantId, id: FileId): Promise<'kept' | 'resealed' | 'damaged'> {
    const [path, key] = [place(tenant, id), deps.key(tenant)]
    if (!existsSync(path) || (await isUnder(path, key, id))) return 'kept'
    try {
      const plain = await underAny(tenant, async (each) => openSealed(each, id, await readFile(path)))
      await rm(`${path}.part`, { force: true })
      await writeDurably(path, directory(tenant), seal(key, id, plain))
      return 'resealed'
    } catch (error) {
      if (error instanceof DamagedDocument) return 'damaged'
      throw error
    }
  }

  return {
    async put(tenant, plain, id = newId<'file'>()) {
      // Sealed first: of an office that is gone no directory is made again.
      const sealed = seal(deps.key(tenant), id, plain)
      await mkdir(directory(tenant), { recursive: true, mode: 0o700 })
      await writeDurably(place(tenant, id), directory(tenant), sealed)
      return { id, bytes: plain.length, sha256: sha256(plain) }
    },
    read,
    async stream(tenant, id) {
      return refusing(async () => {
        const file = await open(place(tenant, id), 'r')
        const { size } = await file.stat()
        if (size <= AT_ONCE) {
          await file.close()
          const plain = await read(tenant, id)
          return { size: plain.length, body: new Blob([new Uint8Array(plain)]).stream() }
        }
        return underAny(tenant, (key) => checkedStream(file, size, key, id)).catch(async (error: unknown) => {
          await file.close()
          throw error
        })
      })
    },
    async remove(tenant, id) {
      // A crash may have left one half written.
      for (const path of [place(tenant, id), `${place(tenant, id)}.part`]) if (existsSync(path)) await unlink(path)
    },
    async resealAll(tenant, told = () => {}) {
      let progress: Resealing = { looked: 0, resealed: 0, damaged: 0 }
      for (const id of await documentsIn(directory(tenant))) {
        const found = await reseal(tenant, id)
        progress = {
          looked: progress.looked + 1,
          resealed: progress.resealed + Number(found === 'resealed'),
          damaged: progress.damaged + Number(found === 'damaged'),
        }
        told(progress)
      }
      return progress
    },
  }
}

/** An id and nothing after it: what a crash cut off while it was written is nobody's. */
const DOCUMENT = /^[0-9a-f-]{36}$/

const documentsIn = async (directory: string): Promise<FileId[]> =>
  existsSync(directory) ? ((await readdir(directory)).filter((name) => DOCUMENT.test(name)) as FileId[]) : []

/** Told by its first chunk alone. */
async function isUnder(path: string, fileKey: Buffer, id: FileId): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const start = Buffer.alloc(HEADER + SEALED_CHUNK)
    const { bytesRead } = await file.read(start, 0, start.length, 0)
    const { size } = await file.stat()
    const first = start.subarray(HEADER, bytesRead)
    openChunk(openHeader(fileKey, id, start.subarray(0, HEADER)), id, 0, size <= start.length, first)
    return true
  } catch (error) {
    if (error instanceof DamagedDocument) return false
    throw error
  } finally {
    await file.close()
  }
}

async function checkedStream(file: FileHandle, size: number, fileKey: Buffer, id: FileId) {
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
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      await file.close()
    },
    cancel: () => file.close(),
  })
}

/** A name appears only once the bytes behind it are durable. */
async function writeDurably(path: string, directory: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.part`, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
  const holder = await open(directory, 'r')
  try {
    await holder.sync()
  } finally {
    await holder.close()
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DamagedDocument) throw unavailable(DAMAGED)
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw unavailable(MISSING)
    throw error
  }
}
