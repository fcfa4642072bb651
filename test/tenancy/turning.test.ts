import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { record, verifyChain } from '../../src/audit/index.ts'
import { openDb } from '../../src/db/index.ts'
import { diskFiles, type FileId } from '../../src/files/index.ts'
import { databasePath, getTenantRow, inventoryKeys, rotateTenantKey, type TenantId, turnstileMemory } from '../../src/tenancy/index.ts'
import { decryptedPages } from '../support/decrypted.ts'
import { ANA, type Offices, openOffices } from '../support/offices.ts'
import { startAgain } from './startup.ts'
import { startWriter } from './writer.ts'

setDefaultTimeout(60_000)

const MASTER = Buffer.alloc(32, 7)
const DOCUMENT = Buffer.from('Invented page of an invented person. '.repeat(4_000))

const entriesOf = (tenants: Offices['tenants'], id: TenantId) => tenants.as(id, ANA).read(verifyChain)
const rowOf = ({ control }: Pick<Offices, 'control'>, id: TenantId) => control.read((tx) => getTenantRow(tx, id))
const controlPages = (offices: Offices) => decryptedPages(join(offices.dataDir, 'control.db'), offices.keys.controlKeyHex)
const filesOf = ({ dataDir, tenants }: Offices) =>
  diskFiles({ dataDir, key: (id) => tenants.key(id, 'files'), earlierKeys: (id) => tenants.earlierKeys(id, 'files') })

async function withDocument(offices: Offices): Promise<FileId> {
  const { id } = await filesOf(offices).put(offices.ids.maple, DOCUMENT)
  offices.maple.write((tx) => record(tx, 'test.kept', id))
  return id
}

test('an office with a new key has every row and document, the other office is not touched, and the old key opens nothing', async () => {
  using offices = openOffices()
  const { dataDir, ids, keys, control } = offices
  const document = await withDocument(offices)
  const [old, entries, harbor] = [rowOf(offices, ids.maple), entriesOf(offices.tenants, ids.maple), rowOf(offices, ids.harbor)]
  const turned = await rotateTenantKey({ dataDir, control, keys }, ids.maple)
  offices.tenants.close(ids.maple)
  expect(entriesOf(offices.tenants, ids.maple)).toEqual(entries)
  expect((await filesOf(offices).read(ids.maple, document)).equals(DOCUMENT)).toBe(true)
  expect(rowOf(offices, ids.harbor)).toEqual(harbor)
  offices.tenants.close(ids.maple)
  const path = databasePath(dataDir, rowOf(offices, ids.maple))
  const oldHex = keys.derive(ids.maple, old.wrappedKey, 'database').toString('hex')
  expect(() => openDb({ path, keyHex: oldHex, plane: 'tenant' })).toThrow(expect.objectContaining({ code: 'SQLITE_NOTADB' }))
  expect(controlPages(offices).includes(old.wrappedKey.subarray(-48))).toBe(false)
  expect(readdirSync(join(dataDir, ids.maple)).sort()).toEqual(['files', 'tenant-1.db'])
  const [listed] = control.read((tx) => inventoryKeys(tx, keys)).filter(({ id }) => id === ids.maple)
  expect(listed).toMatchObject({ slug: 'maple', rotatedAt: offices.now.value, keyId: turned.keyId })
  expect(listed?.keyId).not.toBe(keys.keyIdOf(ids.maple, old.wrappedKey))
})

test('the witness writes into the new file alone, and a refused one leaves the old key', async () => {
  using offices = openOffices()
  const { dataDir, ids, keys, control } = offices
  const [before, { entries }] = [rowOf(offices, ids.maple), entriesOf(offices.tenants, ids.maple)]
  const refusing = {
    actor: ANA,
    write: () => {
      throw new Error('refused')
    },
  }
  await expect(rotateTenantKey({ dataDir, control, keys }, ids.maple, refusing)).rejects.toThrow('refused')
  expect([rowOf(offices, ids.maple), entriesOf(offices.tenants, ids.maple).entries]).toEqual([before, entries])
  await rotateTenantKey({ dataDir, control, keys }, ids.maple, { actor: ANA, write: (tx) => record(tx, 'test.turned', 'key') })
  offices.tenants.close(ids.maple)
  expect(entriesOf(offices.tenants, ids.maple)).toMatchObject({ valid: true, entries: entries + 1 })
})

