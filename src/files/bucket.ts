import { createHash } from 'node:crypto'
import type { TenantId } from '../tenancy/index.ts'
import type { FileId, Sealed } from './port.ts'

/** What the bucket itself says of a copy it has. */
export type CopyFacts = { readonly bytes: number; readonly encryption: string | undefined; readonly lockedUntil: Date | undefined }

/** What files needs of any object store. s3.ts is one. Each of these throws Unreachable when the store does not do what was asked. */
export type Bucket = {
  put(name: string, bytes: Uint8Array, sha256: string): Promise<void>
  /** Undefined when it has no such object. */
  look(name: string): Promise<CopyFacts | undefined>
  read(name: string): Promise<AsyncIterable<Uint8Array> | undefined>
  list(prefix: string): Promise<string[]>
  remove(name: string): Promise<void>
  /** Everything that takes room under that prefix, also what was removed or replaced where the store keeps earlier versions. */
  listAll(prefix: string): Promise<readonly Version[]>
  /** For good. */
  removeForGood(version: Version): Promise<Removal>
}
/** An object, or one version of it. */
export type Version = { readonly name: string; readonly version: string | undefined; readonly bytes: number }
/** `kept`: the store does not let go of it, until then when it says. */
export type Removal = { readonly is: 'removed' } | { readonly is: 'kept'; readonly until: Date | undefined }

/** The store did not answer, or refused. Its own words may hold anything, so only their kind is kept. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
  constructor(
    readonly because: string,
    readonly status?: number,
  ) {
    super(`The bucket cannot be used: ${because}.`)
  }
}

/** Ids and a digest of ciphertext: a name tells nothing of a patient. */
export const folderOf = (tenant: TenantId): string => `documents/${tenant}/`
/** Under each key that it was ever sealed with there is another. */
export const copiesOf = (tenant: TenantId, id: FileId): string => `${folderOf(tenant)}${id}/`
export const copyName = (tenant: TenantId, id: FileId, sha256: string): string => copiesOf(tenant, id) + sha256

/** Reads it to its end, passing it on, and says whether it is what was sealed. */
export async function isSame(content: AsyncIterable<Uint8Array>, sealed: Sealed, pass?: (part: Uint8Array) => Promise<unknown>) {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > sealed.bytes) return false
    hash.update(part)
    await pass?.(part)
  }
  return bytes === sealed.bytes && hash.digest('hex') === sealed.sha256
}
