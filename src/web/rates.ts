import { tooMany } from '../kit/errors.ts'
import { blockOf } from '../kit/networks.ts'
import { type Buckets, createBuckets, type Taken } from './buckets.ts'

/** Requests a minute. `entry` are the forms of who is not inside yet; the others are asked of who is, reading or changing. */
export const RATES = {
  address: 3_000,
  entry: 120,
  'person-read': 1_200,
  'person-write': 300,
  'key-read': 1_200,
  'key-write': 600,
  'office-read': 12_000,
  'office-write': 3_000,
} as const
export type RateName = keyof typeof RATES
export type RateTable = Readonly<Record<RateName, number>>

/** What one request was counted as. */
export type Counted = Taken & { readonly name: RateName; readonly perMinute: number }
export type Rates = {
  /** From where it came: before anything else of it is looked at. Throws AppError too_many. */
  countAddress(counted: Counted[], address: string, isEntry: boolean): void
  /** Who it is, once known. `perMinute`: what this key was given instead of what every key has. Throws AppError too_many. */
  countWho(counted: Counted[], method: string, who: Who): void
}
export type RateHeaders = { readonly 'ratelimit-policy': string; readonly ratelimit: string }
export type Who = { readonly office: string; readonly kind: 'person' | 'key'; readonly id: string; readonly perMinute?: number | null }

/** Of each kind; some hundred bytes each. */
const MOST_KEPT = 20_000
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const UNKNOWN = 'unknown'

/** In memory of the web thread: nothing is read or written for it, and a restart forgives. */
export function createRates(table: RateTable, clock: () => Date): Rates {
  const buckets = new Map<RateName, Buckets>()
  for (const name of Object.keys(table) as RateName[]) buckets.set(name, createBuckets({ most: MOST_KEPT, clock }))

  function count(counted: Counted[], name: RateName, key: string, perMinute: number = table[name]): void {
    const taken = buckets.get(name)?.take(key, perMinute) ?? { left: 0, wait: 0, full: 0 }
    counted.push({ left: taken.left, wait: taken.wait, full: taken.full, name, perMinute })
    if (taken.wait > 0) throw tooMany(`Too many requests in a short time. Try again in ${inWords(taken.wait)}.`, taken.wait)
  }

  return {
    countAddress(counted, address, isEntry) {
      // Asked without a socket: there is nobody to tell apart.
      if (address === UNKNOWN) return
      const block = blockOf(address)
      count(counted, 'address', block)
      if (isEntry) count(counted, 'entry', block)
    },
    countWho(counted, method, { office, kind, id, perMinute }) {
      const way = SAFE.has(method) ? 'read' : 'write'
      // The door is asked again for what stands around a page of an error.
      if (counted.some(({ name }) => name === `${kind}-${way}`)) return
      count(counted, `${kind}-${way}`, `${office} ${id}`, perMinute ?? undefined)
      count(counted, `office-${way}`, office)
    },
  }
}

/** For every answer to a request that was counted, a refusal too: draft-ietf-httpapi-ratelimit-headers, as of its 11th. */
export function rateHeaders(counted: readonly Counted[]): RateHeaders | undefined {
  let tightest = counted[0]
  if (!tightest) return undefined
  for (const each of counted) if (each.wait > tightest.wait || each.left < tightest.left) tightest = each
  return { 'ratelimit-policy': policyOf(counted), ratelimit: `"${tightest.name}";r=${tightest.left};t=${tightest.full}` }
}

const policyOf = (counted: readonly Counted[]): string => counted.map(({ name, perMinute }) => `"${name}";q=${perMinute};w=60`).join(', ')

const inWords = (seconds: number): string =>
  seconds < 90 ? `${seconds} second${seconds === 1 ? '' : 's'}` : `${Math.ceil(seconds / 60)} minutes`

/** `person-read=600 entry=30`: what is not named stays as it is. Throws with the name of what is wrong. */
export function ratesFrom(text: string): RateTable {
  const table: Record<string, number> = { ...RATES }
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [name = '', value = ''] = part.split('=')
    if (!Object.hasOwn(RATES, name)) throw new Error(`“${name}” is none of ${Object.keys(RATES).join(', ')}.`)
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`“${name}” needs a whole number of requests a minute.`)
    table[name] = Number(value)
  }
  return table as RateTable
}
