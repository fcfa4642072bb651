import { expect, test } from 'bun:test'
import { createPublicKey, verify } from 'node:crypto'
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listEvents, record } from '../../src/audit/index.ts'
import { askForDrill, driller, lastDrill, planDrill, readHint } from '../../src/custody/drilling/index.ts'
import { closeDb, openDb } from '../../src/db/index.ts'
import { drain, nextDueAt } from '../../src/jobs/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'
import { ANA } from '../support/offices.ts'
import { restoringProgram } from './replica-support.ts'

/** Maple Street's file as it stands, apart. */
function copyOf({ dataDir, ids, tenants }: Faxing): string {
  tenants.close(ids.maple)
  const to = join(dataDir, 'copy.db')
  copyFileSync(join(dataDir, ids.maple, 'tenant.db'), to)
  return to
}

async function run(world: Faxing, copy: string | undefined, doubted: (id: string) => void = () => {}) {
  const { dataDir, control, keys, tenants, files, log, maple, now } = world
  const bucket = { name: 'frontdesk', endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 's' }
  const program = restoringProgram(dataDir, copy)
  const handler = driller({ program, bucket, dataDir, control, keys, tenants, files, log, clock: () => now.value, doubted })
  maple.write(askForDrill)
  await drain(maple, [handler], log)
  return maple.read((tx) => ({
    last: lastDrill(tx),
    signed: tx.db.get<{ statement: string; signature: string }>('SELECT statement, signature FROM backup_drills ORDER BY id DESC'),
    told: listEvents(tx, { action: 'backup' }).map(({ action }) => action),
  }))
}

test('a copy that does not restore is told of once, so that it is made anew', async () => {
  using world = openFaxing()
  await world.submit()
  const copy = copyOf(world)
  const told: string[] = []
  const drill = (from: string | undefined) => run(world, from, (id) => told.push(id))
  await drill(copy)
  expect(told).toEqual([])
  await drill(undefined)
  await drill(undefined)
  expect(told).toEqual([world.ids.maple])
  await drill(copy)
  await drill(undefined)
  expect(told).toEqual([world.ids.maple, world.ids.maple])
})

test('a replica that is the office as it was passes, and the office has a statement that anybody can check', async () => {
  using world = openFaxing()
  await world.submit()
  const copy = copyOf(world)
  world.maple.write((tx) => record(tx, 'contact.added', 'later'))
  const { last, signed, told } = await run(world, copy)
  expect(last).toMatchObject({ passed: true, cause: null, at: world.now.value })
  expect(last?.rows).toBeGreaterThan(5)
  expect(told).toEqual(['backup.verified', 'backup.asked'])
  const { publicKey, ...statement } = JSON.parse(signed.statement) as { publicKey: string; office: string; txid: number }
  expect(statement).toMatchObject({ office: world.ids.maple, txid: 7, documents: { missing: 0 } })
  const signature = Buffer.from(signed.signature, 'base64')
  expect(verify(null, Buffer.from(signed.statement), createPublicKey(publicKey), signature)).toBe(true)
  expect(verify(null, Buffer.from(signed.statement.replace('7', '8')), createPublicKey(publicKey), signature)).toBe(false)
  expect(readHint(world.dataDir, world.ids.maple)).toEqual({ at: world.now.value.getTime(), passed: true })
  expect(readHint(world.dataDir, world.ids.harbor)).toBeUndefined()
  expect(readdirSync(join(world.dataDir, world.ids.maple, 'scratch'))).toEqual([])
})

test('a replica with a changed byte fails, and the log and the operators are told', async () => {
  using world = openFaxing()
  const copy = copyOf(world)
  const bytes = Buffer.from(await Bun.file(copy).arrayBuffer())
  bytes.writeUInt8(bytes.readUInt8(9_000) ^ 1, 9_000)
  writeFileSync(copy, bytes)
  const { last, told } = await run(world, copy)
  expect(last).toMatchObject({ passed: false })
  expect(['unreadable', 'damaged']).toContain(last?.cause ?? '')
  expect(told[0]).toBe('backup.failed')
  expect(readHint(world.dataDir, world.ids.maple)?.passed).toBe(false)
  expect(world.logged.filter(({ event }) => event === 'backup.failed')).toMatchObject([
    { level: 'error', facts: { tenant: world.ids.maple } },
  ])
})

test('a replica that tells another story than the office fails, though it is whole', async () => {
  using world = openFaxing()
  const copy = copyOf(world)
  const keyHex = world.tenants.key(world.ids.maple, 'database').toString('hex')
  world.maple.write((tx) => record(tx, 'contact.added', 'here'))
  const there = openDb({ path: copy, keyHex, plane: 'tenant' })
  record({ db: there, tenantId: world.ids.maple, actor: ANA, now: world.now.value }, 'contact.added', 'there')
  closeDb(there)
  expect((await run(world, copy)).last).toMatchObject({ passed: false, cause: 'another_trail' })
})

test('a document that is missing fails the drill', async () => {
  using world = openFaxing()
  await world.submit()
  const copy = copyOf(world)
  const [document] = readdirSync(join(world.dataDir, world.ids.maple, 'files'))
  await world.files.remove(world.ids.maple, document as Parameters<typeof world.files.remove>[1])
  expect((await run(world, copy)).last).toMatchObject({ passed: false, cause: 'documents' })
})

test('a document that only a bucket out of reach could tell of is no missing one: it is asked for again, and the report says which', async () => {
  using world = openFaxing()
  await world.submit()
  const copy = copyOf(world)
  const away = { ...world, files: { ...world.files, check: async () => 'unreachable' as const } }
  expect((await run(away, copy)).last).toBeUndefined()
  world.later(86_400_000)
  expect((await run(world, copy)).last).toMatchObject({ passed: true })
  for (let days = 0; days < 40 && lastDrillOf(world)?.passed; days++) {
    world.later(86_400_000)
    await run(away, copy)
  }
  const { last, signed } = await run(away, copy)
  expect(last).toMatchObject({ passed: false, cause: 'unreachable' })
  const { documents } = JSON.parse(signed.statement) as { documents: { named: number; missing: number; unreachable: number } }
  expect(documents).toMatchObject({ present: 0, missing: 0, unreachable: documents.named })
  expect(documents.named).toBeGreaterThan(0)
})

const lastDrillOf = ({ maple }: Faxing) => maple.read(lastDrill)

test('an office of which the bucket has nothing is told so', async () => {
  using world = openFaxing()
  expect((await run(world, undefined)).last).toMatchObject({ passed: false, cause: 'nothing', rows: 0 })
})

function planned({ maple, now }: Faxing): number {
  const at = maple.write((tx) => {
    planDrill(tx)
    return nextDueAt(tx) ?? 0
  })
  return at - now.value.getTime()
}

test('the next drill is a week after the last; the first within a day', async () => {
  using world = openFaxing()
  expect(planned(world)).toBeWithin(0, 86_400_001)
  using other = openFaxing()
  await run(other, copyOf(other))
  expect(planned(other)).toBe(7 * 86_400_000)
})
