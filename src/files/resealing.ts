import { isId } from '../kit/ids.ts'
import type { TenantId } from '../tenancy/index.ts'
import type { Accounts } from './accounts.ts'
import { type Disk, listDisk, sealedOnDisk } from './disk.ts'
import type { FileId, Resealing } from './port.ts'
import { DamagedDocument } from './seal.ts'

type Deps = { readonly dataDir: string; readonly disk: Disk; readonly accounts: Accounts | undefined }

/** What was resealed before a crash and not yet written down is written down now: its bytes are compared with what its row says. */
export async function resealAll(deps: Deps, tenant: TenantId, told: (progress: Resealing) => void, away?: Away): Promise<Resealing> {
  let progress: Resealing = { looked: 0, resealed: 0, damaged: 0 }
  const count = (found: Found) => {
    progress = {
      looked: progress.looked + 1,
      resealed: progress.resealed + Number(found === 'resealed'),
      damaged: progress.damaged + Number(found === 'damaged'),
    }
    told(progress)
  }
  const here = (await listDisk(deps.dataDir, tenant)).filter(isId) as FileId[]
  for (const id of here) count(await resealHere(deps, tenant, id))
  if (!away) return progress
  const local = new Set(here)
  for (const id of deps.accounts?.uploaded(tenant) ?? [])
    if (!local.has(id)) count(await away(tenant, id, () => resealHere(deps, tenant, id)))
  return progress
}

export type Found = 'kept' | 'resealed' | 'damaged'
/** Decides about a document that is only in the bucket; `reseal` is for one that it brought here. */
export type Away = (tenant: TenantId, id: FileId, reseal: () => Promise<Found>) => Promise<Found>

async function resealHere({ dataDir, disk, accounts }: Deps, tenant: TenantId, id: FileId): Promise<Found> {
  try {
    const found = await disk.reseal(tenant, id)
    const known = accounts?.sealedOf(tenant, id)
    const sealed = known && (await sealedOnDisk(dataDir, tenant, id))
    if (sealed && sealed.sha256 !== known.sha256) accounts?.resealed(tenant, id, sealed)
    return found
  } catch (error) {
    if (error instanceof DamagedDocument) return 'damaged'
    // It left the disk meanwhile: only a copy that is safe in the bucket does, and that one is looked at by the next.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'damaged'
    throw error
  }
}
