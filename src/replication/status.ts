import type { TenantId } from '../tenancy/index.ts'
import { isShipped } from './copy.ts'
import { readMark } from './mark.ts'
import { type Bucket, CONTROL, type Copied } from './places.ts'
import type { Listed, Replicator } from './replicator.ts'

/*
 * current  all of it is in the bucket, or was a moment ago
 * behind   the bucket lacks something, or cannot be asked
 * never    nothing of it was ever shipped
 * lacking  the bucket acknowledged something that it does not have; it is given that again
 */
export type CopyStatus = {
  readonly id: Copied
  readonly state: 'current' | 'behind' | 'never' | 'lacking'
  /** The last transaction of the file that the replicator has seen, and the last that is in the bucket. */
  readonly txid: number | undefined
  readonly replicatedTxid: number | undefined
  readonly behindSeconds: number
  /** When the bucket last had all of it. */
  readonly currentAt: Date | undefined
}

export type StatusDeps = {
  readonly fileOf: (id: Copied) => string
  readonly bucket: Bucket
  readonly replicator: Replicator
  readonly now: () => number
}

const AT_ONCE = 16

/** Seen from beside the server as well as in it: the replicator tells of what is registered, the marks tell of the rest. */
export async function statusOf(deps: StatusDeps, offices: readonly TenantId[]): Promise<CopyStatus[]> {
  const answer = await deps.replicator.list()
  const listed = new Map(answer.is === 'done' ? answer.files.map((each) => [each.path, each] as const) : [])
  const ids: readonly Copied[] = [CONTROL, ...offices]
  const all: CopyStatus[] = []
  for (let at = 0; at < ids.length; at += AT_ONCE)
    all.push(...(await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => lookAt(deps, id, listed.get(deps.fileOf(id)))))))
  return all
}

async function lookAt(deps: StatusDeps, id: Copied, listed: Listed | undefined): Promise<CopyStatus> {
  const status = await progressOf(deps, id, listed)
  return readMark(deps.fileOf(id))?.doubted ? { ...status, state: 'lacking' } : status
}

async function progressOf(deps: StatusDeps, id: Copied, listed: Listed | undefined): Promise<CopyStatus> {
  const answer = listed && (await deps.replicator.sync(listed.path))
  const path = deps.fileOf(id)
  const mark = readMark(path)
  // Before its first sync the replicator does not know what it shipped before it was started.
  const replicated = answer?.is === 'done' ? answer.replicatedTxid || (mark?.txid ?? 0) : 0
  if (answer?.is === 'done') return registered(deps, id, { txid: answer.txid, replicatedTxid: replicated }, listed?.syncedAt)
  const lag = secondsSince(deps, mark?.at)
  const seen = { id, txid: mark?.txid, replicatedTxid: mark?.txid, currentAt: mark?.at ? new Date(mark.at) : undefined }
  if (isShipped(deps.bucket, path)) return { ...seen, state: 'current', behindSeconds: 0 }
  return { ...seen, state: mark?.at ? 'behind' : 'never', behindSeconds: lag }
}

function registered(
  deps: StatusDeps,
  id: Copied,
  { txid, replicatedTxid }: { readonly txid: number; readonly replicatedTxid: number },
  syncedAt: number | undefined,
): CopyStatus {
  const isCurrent = replicatedTxid >= txid && txid > 0
  return {
    id,
    state: isCurrent ? 'current' : replicatedTxid > 0 ? 'behind' : 'never',
    txid,
    replicatedTxid,
    behindSeconds: isCurrent ? 0 : secondsSince(deps, syncedAt),
    currentAt: syncedAt === undefined ? undefined : new Date(syncedAt),
  }
}

const secondsSince = ({ now }: StatusDeps, at: number | undefined): number => (at ? Math.max(0, now() - at) / 1_000 : 0)