test('whoever has the office open goes on with the new file, and nothing written before or after is missing', async () => {
  using offices = openOffices()
  const memory = turnstileMemory()
  using one = startAgain(offices.dataDir, MASTER, memory)
  using other = startAgain(offices.dataDir, MASTER, memory)
  const { maple } = offices.ids
  const { entries } = entriesOf(offices.tenants, maple)
  for (let turn = 1; turn <= 3; turn++) {
    for (const { tenants } of [one, other]) tenants.as(maple, ANA).write((tx) => record(tx, 'test.written', String(turn)))
    await rotateTenantKey(one, maple)
  }
  for (const { tenants } of [one, other]) tenants.as(maple, ANA).write((tx) => record(tx, 'test.written', 'last'))
  expect(entriesOf(one.tenants, maple)).toMatchObject({ valid: true, entries: entries + 8 })
  expect(entriesOf(other.tenants, maple)).toEqual(entriesOf(one.tenants, maple))
})

test('a page that is being read when the file is exchanged is read to its end', async () => {
  using offices = openOffices()
  using one = startAgain(offices.dataDir, MASTER)
  const { maple } = offices.ids
  const reader = one.tenants.as(maple, ANA)
  const { entries } = entriesOf(one.tenants, maple)
  let rotating: Promise<unknown> | undefined
  reader.read(() => {
    // Synchronous up to here for the reader; the turn is counted before it is done.
    one.turnstile.turned(maple)
    expect(reader.read(verifyChain).entries).toBe(entries)
    rotating = rotateTenantKey(one, maple)
  })
  await rotating
  expect(reader.read(verifyChain)).toMatchObject({ valid: true, entries })
})

test('threads that write all the time lose nothing and double nothing while the key turns', async () => {
  using offices = openOffices()
  const memory = turnstileMemory()
  using here = startAgain(offices.dataDir, MASTER, memory)
  const { maple } = offices.ids
  const writers = await Promise.all(['a', 'b'].map((name) => startWriter(offices.dataDir, maple, name, memory)))
  for (let turn = 0; turn < 4; turn++) await rotateTenantKey(here, maple)
  const written = await Promise.all(writers.map((writer) => writer.stop()))
  const found = here.tenants
    .as(maple, ANA)
    .read((tx) => tx.db.all<{ subject_id: string }>(sql`SELECT subject_id FROM audit_events WHERE action = 'test.written'`))
    .map(({ subject_id }) => subject_id)
  expect(Math.min(...written.map(({ length }) => length))).toBeGreaterThan(0)
  expect(found.sort()).toEqual(written.flat().sort())
  expect(entriesOf(here.tenants, maple).valid).toBe(true)
})

test('a file of many pages, grown and shrunk while it is copied, is the same under the new key', async () => {
  using offices = openOffices()
  using here = startAgain(offices.dataDir, MASTER)
  const { maple } = offices.ids
  const tenant = here.tenants.as(maple, ANA)
  const fill = (n: number) =>
    tenant.write((tx) => {
      for (let at = 0; at < n; at++) record(tx, 'test.filled', crypto.randomUUID(), { at, filling: 'x'.repeat(900) })
    })
  fill(3_000)
  const reached = (step: string) => {
    if (step === 'copied') fill(500)
    if (step === 'caught up') tenant.write((tx) => void tx.db.run(sql`DELETE FROM fax_numbers`))
  }
  const { entries } = entriesOf(here.tenants, maple)
  const { pages } = await rotateTenantKey({ ...here, reached }, maple)
  expect(pages).toBeGreaterThan(100)
  expect(entriesOf(here.tenants, maple)).toMatchObject({ valid: true, entries: entries + 500 })
  expect(tenant.read((tx) => tx.db.all(sql`SELECT * FROM fax_numbers`))).toEqual([])
  expect(tenant.read((tx) => tx.db.get(sql`PRAGMA integrity_check`))).toEqual({ integrity_check: 'ok' })
})

test('a page changed by another hand stops the rotation, and the old key stays', async () => {
  using offices = openOffices()
  const { dataDir, ids, keys, control } = offices
  const before = rowOf(offices, ids.maple)
  offices.tenants.close(ids.maple)
  const path = databasePath(dataDir, before)
  const bytes = readFileSync(path)
  bytes[9 * 4_096 + 77] = (bytes[9 * 4_096 + 77] ?? 0) ^ 1
  writeFileSync(path, bytes)
  await expect(rotateTenantKey({ dataDir, control, keys }, ids.maple)).rejects.toThrow('do not match their seals: 1')
  expect([rowOf(offices, ids.maple), readdirSync(join(dataDir, ids.maple)).sort()]).toEqual([before, ['files', 'tenant.db']])
})

