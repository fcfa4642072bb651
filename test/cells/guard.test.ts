import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { record, verifyChain } from '../../src/audit/index.ts'
import {
  changePlacement,
  createGuard,
  createTenure,
  fence,
  type LeaseStore,
  type Placed,
  readPlacement,
  s3Leases,
} from '../../src/cells/index.ts'
import { createTenants, openControl, openKeyRing, system, type TenantId } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'
import { hasS3, missS3, type S3, startS3 } from '../support/s3.ts'

setDefaultTimeout(30_000)
if (!hasS3) missS3()

const TERM = 30_000
const SKEW = 2_000
const MARGIN = 5_000
const refused = expect.objectContaining({ code: 'unavailable', retryAfterSeconds: 2 })

describe.skipIf(!hasS3)('two cells that both have an office’s file', () => {
  let s3: S3
  let store: LeaseStore
  beforeEach(async () => {
    s3 = await startS3()
    store = s3Leases(s3.config)
  })
  afterEach(() => s3[Symbol.asyncDispose]())

  /** Two copies of one data directory, each believing that it is a cell of its own. */
  function openTwo() {
    const offices = openOffices()
    const { maple } = offices.ids
    offices.tenants.close(maple)
    const [one, other] = [openCell(offices.dataDir, 'one', store), openCell(offices.dataDir, 'other', store)]
    const suffix = crypto.randomUUID().slice(0, 8)
    return {
      maple,
      one: one(suffix),
      other: other(suffix),
      [Symbol.dispose]() {
        this.one[Symbol.dispose]()
        this.other[Symbol.dispose]()
        offices[Symbol.dispose]()
      },
    }
  }
  const write = (cell: Opened, id: TenantId, text: string, during = () => {}) =>
    cell.tenant(id).write((tx) => {
      record(tx, 'test.written', text)
      during()
    })
  async function takeOver(id: TenantId, from: Opened, to: Opened): Promise<number> {
    const last = (await readPlacement(store, id)) as Placed
    await changePlacement(store, id, last, { cell: to.name, epoch: last.placement.epoch + 1 })
    return (await fence({ store, now: to.now, skewMs: SKEW, by: to.name }, from.name)).clearAt
  }

  test('without a lease neither opens it; the first that claims it writes, and the other never does', async () => {
    using two = openTwo()
    const { maple, one, other } = two
    expect(() => write(one, maple, 'without a lease')).toThrow(refused)
    expect(() => one.tenant(maple).read(verifyChain)).toThrow(refused)
    expect(await one.tenure.keep()).toBe(true)
    expect(await other.tenure.keep()).toBe(true)
    write(one, maple, 'owner')
    expect(() => write(other, maple, 'stranger')).toThrow(refused)
    expect(() => other.tenant(maple).read(verifyChain)).toThrow(refused)
  })

  test('a cell whose bucket is away goes on, and stops before its lease is over', async () => {
    using two = openTwo()
    const { maple, one } = two
    await one.tenure.keep()
    s3.fault = 'refuses'
    await expect(one.tenure.keep()).rejects.toThrow()
    one.clock.at += TERM - MARGIN - 1
    write(one, maple, 'in time')
    one.clock.at += 1
    expect(() => write(one, maple, 'too late')).toThrow(refused)
    s3.fault = 'none'
    expect(await one.tenure.keep()).toBe(true)
    write(one, maple, 'back')
  })

  test('one that falls asleep in a transaction while another takes over does not commit it, and after it wakes writes to this office no more', async () => {
    using two = openTwo()
    const { maple, one, other } = two
    await one.tenure.keep()
    await other.tenure.keep()
    write(one, maple, 'owner')
    const { entries } = one.tenant(maple).read(verifyChain)
    const clearAt = await takeOver(maple, one, other)
    // Fenced, but its lease still runs: until it has run out the other one must not begin.
    write(one, maple, 'still in time')
    expect(clearAt).toBe(1_000_000 + TERM + SKEW)
    const asleep = () => {
      one.clock.at = clearAt
    }
    expect(() => write(one, maple, 'late', asleep)).toThrow(refused)
    expect(() => write(one, maple, 'later')).toThrow(refused)
    // Awake, it has its lease again for what is left of it.
    expect(await one.tenure.keep()).toBe(true)
    expect(() => write(one, maple, 'much later')).toThrow(refused)
    expect(() => one.tenant(two.maple).write((tx) => record(tx, 'test.written', ''))).toThrow(refused)
    expect(one.unguarded(maple).read(verifyChain)).toMatchObject({ valid: true, entries: entries + 1 })
    // With the guard off it would have: this is what the guard is for.
    one.unguarded(maple).write((tx) => record(tx, 'test.written', 'unguarded'))
    expect(one.unguarded(maple).read(verifyChain)).toMatchObject({ valid: true, entries: entries + 2 })
  })

  test('a cell that was started anew has its lease at once, a copy of it under the same name waits until it is over', async () => {
    using two = openTwo()
    const { one } = two
    const copy = openCell(one.dataDir, one.name, store)('')
    await one.tenure.keep()
    await one.tenure.keep()
    expect(await copy.tenure.keep()).toBe(false)
    const anew = one.startAnew()
    expect(await anew.keep()).toBe(true)
    expect(await copy.tenure.keep()).toBe(false)
    copy[Symbol.dispose]()
  })
})

type Opened = ReturnType<ReturnType<typeof openCell>>

const openCell = (from: string, called: string, store: LeaseStore) => (suffix: string) => {
  const name = suffix === '' ? called : `${called}-${suffix}`
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-cell-'))
  cpSync(from, dataDir, { recursive: true })
  const clock = { at: 1_000_000 }
  const now = () => clock.at
  const keys = openKeyRing({ masterKey: Buffer.alloc(32, 7), controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock: () => new Date(clock.at) })
  const guard = createGuard({ control, cell: name, now, marginMs: MARGIN })
  const opening = { dataDir, control, keys, clock: () => new Date('2026-03-03T15:00:00Z'), capacity: 5, log: () => {} }
  const [tenants, open] = [createTenants({ ...opening, mayWrite: guard.mayWrite, mayOpen: guard.mayWrite }), createTenants(opening)]
  const startAnew = () => createTenure({ store, control, cell: name, now, termMs: TERM, skewMs: SKEW, log: () => {} })
  return {
    name,
    dataDir,
    clock,
    now,
    tenure: startAnew(),
    startAnew,
    tenant: (id: TenantId) => tenants.as(id, system('cell')),
    unguarded: (id: TenantId) => open.as(id, system('cell')),
    [Symbol.dispose]() {
      tenants[Symbol.dispose]()
      open[Symbol.dispose]()
      control[Symbol.dispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
