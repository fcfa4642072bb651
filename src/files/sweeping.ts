import { enqueue, type Handler, handle, kind, snooze, spreadOf, step } from '../jobs/index.ts'
import type { Log } from '../kit/log.ts'
import type { Tenant, TenantId, Tx } from '../tenancy/index.ts'
import { type Bucket, folderOf, Unreachable } from './bucket.ts'
import { listDisk, removeFromDisk, sealedOnDisk } from './disk.ts'
import { forgetOrphans, keyOf, listOrphans, noteOrphans, type Orphan, type Place } from './orphans.ts'
import type { FileId, Sealed } from './port.ts'
import { namedAmong } from './references.ts'
import { askIfWaiting, findStored, forgetStored, keepFile, stageAgain } from './rows.ts'
import { readState, type State } from './sweep-state.ts'

export type SweepDeps = {
  readonly dataDir: string
  readonly bucket: Bucket | undefined
  readonly open: (id: TenantId) => Tenant
  readonly log: Log
  /** From when an orphan was first noticed: whoever restores to an earlier hour finds the documents of that hour. */
  readonly graceMs: number
}

export const SWEEP = kind<Record<string, never>>('files.sweep')

type Unrecorded = { readonly id: FileId; readonly sealed: Sealed }
/** What is to be written down. */
type Found = {
  readonly orphans: readonly Orphan[]
  /** Where it was looked: what could not be listed tells nothing. */
  readonly looked: readonly Place[]
  readonly removed: readonly Orphan[]
  readonly unrecorded: readonly Unrecorded[]
  readonly forgotten: readonly FileId[]
  readonly again: readonly FileId[]
  readonly lost: number
  readonly nowhere: number
}

const RECORD_AT_ONCE = 500
const EVERY_MS = 6 * 3_600_000
/** After everything that somebody waits for. */
const PRIORITY = 20

/** Every six hours by the clock, each office at a time of its own; when it was last stands in the office's queue, so a restart changes nothing. */
export function planSweep(tx: Tx): void {
  enqueue(tx, SWEEP, {}, { uniqueKey: SWEEP.name, priority: PRIORITY, at: new Date(tx.now.getTime() + spreadOf(tx.tenantId) * EVERY_MS) })
}

/**
 * files.sweep: what lies on the disk and in the bucket is compared with what rows name. A document whose row was never committed, or is
 * gone, is noticed, and removed once the grace is over; a copy that the bucket lost goes there again.
 */
export const fileSweeper = (deps: SweepDeps): Handler =>
  handle(SWEEP, ({ tenantId, now }) =>
    step(
      () => look(deps, deps.open(tenantId), now),
      (after, found) => {
        writeDown(deps, after, found)
        return snooze('It comes back every six hours.', EVERY_MS)
      },
    ),
  )

/** A copy under an older key is an orphan although its document is not. One of which nothing is written yet is left alone. */
function isNamed({ place, name }: Orphan, { named, passing, copies }: State): boolean {
  if (place === 'disk') return named.has(name as FileId) || passing.has(name as FileId)
  const id = name.split('/').at(-2) as FileId
  return named.has(id) && (copies.get(id)?.name ?? name) === name
}

async function look(deps: SweepDeps, tenant: Tenant, now: Date): Promise<Found> {
  const disk = new Set(await listDisk(deps.dataDir, tenant.id))
  const bucket = await listBucket(deps, tenant.id)
  const state = await readState(tenant)
  const { named, copies } = state
  const due = tenant.read((tx) => listOrphans(tx, new Date(now.getTime() - deps.graceMs))).filter((each) => !isNamed(each, state))
  const removed: Orphan[] = []
  for (const orphan of due) if (await remove(deps, tenant.id, orphan)) removed.push(orphan)
  const gone = new Set(removed.map(keyOf))
  const bare = [...named].filter((id) => !copies.has(id) && disk.has(id)).slice(0, RECORD_AT_ONCE)
  const unrecorded: Unrecorded[] = []
  for (const id of bare) unrecorded.push({ id, sealed: await sealedOnDisk(deps.dataDir, tenant.id, id) })
  const lost = bucket ? lostCopies(state, bucket) : []
  const isSure = !deps.bucket || bucket
  return {
    orphans: [...lyingAt('disk', disk), ...lyingAt('bucket', bucket ?? [])].filter(
      (each) => !isNamed(each, state) && !gone.has(keyOf(each)),
    ),
    looked: bucket ? ['disk', 'bucket'] : ['disk'],
    removed,
    unrecorded,
    forgotten: [...copies.keys()].filter((id) => !named.has(id) && !disk.has(id)).slice(0, RECORD_AT_ONCE),
    again: lost.filter((id) => disk.has(id)),
    lost: lost.length,
    nowhere: isSure ? [...named].filter((id) => !disk.has(id) && !bucket?.has(copies.get(id)?.name ?? '')).length : 0,
  }
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

/** A document that came while we looked is nobody's orphan: what is forgotten or written down of it is asked for once more. */
function writeDown(deps: SweepDeps, tx: Tx, { orphans, looked, removed, unrecorded, forgotten, again, lost, nowhere }: Found): void {
  for (const { id, sealed } of unrecorded) if (!findStored(tx, id)) keepFile(tx, { id, sealed, staged: false })
  forgetOrphans(tx, removed)
  const noticed = noteOrphans(tx, orphans, looked)
  const named = namedAmong(tx.db, forgotten)
  forgetStored(
    tx,
    forgotten.filter((id) => !named.has(id)),
  )
  for (const id of again) stageAgain(tx, id)
  if (deps.bucket) askIfWaiting(tx)
  const { log } = deps
  if (lost + nowhere > 0) log('error', 'files.missing', { tenant: tx.tenantId, lost, nowhere })
  const counts = { removed: removed.length, noticed, recorded: unrecorded.length }
  if (removed.length + noticed + unrecorded.length > 0) log('info', 'files.swept', { tenant: tx.tenantId, ...counts })
}

const lyingAt = (place: Place, names: Iterable<string>): Orphan[] => [...names].map((name) => ({ place, name }))

/** Copies that were read back once and are not there now. */
const lostCopies = ({ named, copies }: State, bucket: ReadonlySet<string>): FileId[] =>
  [...copies].filter(([id, { name, uploaded }]) => uploaded && named.has(id) && !bucket.has(name)).map(([id]) => id)
