import { placementOf, readPlacement, s3Leases } from './cells/index.ts'
import type { LingeringDeps } from './custody/shredding/index.ts'
import { folderOf } from './files/index.ts'
import type { Parts } from './parts.ts'
import { replicaFolderOf } from './replication/index.ts'
import type { TenantId } from './tenancy/index.ts'

/** Everything in a bucket that is this office's, by how its name begins. */
const foldersOf = (id: TenantId): readonly string[] => [folderOf(id), replicaFolderOf(id), placementOf(id)]

/** As people know it, without credentials. */
export const placeOf = ({ bucket }: Parts['config']): string | undefined =>
  bucket && (bucket.endpoint ? `${bucket.endpoint}/${bucket.name}` : bucket.name)

/** What the removal of a destroyed office's copies needs; undefined without a bucket. */
export function lingeringDeps(parts: Parts, isShipping: (id: TenantId) => boolean): LingeringDeps | undefined {
  const { bucket, config } = parts
  const place = placeOf(config)
  if (!bucket || place === undefined) return undefined
  return { ...parts, dataDir: config.data.dir, bucket, place, foldersOf, isShipping, livesElsewhere: elsewhereIn(config) }
}

function elsewhereIn({ cell, bucket }: Parts['config']): LingeringDeps['livesElsewhere'] {
  if (!cell || !bucket) return undefined
  const store = s3Leases(bucket)
  return async (id) => {
    const placed = await readPlacement(store, id)
    return placed !== undefined && placed.placement.cell !== cell.name
  }
}
