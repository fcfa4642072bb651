export type Taken = {
  /** Whole requests that are left; 0 when it was refused. */
  readonly left: number
  /** Seconds until it may go on; 0 when it was not refused. */
  readonly wait: number
  /** Seconds until everything is there again. */
  readonly full: number
}
export type Buckets = {
  /** One request of this key, of which `perMinute` may come at once and as many in each minute. */
  take(key: string, perMinute: number): Taken
  readonly size: number
}

type Bucket = { tokens: number; at: number }
const MINUTE = 60_000

/**
 * Token buckets in memory, those used last. One that was forgotten is full again, as after a restart. Two halves instead of one list in
 * order of use: taking the oldest out of a Map one by one costs ten times the rest, because it walks over all that were taken before.
 */
export function createBuckets({ most, clock }: { readonly most: number; readonly clock: () => Date }): Buckets {
  const half = Math.ceil(most / 2)
  let young = new Map<string, Bucket>()
  let old = new Map<string, Bucket>()

  function bucketOf(key: string, perMinute: number, now: number): Bucket {
    const known = young.get(key)
    if (known) return known
    const bucket = old.get(key) ?? { tokens: perMinute, at: now }
    if (young.size >= half) {
      old = young
      young = new Map()
    }
    young.set(key, bucket)
    return bucket
  }

  return {
    take(key, perMinute) {
      const now = clock().getTime()
      const bucket = bucketOf(key, perMinute, now)
      // A clock that was set back gives nothing and takes nothing.
      const since = Math.max(0, now - bucket.at)
      bucket.tokens = Math.min(perMinute, bucket.tokens + (since * perMinute) / MINUTE)
      bucket.at = now
      if (bucket.tokens < 1) {
        const wait = Math.max(1, Math.ceil((((1 - bucket.tokens) * MINUTE) / perMinute - 1e-6) / 1000))
        return { left: 0, wait, full: wait }
      }
      bucket.tokens -= 1
      return { left: Math.floor(bucket.tokens), wait: 0, full: Math.ceil(((perMinute - bucket.tokens) * 60) / perMinute) }
    },
    get size() {
      return young.size + old.size
    },
  }
}
