import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { record, verifyChain } from '../../src/audit/index.ts'
import { openDb } from '../../src/db/index.ts'
import { diskFiles, type FileId, resealAll } from '../../src/files/index.ts'
import {
  createTenants,
  getTenantRow,
  inventoryKeys,
  keyId,
  openControl,
  openKeyRing,
  rotateMaster,
  rotateTenantKey,
  settleTurns,
  type TenantId,
  writeDurably,
} from '../../src/tenancy/index.ts'
import { decryptedPages } from '../support/decrypted.ts'
import { ANA, type Offices, openOffices } from '../support/offices.ts'

setDefaultTimeout(60_000)

const OLD = Buffer.alloc(32, 7)
const NEW = Buffer.alloc(32, 8)
const SECRET = Buffer.from('signing key')
const DOCUMENT = Buffer.from('Invented page of an invented person. '.repeat(4_000))

/** The data directory of two offices whose processes have ended, as a new process with this master finds it. */
function startAgain(dataDir: string, masterKey: Buffer) {
  const clock = () => new Date('2026-03-03T15:00:00Z')
  const keys = openKeyRing({ masterKey, controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock })
  settleTurns({ dataDir, control, keys })
  const tenants = createTenants({ dataDir, control, keys, clock, capacity: 5, log: () => {} })
  const files = diskFiles({ dataDir, key: (id) => tenants.key(id, 'files') })
  const end = () => {
    tenants[Symbol.dispose]()
    control[Symbol.dispose]()
  }
  return { keys, control, tenants, files, [Symbol.dispose]: end }
}

/** With another key under the master, as an installation has that once destroyed an office. */
const stop = (offices: Offices) => {
  writeDurably(join(offices.dataDir, 'certificate.key'), offices.keys.seal('certificate', SECRET))
  offices.tenants[Symbol.dispose]()
  offices.control[Symbol.dispose]()
}
const entriesOf = (tenants: Offices['tenants'], id: TenantId) => tenants.as(id, ANA).read(verifyChain)
const controlPages = (offices: Offices) => decryptedPages(join(offices.dataDir, 'control.db'), offices.keys.controlKeyHex)
const wrappedKey = (offices: Pick<Offices, 'control'>, id: TenantId) => offices.control.read((tx) => getTenantRow(tx, id)).wrappedKey

async function withDocument(offices: Offices): Promise<FileId> {
  const files = diskFiles({ dataDir: offices.dataDir, key: (id) => offices.tenants.key(id, 'files') })
  const { id } = await files.put(offices.ids.maple, DOCUMENT)
  offices.maple.write((tx) => record(tx, 'test.kept', id))
  return id
}

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

test('an office with a new key has its rows and documents, the other office is not touched, and the old key opens nothing', async () => {
  using offices = openOffices()
  const { dataDir, ids, keys, control } = offices
  const document = await withDocument(offices)
  const [old, entries] = [wrappedKey(offices, ids.maple), entriesOf(offices.tenants, ids.maple)]
  const harbor = wrappedKey(offices, ids.harbor)
  offices.tenants.close(ids.maple)
  expect(await rotateTenantKey({ dataDir, control, keys }, ids.maple, resealAll)).toEqual({ documents: 1 })
  expect(entriesOf(offices.tenants, ids.maple)).toEqual(entries)
  const files = diskFiles({ dataDir, key: (id) => offices.tenants.key(id, 'files') })
  expect((await files.read(ids.maple, document)).equals(DOCUMENT)).toBe(true)
  expect(wrappedKey(offices, ids.harbor).equals(harbor)).toBe(true)
  offices.tenants.close(ids.maple)
  const path = join(dataDir, ids.maple, 'tenant.db')
  const oldHex = keys.derive(ids.maple, old, 'database').toString('hex')
  expect(() => openDb({ path, keyHex: oldHex, plane: 'tenant' })).toThrow(expect.objectContaining({ code: 'SQLITE_NOTADB' }))
  const withOld = diskFiles({ dataDir, key: (id) => keys.derive(id, old, 'files') })
  await expect(withOld.read(ids.maple, document)).rejects.toThrow('failed its integrity check')
  expect(controlPages(offices).includes(old.subarray(-48))).toBe(false)
  expect(readdirSync(join(dataDir, ids.maple)).sort()).toEqual(['files', 'tenant.db'])
  const [listed] = control.read((tx) => inventoryKeys(tx, keys)).filter(({ id }) => id === ids.maple)
  expect(listed).toMatchObject({ slug: 'maple', rotatedAt: offices.now.value, keyId: expect.stringMatching(/^[0-9a-f]{16}$/) })
  expect(listed?.keyId).not.toBe(keys.keyIdOf(ids.maple, old))
})

