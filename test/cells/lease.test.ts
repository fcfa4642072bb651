import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  fence,
  type HeldLease,
  isClear,
  type LeaseDeps,
  type LeaseStore,
  proveStore,
  releaseLease,
  renewLease,
  s3Leases,
  type Taken,
  takeLease,
} from '../../src/cells/index.ts'
import { hasS3, missS3, type S3, startS3 } from '../support/s3.ts'

setDefaultTimeout(30_000)
if (!hasS3) missS3()

const TERM = 30_000
const SKEW = 2_000
const named = () => `cell-${crypto.randomUUID().slice(0, 8)}`
const oursOf = (taken: Taken): HeldLease => {
  if (taken.is !== 'ours') throw new Error(`Somebody has it until ${taken.until}.`)
  return taken.lease
}

describe.skipIf(!hasS3)('the lease of a cell in a real S3 server', () => {
  let s3: S3
  let store: LeaseStore
  beforeAll(async () => {
    s3 = await startS3()
    store = s3Leases(s3.config)
  })
  afterAll(() => s3[Symbol.asyncDispose]())

  /** A process that wants to be this cell, with a clock of its own. */
  function processOf(cell: string, leases: LeaseStore = store) {
    const clock = { now: 1_000_000 }
    const deps: LeaseDeps = { store: leases, cell, now: () => clock.now, termMs: TERM, skewMs: SKEW }
    return { ...deps, clock, by: 'another' }
  }

  test('of twenty processes that want to be one cell at once one is', async () => {
    const cell = named()
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeLease(processOf(cell))))
    const ours = taken.filter((each) => each.is === 'ours')
    expect(ours).toHaveLength(1)
    expect(oursOf(ours[0] as Taken).epoch).toBe(1)
  })

  test('a lease that runs out is taken under a higher epoch, not before, and who had it can neither renew nor release it', async () => {
    const cell = named()
    const [one, other] = [processOf(cell), processOf(cell)]
    const first = oursOf(await takeLease(one))
    const renewed = (await renewLease(one, first)) as HeldLease
    other.clock.now += TERM + SKEW - 1
    expect((await takeLease(other)).is).toBe('theirs')
    other.clock.now += 1
    expect(oursOf(await takeLease(other)).epoch).toBe(2)
    expect([await renewLease(one, renewed), await renewLease(one, first), await releaseLease(one, renewed)]).toEqual([
      undefined,
      undefined,
      false,
    ])
  })

  test('what was given up is free at once; a crash knows its own by its mark and fences what is left of itself', async () => {
    const cell = named()
    const [one, other] = [processOf(cell), processOf(cell)]
    const left = oursOf(await takeLease(one))
    expect((await takeLease(other, ['a mark of a copy that is older'])).is).toBe('theirs')
    const anew = oursOf(await takeLease(one, [left.mark]))
    expect([anew.epoch, await renewLease(one, left)]).toEqual([2, undefined])
    expect(await releaseLease(one, anew)).toBe(true)
    expect(oursOf(await takeLease(other)).epoch).toBe(3)
  })

  test('an answer that was lost is not taken for another owner', async () => {
    const silent: LeaseStore = { ...store, put: async (...given) => void (await store.put(...given)) as undefined }
    expect(oursOf(await takeLease(processOf(named(), silent))).epoch).toBe(1)
  })

  test('while the bucket cannot be asked nobody takes it, renews it or fences it', async () => {
    const cell = named()
    const [one, other] = [processOf(cell), processOf(cell)]
    const lease = oursOf(await takeLease(one))
    s3.fault = 'refuses'
    await expect(renewLease(one, lease)).rejects.toThrow()
    await expect(takeLease(other)).rejects.toThrow()
    await expect(fence(other, cell)).rejects.toThrow()
    s3.fault = 'none'
    expect((await renewLease(one, lease))?.epoch).toBe(1)
  })

  test('a fenced lease is not renewed, and is clear when it has run out or its cell has taken it again, not before', async () => {
    const cell = named()
    const [one, other] = [processOf(cell), processOf('other')]
    const lease = oursOf(await takeLease(one))
    const fenced = await fence(other, cell)
    expect(fenced).toEqual({ epoch: 2, clearAt: lease.expiresAt + SKEW })
    expect(await renewLease(one, lease)).toBeUndefined()
    expect(await isClear(other, cell, fenced)).toBe(false)
    other.clock.now = fenced.clearAt - 1
    expect(await isClear(other, cell, fenced)).toBe(false)
    other.clock.now += 1
    expect(await isClear(other, cell, fenced)).toBe(true)
    other.clock.now = 1_000_000
    // Who had it may still write under it: a process that only has its name waits like anybody else.
    expect((await takeLease(processOf(cell), ['a mark of a copy'])).is).toBe('theirs')
    expect(oursOf(await takeLease(one, [lease.mark])).epoch).toBe(3)
    expect(await isClear(other, cell, fenced)).toBe(true)
  })

  test('a store that ignores conditions, or keeps nothing, is refused', async () => {
    await proveStore(store)
    await expect(proveStore({ ...store, put: (name, bytes) => unconditional(name, bytes) })).rejects.toThrow('ignores the conditions')
    s3.fault = 'loses'
    await expect(proveStore(store)).rejects.toThrow('ignores the conditions')
    s3.fault = 'none'
  })
  const unconditional = async (name: string, bytes: Uint8Array) => store.put(name, bytes, (await store.get(name))?.tag)
})
