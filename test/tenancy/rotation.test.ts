import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { verifyChain } from '../../src/audit/index.ts'
import { getTenantRow, inventoryKeys, keyId, openKeyRing, rotateMaster, type TenantId, writeDurably } from '../../src/tenancy/index.ts'
import { decryptedPages } from '../support/decrypted.ts'
import { ANA, type Offices, openOffices } from '../support/offices.ts'
import { startAgain } from './startup.ts'

setDefaultTimeout(60_000)

const OLD = Buffer.alloc(32, 7)
const NEW = Buffer.alloc(32, 8)
const SECRET = Buffer.from('signing key')

/** With another key under the master, as an installation has that once destroyed an office. */
const stop = (offices: Offices) => {
  writeDurably(join(offices.dataDir, 'certificate.key'), offices.keys.seal('certificate', SECRET))
  offices.tenants[Symbol.dispose]()
  offices.control[Symbol.dispose]()
}
const entriesOf = (tenants: Offices['tenants'], id: TenantId) => tenants.as(id, ANA).read(verifyChain)
const controlPages = (offices: Offices) => decryptedPages(join(offices.dataDir, 'control.db'), offices.keys.controlKeyHex)
const wrappedKey = (offices: Pick<Offices, 'control'>, id: TenantId) => offices.control.read((tx) => getTenantRow(tx, id)).wrappedKey

test('after a rotation the new master opens every office, and the old one nothing', () => {
  using offices = openOffices()
  const { dataDir, ids } = offices
  stop(offices)
  expect(rotateMaster({ dataDir, from: OLD, to: NEW, clock: () => new Date() })).toEqual({ rewrapped: 2 })
  expect(() => startAgain(dataDir, OLD)).toThrow('master key is another one')
  using after = startAgain(dataDir, NEW)
  expect([entriesOf(after.tenants, ids.maple).valid, entriesOf(after.tenants, ids.harbor).valid]).toEqual([true, true])
  const old = openKeyRing({ masterKey: OLD, controlFile: join(dataDir, 'other.key') })
  for (const id of [ids.maple, ids.harbor])
    expect(() => old.derive(id, wrappedKey(after, id), 'database')).toThrow('master key is another one')
  expect(after.control.read((tx) => inventoryKeys(tx, after.keys)).map(({ masterId }) => masterId)).toEqual([keyId(NEW), keyId(NEW)])
})

test('no byte of what the old master wrapped stays in the control file, its log, or a key file', () => {
  using offices = openOffices()
  const { dataDir, ids } = offices
  const wrapped = [ids.maple, ids.harbor].map((id) => wrappedKey(offices, id))
  for (const each of wrapped) expect(controlPages(offices).includes(each)).toBe(true)
  const controlKey = readFileSync(join(dataDir, 'control.key'))
  stop(offices)
  rotateMaster({ dataDir, from: OLD, to: NEW, clock: () => new Date() })
  for (const each of wrapped) expect(controlPages(offices).includes(each.subarray(-48))).toBe(false)
  expect(readFileSync(join(dataDir, 'control.key')).equals(controlKey)).toBe(false)
  expect(readdirSync(dataDir).filter((name) => /\.(next|part)$/.test(name))).toEqual([])
})

test('wherever a rotation of the master stops, no server starts half-way, and the same call finishes it', () => {
  const steps = stepsOfMaster()
  expect(steps).toHaveLength(7)
  for (const last of steps) {
    using offices = openOffices()
    const { dataDir, ids } = offices
    stop(offices)
    const rotate = (reached: (step: string) => void) => rotateMaster({ dataDir, from: OLD, to: NEW, clock: () => new Date(), reached })
    const crash = (step: string) => {
      if (step === last) throw new Error('crash')
    }
    expect(() => rotate(crash)).toThrow('crash')
    // It has not begun and the old master still opens all; or neither starts; or it was done.
    if (last === steps.at(-1)) {
      startAgain(dataDir, NEW)[Symbol.dispose]()
    } else if (existsSync(join(dataDir, 'control.key.next'))) {
      for (const master of [OLD, NEW]) expect(() => startAgain(dataDir, master)).toThrow('was interrupted')
    } else {
      using before = startAgain(dataDir, OLD)
      expect(entriesOf(before.tenants, ids.maple).valid).toBe(true)
    }
    expect(() => rotate(crash)).toThrow('crash')
    rotate(() => {})
    rotate(() => {})
    using after = startAgain(dataDir, NEW)
    expect([last, entriesOf(after.tenants, ids.maple).valid, entriesOf(after.tenants, ids.harbor).valid]).toEqual([last, true, true])
    expect(after.keys.open('certificate', readFileSync(join(dataDir, 'certificate.key')))).toEqual(SECRET)
  }
})

function stepsOfMaster(): string[] {
  using offices = openOffices()
  stop(offices)
  const steps: string[] = []
  rotateMaster({ dataDir: offices.dataDir, from: OLD, to: NEW, clock: () => new Date(), reached: (step) => void steps.push(step) })
  return steps
}

test('a rotation that meets a key it cannot open names its owner and changes nothing', () => {
  using offices = openOffices()
  const { dataDir, ids } = offices
  stop(offices)
  const stranger = Buffer.alloc(32, 9)
  expect(() => rotateMaster({ dataDir, from: stranger, to: NEW, clock: () => new Date() })).toThrow('wrapped key of certificate')
  expect(() => rotateMaster({ dataDir, from: OLD, to: OLD, clock: () => new Date() })).toThrow('is the one in use')
  {
    using damaged = startAgain(dataDir, OLD)
    const swapped = wrappedKey(damaged, ids.maple)
    damaged.control.write((tx) => void tx.db.run(sql`UPDATE tenants SET wrapped_key = ${swapped} WHERE slug = 'harbor'`))
  }
  expect(() => rotateMaster({ dataDir, from: OLD, to: NEW, clock: () => new Date() })).toThrow(`wrapped key of ${ids.harbor}`)
  using after = startAgain(dataDir, OLD)
  expect(entriesOf(after.tenants, ids.maple).valid).toBe(true)
})