test('while the key turns no other process writes; a handle left on the old file cannot write into it afterwards', async () => {
  using offices = openOffices()
  const { dataDir, ids, control, keys } = offices
  const row = rowOf(offices, ids.maple)
  const keyHex = keys.derive(ids.maple, row.wrappedKey, 'database').toString('hex')
  const left = openDb({ path: databasePath(dataDir, row), keyHex, plane: 'tenant' })
  left.$client.pragma('busy_timeout=0')
  const refused = new Map<string, unknown>()
  const attempt = (step: string) => {
    try {
      left.$client.exec("INSERT INTO fax_numbers (number, label, added_at) VALUES ('+15550100999', 'late', 0)")
      left.$client.exec("DELETE FROM fax_numbers WHERE label = 'late'")
    } catch (error) {
      refused.set(step, error)
    }
  }
  await rotateTenantKey({ dataDir, control, keys, reached: attempt }, ids.maple)
  attempt('afterwards')
  left.$client.close()
  expect(refused.has('copied')).toBe(false)
  for (const step of ['frozen', 'durable', 'committed']) expect(refused.get(step)).toMatchObject({ code: 'SQLITE_BUSY' })
  for (const step of ['settled', 'afterwards'])
    expect(refused.get(step)).toMatchObject({ message: expect.stringContaining('no such table') })
  offices.tenants.close(ids.maple)
  expect(offices.maple.read((tx) => tx.db.all<{ label: string }>('SELECT label FROM fax_numbers'))).toEqual([{ label: 'Main line' }])
})

test('a crash at any step leaves the old whole or the new whole', async () => {
  const steps = await rotationIn(undefined)
  expect(steps).toEqual(['copied', 'caught up', 'frozen', 'durable', 'committed', 'retired', 'old file removed', 'settled'])
  for (const last of steps) await rotationIn(last)
})

test('a process killed at any moment, while it writes and turns its key, keeps every row it acknowledged', async () => {
  for (let kill = 0; kill < 8; kill++) await rotationUnderLoad(20 + Math.random() * 400)
})

const inProcess = (name: string, ...args: string[]) =>
  Bun.spawn([process.execPath, '--no-install', join(import.meta.dir, name), ...args], { stderr: 'inherit' })

/** Rotates in a process of its own, which kills itself at that step; then starts again and looks at everything. */
async function rotationIn(last: string | undefined): Promise<string[]> {
  using offices = openOffices()
  const { dataDir, ids } = offices
  const document = await withDocument(offices)
  const [entries, old] = [entriesOf(offices.tenants, ids.maple), rowOf(offices, ids.maple).wrappedKey]
  offices.tenants.close(ids.maple)
  const child = inProcess('rotation-in-a-process.ts', dataDir, MASTER.toString('hex'), ids.maple, last ?? '')
  const steps = (await new Response(child.stdout).text()).trim().split('\n')
  await child.exited
  expect([last, child.signalCode]).toEqual([last, last === undefined ? null : 'SIGKILL'])
  using after = startAgain(dataDir, MASTER)
  await after.settle()
  expect([last, entriesOf(after.tenants, ids.maple)]).toEqual([last, entries])
  expect((await after.files.read(ids.maple, document)).equals(DOCUMENT)).toBe(true)
  after.tenants.as(ids.maple, ANA).write((tx) => record(tx, 'test.written', 'again'))
  const committed = last === undefined || steps.includes('committed')
  const names = readdirSync(join(dataDir, ids.maple)).filter((name) => name.endsWith('.db'))
  expect([last, names]).toEqual([last, [committed ? 'tenant-1.db' : 'tenant.db']])
  expect([last, rowOf(after, ids.maple).wrappedKey.equals(old)]).toEqual([last, !committed])
  if (committed) expect([last, controlPages(offices).includes(old.subarray(-48))]).toEqual([last, false])
  return steps
}

async function rotationUnderLoad(killAfterMs: number): Promise<void> {
  using offices = openOffices()
  const { dataDir, ids } = offices
  offices.tenants.close(ids.maple)
  const child = inProcess('rotation-under-load.ts', dataDir, MASTER.toString('hex'), ids.maple)
  let [text, timer]: [string, Timer | undefined] = ['', undefined]
  for await (const part of child.stdout) {
    text += new TextDecoder().decode(part)
    // From its first word on: a busy machine takes its time to start it.
    timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  }
  await child.exited
  clearTimeout(timer)
  const acknowledged = text.split('\n').slice(0, -1)
  using after = startAgain(dataDir, MASTER)
  await after.settle()
  const kept = after.tenants
    .as(ids.maple, ANA)
    .read((tx) => tx.db.all<{ subject_id: string }>(sql`SELECT subject_id FROM audit_events WHERE action = 'test.written'`))
    .map(({ subject_id }) => subject_id)
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(acknowledged.filter((each) => !kept.includes(each))).toEqual([])
  expect([new Set(kept).size, entriesOf(after.tenants, ids.maple).valid]).toEqual([kept.length, true])
}
