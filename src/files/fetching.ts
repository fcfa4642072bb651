import { AppError, unavailable } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import { describeError, type Log } from '../kit/log.ts'
import type { TenantId } from '../tenancy/index.ts'
import type { Accounts } from './accounts.ts'
import { type Bucket, copiesOf, copyName, folderOf, isSame, Unreachable } from './bucket.ts'
import { type DiskDeps, isUnder, listDisk, openDisk, START } from './disk.ts'
import { emptyFolders } from './emptying.ts'
import { type FileId, type Files, sha256 } from './port.ts'
import { resealAll } from './resealing.ts'
import { refusal, troubleOf } from './store.ts'

export type BucketFilesDeps = DiskDeps & {
  readonly bucket: Bucket
  readonly log: Log
  readonly accounts: Accounts
}

const AWAY = 'This document is kept in the archive, which cannot be reached just now. Try again in a minute.'
const COME_BACK_SECONDS = 60

/**
 * Documents in a bucket, and on the disk those that wait for it or were read lately. Each is sealed and durable here first, so that
 * nobody waits for the bucket to put one away.
 */
export function bucketFiles(deps: BucketFilesDeps): Files {
  const disk = openDisk(deps, { notesUse: true })
  const coming = new Map<FileId, Promise<void>>()

  /** A copy here that is gone or damaged is fetched again, once. */
  async function atHand<T>(tenant: TenantId, id: FileId, open: () => Promise<T>): Promise<T> {
    try {
      return await open()
    } catch (error) {
      const trouble = troubleOf(error)
      if (!trouble) throw error
      await fetchOnce(tenant, id, trouble)
    }
    return open().catch((error: unknown) => {
      throw refusalOf(error)
    })
  }

  function fetchOnce(tenant: TenantId, id: FileId, trouble: 'damaged' | 'missing'): Promise<void> {
    const known = coming.get(id)
    if (known) return known
    const fetching = fetch(tenant, id, trouble).finally(() => coming.delete(id))
    coming.set(id, fetching)
    return fetching
  }

  async function fetch(tenant: TenantId, id: FileId, trouble: 'damaged' | 'missing'): Promise<void> {
    const sealed = deps.accounts.sealedOf(tenant, id)
    if (!sealed) throw refusal(trouble)
    try {
      const content = await deps.bucket.read(copyName(tenant, id, sealed.sha256))
      if (!content) throw refusal(trouble)
      await disk.take(tenant, id, async (file) => {
        if (!(await isSame(content, sealed, (part) => file.writeFile(part)))) throw refusal('damaged')
      })
    } catch (error) {
      const because = error instanceof Unreachable ? error.because : error instanceof AppError ? trouble : undefined
      deps.log('error', 'files.fetch_failed', { tenant, file: id, ...(because ? { because } : describeError(error)) })
      throw error instanceof Unreachable ? unavailable(AWAY, COME_BACK_SECONDS) : error
    }
  }

  return {
    async put(tenant, plain, id = newId<'file'>()) {
      const sealed = await disk.put(tenant, id, plain)
      return { id, bytes: plain.length, sha256: sha256(plain), sealed, staged: true }
    },
    read: (tenant, id) => atHand(tenant, id, () => disk.read(tenant, id)),
    stream: (tenant, id) => atHand(tenant, id, () => disk.stream(tenant, id)),
    async check(tenant, id) {
      try {
        await disk.read(tenant, id)
        return 'sound'
      } catch (error) {
        const here = troubleOf(error)
        if (!here) throw error
        const there = await checkCopy(deps, tenant, id)
        return there === 'missing' ? here : there
      }
    },
    async lacking(tenant, ids) {
      const here = new Set(await listDisk(deps.dataDir, tenant))
      const away = ids.filter((id) => !here.has(id))
      const there = away.length > 0 ? await namesIn(deps.bucket, tenant) : new Set()
      return away.filter((id) => {
        const sealed = deps.accounts.sealedOf(tenant, id)
        return !sealed || !there.has(copyName(tenant, id, sealed.sha256))
      })
    },
    remove: disk.remove,
    async destroy(tenant, id) {
      await disk.remove(tenant, id)
      const { because, kept } = await emptyFolders(deps.bucket, [copiesOf(tenant, id)])
      if (because !== undefined) return 'unreachable'
      return kept > 0 ? 'kept' : 'gone'
    },
    room: disk.room,
    resealAll: (tenant, told = () => {}) =>
      resealAll({ dataDir: deps.dataDir, disk, accounts: deps.accounts }, tenant, told, async (_, id, reseal) => {
        const under = await keyOfCopy(deps, tenant, id)
        if (under !== 'another') return under === 'now' ? 'kept' : 'damaged'
        return fetchOnce(tenant, id, 'missing').then(reseal, () => 'damaged')
      }),
  }
}

async function namesIn(bucket: Bucket, tenant: TenantId): Promise<ReadonlySet<string>> {
  try {
    return new Set(await bucket.list(folderOf(tenant)))
  } catch (error) {
    throw error instanceof Unreachable ? unavailable(AWAY, COME_BACK_SECONDS) : error
  }
}

/** Told by the start of the copy, so that a bucket full of documents is not read again to find none. */
async function keyOfCopy({ bucket, accounts, key }: BucketFilesDeps, tenant: TenantId, id: FileId) {
  const sealed = accounts.sealedOf(tenant, id)
  if (!sealed) return 'nothing'
  try {
    const content = await bucket.read(copyName(tenant, id, sealed.sha256))
    let start = Buffer.alloc(0)
    for await (const part of content ?? []) {
      start = Buffer.concat([start, part])
      if (start.length >= START) break
    }
    return isUnder(key(tenant), id, start.subarray(0, START), sealed.bytes) ? 'now' : content ? 'another' : 'nothing'
  } catch (error) {
    if (error instanceof Unreachable) return 'nothing'
    throw error
  }
}

async function checkCopy({ bucket, accounts }: BucketFilesDeps, tenant: TenantId, id: FileId) {
  const sealed = accounts.sealedOf(tenant, id)
  if (!sealed) return 'missing'
  try {
    const content = await bucket.read(copyName(tenant, id, sealed.sha256))
    if (!content) return 'missing'
    return (await isSame(content, sealed)) ? 'sound' : 'damaged'
  } catch (error) {
    if (error instanceof Unreachable) return 'unreachable'
    throw error
  }
}

function refusalOf(error: unknown): unknown {
  const trouble = troubleOf(error)
  return trouble ? refusal(trouble) : error
}
