import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { verifyChain } from '../../src/audit/index.ts'
import { createMasterKey, createOfficeKeys, listRotations, openMasters } from '../../src/keys/index.ts'
import {
  createTenants,
  getTenantRow,
  inventoryKeys,
  keyId,
  listMasters,
  openControl,
  openKeyRing,
  provisionTenant,
  type TenantId,
  writeDurably,
} from '../../src/tenancy/index.ts'
import { decryptedPages } from '../support/decrypted.ts'
import { ANA, openOffices } from '../support/offices.ts'

setDefaultTimeout(60_000)

const OLD = Buffer.alloc(32, 7)
const OPERATOR = { kind: 'operator', id: 'olu' } as const
const SECRET = Buffer.from('signing key')

/** Two offices and their master key in its file, as a process finds them. */
async function start(dataDir: string) {
  const settings = { dataDir, file: join(dataDir, 'master.key'), mayMake: false, kms: '', deployment: 'test' }
  const clock = () => new Date('2026-03-03T15:00:00Z')
  const masters = await openMasters(settings)
  const keys = openKeyRing({ masters, controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock })
  const tenants = createTenants({ dataDir, control, keys, clock, capacity: 5, log: () => {} })
  const masterKey = createMasterKey({ settings, control, masters, log: () => {} })
  const end = () => {
    tenants[Symbol.dispose]()
    control[Symbol.dispose]()
  }
  return { settings, masters, keys, control, tenants, masterKey, clock, [Symbol.dispose]: end }
}

function openInstalled() {
  const offices = openOffices()
  writeDurably(join(offices.dataDir, 'master.key'), Buffer.from(`${OLD.toString('hex')}\n`))
  writeDurably(join(offices.dataDir, 'certificate.key'), offices.keys.seal('certificate', SECRET))
  offices.tenants[Symbol.dispose]()
  offices.control[Symbol.dispose]()
  return offices
}
type Started = Awaited<ReturnType<typeof start>>

const isWhole = ({ tenants }: Started, id: TenantId) => tenants.as(id, ANA).read(verifyChain).valid
const mastersOf = ({ control, keys }: Started) => control.read((tx) => inventoryKeys(tx, keys)).map(({ masterId }) => masterId)
const wrapped = ({ control }: Started, id: TenantId) => control.read((tx) => getTenantRow(tx, id)).wrappedKey

test('the master key is exchanged under a running process: offices stay open, the old one opens nothing, and the operators’ list says so', async () => {
  using offices = openInstalled()
  const { dataDir, ids } = offices
  using here = await start(dataDir)
  const [before, controlKey] = [wrapped(here, ids.maple), readFileSync(join(dataDir, 'control.key'))]
  expect(isWhole(here, ids.maple)).toBe(true)
  const { rotation, ended } = here.masterKey.rotate(OPERATOR)
  expect(rotation).toMatchObject({ kind: 'master', tenantId: null, state: 'running', askedBy: 'olu' })
  expect(await ended).toMatchObject({ state: 'done', done: 2, total: 2, keyId: keyId(here.masters.current) })
  expect([isWhole(here, ids.maple), isWhole(here, ids.harbor), here.masters.all.length]).toEqual([true, true, 1])
  expect(new Set(mastersOf(here))).toEqual(new Set([here.keys.masterId]))
  const listed = here.control.read(listMasters).map(({ id, retiredAt }) => [id, retiredAt !== null])
  expect(new Map(listed as [string, boolean][])).toEqual(
    new Map([
      [keyId(OLD), true],
      [here.keys.masterId, false],
    ]),
  )
  const old = openKeyRing({ masterKey: OLD, controlFile: join(dataDir, 'other.key') })
  expect(() => old.derive(ids.maple, wrapped(here, ids.maple), 'database')).toThrow('master key is another one')
  expect(decryptedPages(join(dataDir, 'control.db'), here.keys.controlKeyHex).includes(before.subarray(-48))).toBe(false)
  expect(readFileSync(join(dataDir, 'control.key')).equals(controlKey)).toBe(false)
  using next = await start(dataDir)
  expect([isWhole(next, ids.harbor), next.keys.open('certificate', readFileSync(join(dataDir, 'certificate.key')))]).toEqual([true, SECRET])
})

