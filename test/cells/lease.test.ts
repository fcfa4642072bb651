import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { record, verifyChain } from '../../src/audit/index.ts'
import {
  createGuard,
  type HeldLease,
  type LeaseDeps,
  type LeaseStore,
  proveStore,
  releaseLease,
  renewLease,
  s3Leases,
  type Taken,
  takeLease,
} from '../../src/cells/index.ts'
import { createTenants, openControl, openKeyRing, system, type TenantId } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'
import { hasS3, missS3, type S3, startS3 } from '../support/s3.ts'

setDefaultTimeout(30_000)
if (!hasS3) missS3()

const TERM = 30_000
const SKEW = 2_000
const MARGIN = 5_000
const office = (): TenantId => crypto.randomUUID() as TenantId
const oursOf = (taken: Taken): HeldLease => {
  if (taken.is !== 'ours') throw new Error(`It is held by ${taken.cell}.`)
  return taken.lease
}

describe.skipIf(!hasS3)('leases in a real S3 server', () => {
  let s3: S3
  let store: LeaseStore
  beforeAll(async () => {
    s3 = await startS3()
    store = s3Leases(s3.config)
  })
  afterAll(() => s3[Symbol.asyncDispose]())

  /** A cell with a clock of its own. */
  function cellOf(cell: string, leases: LeaseStore = store) {
    const clock = { now: 1_000_000 }
    const deps: LeaseDeps = { store: leases, cell, now: () => clock.now, termMs: TERM, skewMs: SKEW }
    const guard = createGuard({ now: () => clock.now, marginMs: MARGIN })
    return { ...deps, clock, guard }
  }

  test('of twenty cells that take an office at once one has it, and the others know which', async () => {
    const id = office()
    const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => takeLease(cellOf(`cell-${n}`), id)))
    const ours = taken.filter((each) => each.is === 'ours')
    expect(ours).toHaveLength(1)
    const winner = oursOf(ours[0] as Taken)
    expect(winner.epoch).toBe(1)
    for (const each of taken) if (each.is === 'theirs') expect(each.cell).toBe(winner.cell)
  })

  test('a lease that runs out is taken over under a higher epoch, not before, and its last owner can neither renew nor release it', async () => {
    const [one, other, id] = [cellOf('one'), cellOf('other'), office()]
    const first = oursOf(await takeLease(one, id))
    const renewed = (await renewLease(one, first)) as HeldLease
    other.clock.now += TERM + SKEW - 1
    expect(await takeLease(other, id)).toMatchObject({ is: 'theirs', cell: 'one' })
    other.clock.now += 1
    expect(oursOf(await takeLease(other, id))).toMatchObject({ cell: 'other', epoch: 2 })
    expect([await renewLease(one, renewed), await renewLease(one, first), await releaseLease(one, renewed)]).toEqual([
      undefined,
      undefined,
      false,
    ])
  })

  test('a lease that is given up is free at once, and a cell that starts anew takes its own and fences what is left of itself', async () => {
    const [one, other, id] = [cellOf('one'), cellOf('other'), office()]
    const left = oursOf(await takeLease(one, id))
    const anew = oursOf(await takeLease(one, id))
    expect([anew.epoch, await renewLease(one, left)]).toEqual([2, undefined])
    expect(await releaseLease(one, anew)).toBe(true)
    expect(oursOf(await takeLease(other, id)).epoch).toBe(3)
  })

  test('an answer that was lost is not taken for another owner', async () => {
    const id = office()
    const silent: LeaseStore = { ...store, put: async (...given) => void (await store.put(...given)) as undefined }
    expect(oursOf(await takeLease(cellOf('one', silent), id))).toMatchObject({ cell: 'one', epoch: 1 })
  })

  test('while the bucket cannot be asked nobody takes over, and the owner stops writing before its lease is over', async () => {
    const [one, other, id] = [cellOf('one'), cellOf('other'), office()]
    const lease = oursOf(await takeLease(one, id))
    one.guard.hold(lease)
    s3.fault = 'refuses'
    await expect(renewLease(one, lease)).rejects.toThrow()
    await expect(takeLease(other, id)).rejects.toThrow()
    s3.fault = 'none'
    one.clock.now += TERM - MARGIN - 1
    expect(() => one.guard.check(id)).not.toThrow()
    one.clock.now += 1
    expect(() => one.guard.check(id)).toThrow('served elsewhere')
  })

  test('a store that ignores conditions, or keeps nothing, is refused', async () => {
    await proveStore(store)
    await expect(proveStore({ ...store, put: (name, bytes) => unconditional(name, bytes) })).rejects.toThrow('ignores the conditions')
    s3.fault = 'loses'
    await expect(proveStore(store)).rejects.toThrow('ignores the conditions')
    s3.fault = 'none'
  })
  const unconditional = async (name: string, bytes: Uint8Array) => store.put(name, bytes, (await store.get(name))?.tag)

  test('two cells that both have an office’s file and both believe in it: exactly one writes, and a late waker is fenced', async () => {
    using offices = openOffices()
    const { maple } = offices.ids
    offices.tenants.close(maple)
    const [one, other] = [cellOf('one'), cellOf('other')]
    using here = openCell(offices.dataDir, one)
    using there = openCell(offices.dataDir, other)
    const { entries } = here.tenant(maple).read(verifyChain)
    const write = (cell: typeof here, text: string, during = () => {}) =>
      cell.tenant(maple).write((tx) => {
        record(tx, 'test.written', text)
        during()
      })
    const refused = expect.objectContaining({ code: 'unavailable' })

    expect(() => write(here, 'without a lease')).toThrow(refused)
    one.guard.hold(oursOf(await takeLease(one, maple)))
    expect((await takeLease(other, maple)).is).toBe('theirs')
    write(here, 'owner')
    expect(() => write(there, 'stranger')).toThrow(refused)

    // It falls asleep inside a transaction, and meanwhile the other one takes over.
    other.clock.now += TERM + SKEW
    other.guard.hold(oursOf(await takeLease(other, maple)))
    const asleep = () => {
      one.clock.now += TERM + SKEW
      write(there, 'new owner')
    }
    expect(() => write(here, 'late', asleep)).toThrow(refused)
    expect(() => write(here, 'later')).toThrow(refused)
    expect(await renewLease(one, { ...(await heldBefore(maple)), cell: 'one' })).toBeUndefined()
    write(there, 'and again')
    expect(here.tenant(maple).read(verifyChain)).toMatchObject({ valid: true, entries: entries + 1 })
    expect(there.tenant(maple).read(verifyChain)).toMatchObject({ valid: true, entries: entries + 2 })
  })
  /** What the late waker remembers: a version that is no longer there. */
  const heldBefore = async (tenant: TenantId): Promise<HeldLease> => ({ tenant, cell: 'one', epoch: 1, expiresAt: 0, mark: '', tag: '"0"' })
})

/** A copy of the data directory, as the cell has it that a tenant was moved from or to. */
function openCell(from: string, { guard }: { readonly guard: ReturnType<typeof createGuard> }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-cell-'))
  cpSync(from, dataDir, { recursive: true })
  const clock = () => new Date('2026-03-03T15:00:00Z')
  const keys = openKeyRing({ masterKey: Buffer.alloc(32, 7), controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock })
  const tenants = createTenants({ dataDir, control, keys, clock, capacity: 5, log: () => {}, mayWrite: guard.check })
  return {
    tenant: (id: TenantId) => tenants.as(id, system('cell')),
    [Symbol.dispose]() {
      tenants[Symbol.dispose]()
      control[Symbol.dispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
