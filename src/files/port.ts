import { createHash } from 'node:crypto'
import type { Id } from '../kit/ids.ts'
import type { TenantId } from '../tenancy/index.ts'

export type FileId = Id<'file'>
/** Of the sealed bytes, which tell nothing of what is in them. */
export type Sealed = { readonly bytes: number; readonly sha256: string }
/** A document that is sealed and durable, and what its row will say. */
export type Stored = {
  readonly id: FileId
  readonly bytes: number
  readonly sha256: string
  readonly sealed: Sealed
  /** Whether it waits here for its way to a bucket. */
  readonly staged: boolean
}
/** `unreachable`: only the bucket could tell, and it does not answer. */
export type Condition = 'sound' | 'damaged' | 'missing' | 'unreachable'

/** `kept`: the bucket does not let go of a copy yet; `unreachable`: it does not answer, and may still have one. */
export type Destroyed = 'gone' | 'kept' | 'unreachable'

/** `damaged` counts what does not open, and what only a bucket out of reach has. */
export type Resealing = { readonly looked: number; readonly resealed: number; readonly damaged: number }

export type Files = {
  /**
   * Sealed, on this disk and durable when it resolves. Not yet anybody's: the row that names it comes after, and `keepFile` with it.
   * With an `id` only where a row has it already.
   */
  put(tenant: TenantId, plain: Uint8Array, id?: FileId): Promise<Stored>
  /** Bytes that this disk has left for documents. */
  room(): Promise<number>
  /** The whole document, every chunk checked. Throws AppError unavailable when it is damaged or gone, or cannot be had just now. */
  read(tenant: TenantId, id: FileId): Promise<Buffer>
  /** Checked from end to end before the first byte leaves, then decrypted chunk by chunk. */
  stream(tenant: TenantId, id: FileId): Promise<{ readonly size: number; readonly body: ReadableStream<Uint8Array> }>
  /** Reads it from end to end where it is, and brings nothing here. */
  check(tenant: TenantId, id: FileId): Promise<Condition>
  /** Which of them are neither here nor, by their names, in the bucket. None is read. Throws AppError unavailable when it does not answer. */
  lacking(tenant: TenantId, ids: readonly FileId[]): Promise<FileId[]>
  /** From this disk: for one that no row has named yet. */
  remove(tenant: TenantId, id: FileId): Promise<void>
  /** For good: from this disk, and every version of every copy in the bucket. For one that no row names any more. */
  destroy(tenant: TenantId, id: FileId): Promise<Destroyed>
  /** Every document that an earlier key sealed is sealed anew, each whole at any moment, so it may be stopped and begun again. */
  resealAll(tenant: TenantId, told?: (progress: Resealing) => void): Promise<Resealing>
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