test('an office that is made with the retired key, by a command that knew no other, is refused', async () => {
  using offices = openInstalled()
  using here = await start(offices.dataDir)
  using stale = await start(offices.dataDir)
  await here.masterKey.rotate(OPERATOR).ended
  const make = (by: Started) => provisionTenant({ ...by, dataDir: offices.dataDir }, { name: 'Oak', slug: 'oak' }, () => 0)
  expect(() => make(stale)).toThrow('the master key was exchanged meanwhile')
  expect(make(here).tenant.state).toBe('active')
})

test('one key is exchanged after the other: never an office’s while the master turns, and the other way round', async () => {
  using offices = openInstalled()
  using here = await start(offices.dataDir)
  const officeKeys = createOfficeKeys({ ...here, dataDir: offices.dataDir, files: {} as never, log: () => {} })
  const master = here.masterKey.rotate(OPERATOR)
  expect(() => officeKeys.rotate(offices.ids.maple, OPERATOR)).toThrow('Another key is being exchanged')
  expect(() => here.masterKey.rotate(OPERATOR)).toThrow('being exchanged already')
  await master.ended
})

test('a key that does not open stops the exchange: both masters stay in the file, and all else opens', async () => {
  using offices = openInstalled()
  const { dataDir, ids } = offices
  using here = await start(dataDir)
  const swapped = wrapped(here, ids.maple)
  here.control.write((tx) => void tx.db.run(sql`UPDATE tenants SET wrapped_key = ${swapped} WHERE slug = 'harbor'`))
  expect(await here.masterKey.rotate(OPERATOR).ended).toMatchObject({ state: 'failed', why: expect.stringContaining('the log has more') })
  expect(readFileSync(here.settings.file, 'utf8').trim().split('\n')).toHaveLength(2)
  using next = await start(dataDir)
  expect(isWhole(next, ids.maple)).toBe(true)
})

test('wherever the exchange stops, the next start opens every office and finishes it', async () => {
  const steps = await exchangeIn(undefined)
  expect(steps).toHaveLength(6)
  for (const last of steps) await exchangeIn(last)
})

async function exchangeIn(last: string | undefined): Promise<string[]> {
  using offices = openInstalled()
  const { dataDir, ids } = offices
  const child = Bun.spawn([process.execPath, '--no-install', join(import.meta.dir, 'master-in-a-process.ts'), dataDir, last ?? ''], {
    stderr: 'inherit',
  })
  const steps = (await new Response(child.stdout).text()).trim().split('\n')
  await child.exited
  expect([last, child.signalCode]).toEqual([last, last === undefined ? null : 'SIGKILL'])
  using after = await start(dataDir)
  expect([last, isWhole(after, ids.maple), isWhole(after, ids.harbor)]).toEqual([last, true, true])
  const ended = await after.masterKey.resume()?.ended
  expect([last, ended?.state]).toEqual([last, last === undefined ? undefined : 'done'])
  expect([last, new Set(mastersOf(after)).size, after.masters.all.length]).toEqual([last, 1, 1])
  expect(keyId(after.masters.current)).not.toBe(keyId(OLD))
  expect(readFileSync(after.settings.file, 'utf8').trim().split('\n')).toHaveLength(1)
  expect(readdirSync(dataDir).filter((name) => name.startsWith('master.key.retired-'))).toEqual([`master.key.retired-${keyId(OLD)}`])
  expect(after.control.read(listRotations).map(({ state }) => state)).toEqual(['done'])
  using again = await start(dataDir)
  expect([last, isWhole(again, ids.maple), again.masterKey.resume()]).toEqual([last, true, undefined])
  return steps
}