test('while the key turns no one else writes; a handle left on the old file cannot write into it afterwards', async () => {
  using offices = openOffices()
  const { dataDir, ids, control, keys } = offices
  const path = join(dataDir, ids.maple, 'tenant.db')
  const keyHex = keys.derive(ids.maple, wrappedKey(offices, ids.maple), 'database').toString('hex')
  const left = openDb({ path, keyHex, plane: 'tenant' })
  left.$client.pragma('busy_timeout=0')
  const write = () => left.$client.exec("INSERT INTO fax_numbers (number, label, added_at) VALUES ('+15550100999', 'late', 0)")
  const refused: unknown[] = []
  const attempt = () => {
    try {
      write()
    } catch (error) {
      refused.push(error)
    }
  }
  await rotateTenantKey({ dataDir, control, keys, reached: attempt }, ids.maple, resealAll)
  attempt()
  left.$client.close()
  expect(refused[0]).toMatchObject({ code: 'SQLITE_BUSY' })
  expect(refused.at(-1)).toMatchObject({ message: expect.stringContaining('no such table') })
  expect(offices.maple.read((tx) => tx.db.all<{ label: string }>('SELECT label FROM fax_numbers'))).toEqual([{ label: 'Main line' }])
})

test('a crash at any step of a tenant’s rotation leaves the old whole or the new whole', async () => {
  const steps = await rotationIn(undefined)
  expect(steps).toEqual(expect.arrayContaining(['copied', 'committed', 'log removed', 'file in place', 'documents in place', 'settled']))
  for (const last of steps) await rotationIn(last)
})

/** Rotates in a process of its own, which kills itself at that step; then starts again and looks at everything. */
async function rotationIn(last: string | undefined): Promise<string[]> {
  using offices = openOffices()
  const { dataDir, ids } = offices
  const document = await withDocument(offices)
  const [entries, old] = [entriesOf(offices.tenants, ids.maple), wrappedKey(offices, ids.maple)]
  stop(offices)
  const args = [dataDir, OLD.toString('hex'), ids.maple, last ?? '']
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'rotation-in-a-process.ts'), ...args], { stderr: 'inherit' })
  const steps = (await new Response(child.stdout).text()).trim().split('\n')
  await child.exited
  expect([last, child.signalCode]).toEqual([last, last === undefined ? null : 'SIGKILL'])
  using after = startAgain(dataDir, OLD)
  expect([last, entriesOf(after.tenants, ids.maple)]).toEqual([last, entries])
  expect((await after.files.read(ids.maple, document)).equals(DOCUMENT)).toBe(true)
  after.tenants.as(ids.maple, ANA).write((tx) => record(tx, 'test.written', 'again'))
  expect(readdirSync(join(dataDir, ids.maple))).not.toContain('next')
  const committed = last === undefined || steps.includes('committed')
  expect([last, wrappedKey(after, ids.maple).equals(old)]).toEqual([last, !committed])
  if (committed) expect([last, controlPages(offices).includes(old.subarray(-48))]).toEqual([last, false])
  return steps
}
