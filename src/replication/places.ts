import { basename, dirname, join } from 'node:path'
import type { S3Address } from '../kit/s3.ts'
import type { TenantId } from '../tenancy/index.ts'

/** Where ciphertext is kept away from this machine. */
export type Bucket = S3Address

export const CONTROL = 'control'
/** What is copied: the control database, or an office's. */
export type Copied = TenantId | typeof CONTROL

/** What the replicator keeps beside a file: what it has shipped and where it stopped reading. */
export const notesOf = (file: string): string => join(dirname(file), `.${basename(file)}-litestream`)

/**
 * The name of a replica in the bucket. An office's new key is a new file, and so it gets a new replica; with the control database of any
 * moment comes the key of that moment, and with the key the replica it opens.
 */
export const replicaOf = (id: Copied, keyId: string): string =>
  id === CONTROL ? `replicas/${keyId === CONTROL ? CONTROL : `control-of-${keyId}`}` : `${replicaFolderOf(id)}${keyId}`

/** Where the replicas of an office are, under every key it had. */
export const replicaFolderOf = (id: TenantId): string => `replicas/${id}/`

/** Cells that share a bucket have a control database each: its replica is named by the cell. */
export const controlKeyOf = (cell: string | undefined): string => cell ?? CONTROL

export function replicaUrl({ name, endpoint, region }: Bucket, replica: string): string {
  const query = new URLSearchParams({ ...(endpoint && { endpoint }), region })
  return `s3://${name}/${replica}?${query}`
}
