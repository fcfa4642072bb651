import { stat, unlink } from 'node:fs/promises'
import { isId } from '../kit/ids.ts'
import { describeError, type Log } from '../kit/log.ts'
import { type Control, listTenants, system, type TenantId, type Tenants } from '../tenancy/index.ts'
import { type Bucket, copyName, Unreachable } from './bucket.ts'
import { listDisk, placeOf, sealedOnDisk } from './disk.ts'
import type { FileId } from './port.ts'
import { findStored, stageAgain } from './rows.ts'

export type EvictDeps = {
  readonly dataDir: string
  readonly control: Control
  readonly tenants: Tenants
  readonly bucket: Bucket
  readonly log: Log
  /** What the documents of all offices may take of this disk. Those that wait for the bucket stay, whatever they take. */
  readonly limitBytes: number
}
type Local = { readonly tenant: TenantId; readonly id: FileId; readonly bytes: number; readonly usedAt: number }

/** Lets go of what was read longest ago until the rest fits, each only after the bucket has said again that it has it. Answers how many. */
export async function evictBeyond(deps: EvictDeps): Promise<number> {
  const here = await listLocal(deps)
  let excess = here.reduce((sum, { bytes }) => sum + bytes, 0) - deps.limitBytes
  let evicted = 0
  try {
    for (const local of here.sort((a, b) => a.usedAt - b.usedAt)) {
      if (excess <= 0) break
      if (!(await isSafe(deps, local))) continue
      await unlink(placeOf(deps.dataDir, local.tenant, local.id))
      excess -= local.bytes
      evicted++
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    deps.log('warn', 'files.evict_put_off', { because: error.because })
  }
  if (evicted > 0) deps.log('info', 'files.evicted', { evicted })
  return evicted
}

async function listLocal({ dataDir, control }: EvictDeps): Promise<Local[]> {
  const all: Local[] = []
  for (const { id: tenant } of control.read(listTenants).filter(({ state }) => state !== 'making')) {
    for (const id of (await listDisk(dataDir, tenant)).filter(isId) as FileId[]) {
      const found = await stat(placeOf(dataDir, tenant, id)).catch(() => undefined)
      if (found) all.push({ tenant, id, bytes: found.size, usedAt: found.atimeMs })
    }
  }
  return all
}

async function isSafe(deps: EvictDeps, local: Local): Promise<boolean> {
  const wasOpen = deps.tenants.isOpen(local.tenant)
  try {
    return await askBucket(deps, local)
  } catch (error) {
    if (error instanceof Unreachable) throw error
    deps.log('error', 'files.evict_failed', { tenant: local.tenant, ...describeError(error) })
    return false
  } finally {
    if (!wasOpen) deps.tenants.close(local.tenant)
  }
}

async function askBucket({ dataDir, tenants, bucket, log }: EvictDeps, { tenant: id, id: file, bytes }: Local): Promise<boolean> {
  const tenant = tenants.as(id, system('evict'))
  const row = tenant.read((tx) => findStored(tx, file))
  if (!row?.uploadedAt || (await sealedOnDisk(dataDir, id, file)).sha256 !== row.sealedSha256) return false
  const copy = await bucket.look(copyName(id, file, row.sealedSha256))
  if (copy?.bytes === bytes) return true
  log('error', 'files.bucket_lost', { tenant: id, file })
  tenant.write((tx) => stageAgain(tx, file))
  return false
}
