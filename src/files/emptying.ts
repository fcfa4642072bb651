import { type Bucket, type Removal, Unreachable, type Version } from './bucket.ts'

export type Emptied = {
  readonly removed: number
  readonly bytes: number
  readonly kept: number
  /** When the last of them is free, if the store says so of all. */
  readonly keptUntil: Date | undefined
  /** Why it stopped before the end. */
  readonly because: string | undefined
}

const AT_ONCE = 8

/** Removes everything under these prefixes for good, every version of it. What it did before the store went away is told as well. */
export async function emptyFolders(bucket: Bucket, prefixes: readonly string[]): Promise<Emptied> {
  const removals: [Version, Removal][] = []
  let because: string | undefined
  try {
    for (const prefix of prefixes) {
      const left = (await bucket.listAll(prefix)).values()
      const line = async () => {
        for (const version of left) removals.push([version, await bucket.removeForGood(version)])
      }
      const lines = await Promise.allSettled(Array.from({ length: AT_ONCE }, line))
      for (const each of lines) if (each.status === 'rejected') throw each.reason
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    because = error.because
  }
  const gone = removals.filter(([, { is }]) => is === 'removed')
  const until = removals.flatMap(([, removal]) => (removal.is === 'kept' ? [removal.until?.getTime() ?? Number.NaN] : []))
  const last = Math.max(...until)
  return {
    removed: gone.length,
    bytes: gone.reduce((sum, [{ bytes }]) => sum + bytes, 0),
    kept: until.length,
    keptUntil: Number.isFinite(last) ? new Date(last) : undefined,
    because,
  }
}
