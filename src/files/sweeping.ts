import { done, type Handler, handle, kind, step } from '../jobs/index.ts'
import type { Log } from '../kit/log.ts'
import type { TenantId, Tx } from '../tenancy/index.ts'
import { type Bucket, copyName, folderOf, Unreachable } from './bucket.ts'
import { listDisk, removeFromDisk, sealedOnDisk } from './disk.ts'
import { forgetOrphans, listOrphans, noteOrphans, type Orphan, type Place } from './orphans.ts'
import type { FileId, Sealed } from './port.ts'
import { namedDocuments, namedInPassing } from './references.ts'
import { askIfWaiting, forgetStored, keepFile, listStored, stageAgain } from './rows.ts'

export type SweepDeps = {
  readonly dataDir: string
  readonly bucket: Bucket | undefined
  readonly log: Log
  /** From when an orphan was first noticed: whoever restores to an earlier hour finds the documents of that hour. */
  readonly graceMs: number
}

export const SWEEP = kind<Record<string, never>>('files.sweep')

/** What rows say: which documents there are, and which copy of each. */
type State = {
  readonly named: ReadonlySet<FileId>
  readonly passing: ReadonlySet<FileId>
  readonly copies: ReadonlyMap<FileId, { readonly name: string; readonly uploaded: boolean }>
}
type Unrecorded = { readonly id: FileId; readonly sealed: Sealed }
type Found = {
  readonly disk: ReadonlySet<string>
  /** Undefined when it could not be listed: then nothing is concluded from it. */
  readonly bucket: ReadonlySet<string> | undefined
  readonly removed: readonly Orphan[]
  readonly unrecorded: readonly Unrecorded[]
}

const RECORD_AT_ONCE = 500

/**
 * files.sweep: what lies on the disk and in the bucket is compared with what rows name. A document whose row was never committed, or is
 * gone, is noticed, and removed once the grace is over; a copy that the bucket lost goes there again.
 */
export function fileSweeper(deps: SweepDeps): Handler {
  return handle(SWEEP, (tx) => {
    const before = stateOf(tx)
    const due = listOrphans(tx, new Date(tx.now.getTime() - deps.graceMs)).filter((each) => !isNamed(each, before))
    return step(
      () => look(deps, tx.tenantId, before, due),
      (after, found) => {
        conclude(deps, after, before, found)
        return done
      },
    )
  })
}

const stateOf = (tx: Tx): State => ({
  named: namedDocuments(tx.db),
  passing: namedInPassing(tx.db),
  copies: new Map(
    listStored(tx).map((row) => [row.id, { name: copyName(tx.tenantId, row.id, row.sealedSha256), uploaded: row.uploadedAt !== null }]),
  ),
})

/** A copy under an older key is an orphan although its document is not. One of which nothing is written yet is left alone. */
function isNamed({ place, name }: Orphan, { named, passing, copies }: State): boolean {
  if (place === 'disk') return named.has(name as FileId) || passing.has(name as FileId)
  const id = name.split('/').at(-2) as FileId
  return named.has(id) && (copies.get(id)?.name ?? name) === name
}

async function look(deps: SweepDeps, tenant: TenantId, { named, copies }: State, due: readonly Orphan[]): Promise<Found> {
  const removed: Orphan[] = []
  for (const orphan of due) if (await remove(deps, tenant, orphan)) removed.push(orphan)
  const disk = new Set(await listDisk(deps.dataDir, tenant))
  const bare = [...named].filter((id) => !copies.has(id) && disk.has(id)).slice(0, RECORD_AT_ONCE)
  const unrecorded: Unrecorded[] = []
  for (const id of bare) unrecorded.push({ id, sealed: await sealedOnDisk(deps.dataDir, tenant, id) })
  return { disk, bucket: await listBucket(deps, tenant), removed, unrecorded }
}

async function remove({ dataDir, bucket, log }: SweepDeps, tenant: TenantId, { place, name }: Orphan): Promise<boolean> {
  try {
    if (place === 'disk') await removeFromDisk(dataDir, tenant, name)
    else await bucket?.remove(name)
    return place === 'disk' || bucket !== undefined
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    log('warn', 'files.orphan_stays', { tenant, place, because: error.because })
    return false
  }
}

async function listBucket({ bucket, log }: SweepDeps, tenant: TenantId): Promise<ReadonlySet<string> | undefined> {
  try {
    return bucket && new Set(await bucket.list(folderOf(tenant)))
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    log('warn', 'files.bucket_not_listed', { tenant, because: error.because })
    return undefined
  }
}

/** What was committed while we looked is read again, so that a fax that came in meanwhile is nobody's orphan. */
function conclude(deps: SweepDeps, tx: Tx, before: State, { disk, bucket, removed, unrecorded }: Found): void {
  for (const { id, sealed } of unrecorded) keepFile(tx, { id, sealed, staged: false })
  const after = stateOf(tx)
  forgetOrphans(tx, removed)
  const lying = [...lyingAt('disk', disk), ...lyingAt('bucket', bucket ?? [])]
  const orphans = lying.filter((each) => !isNamed(each, after))
  const noticed = noteOrphans(tx, orphans, bucket ? ['disk', 'bucket'] : ['disk'])
  forgetStored(
    tx,
    [...after.copies.keys()].filter((id) => !after.named.has(id) && !disk.has(id)),
  )
  const lost = bucket ? lostCopies(before, bucket) : []
  for (const id of lost.filter((each) => disk.has(each))) stageAgain(tx, id)
  if (deps.bucket) askIfWaiting(tx)
  const sure = !deps.bucket || bucket
  const nowhere = sure ? [...before.named].filter((id) => !disk.has(id) && !bucket?.has(before.copies.get(id)?.name ?? '')) : []
  const { log } = deps
  if (lost.length + nowhere.length > 0) log('error', 'files.missing', { tenant: tx.tenantId, lost: lost.length, nowhere: nowhere.length })
  const counts = { removed: removed.length, noticed, recorded: unrecorded.length }
  if (removed.length + noticed + unrecorded.length > 0) log('info', 'files.swept', { tenant: tx.tenantId, ...counts })
}

const lyingAt = (place: Place, names: Iterable<string>): Orphan[] => [...names].map((name) => ({ place, name }))

/** Copies that were read back once and are not there now. */
const lostCopies = ({ named, copies }: State, bucket: ReadonlySet<string>): FileId[] =>
  [...copies].filter(([id, { name, uploaded }]) => uploaded && named.has(id) && !bucket.has(name)).map(([id]) => id)
