import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { verifyChain } from '../../src/audit/index.ts'
import { diskFiles, type FileId } from '../../src/files/index.ts'
import { createOfficeKeys, destroyOutlived, getRotation, listRotations } from '../../src/keys/index.ts'
import { getTenantRow, KEPT_MS, rotateTenantKey } from '../../src/tenancy/index.ts'
import { ANA, type Offices, openOffices } from '../support/offices.ts'

setDefaultTimeout(60_000)

const OPERATOR = { kind: 'operator', id: 'olu' } as const
const PAGES = ['one', 'two', 'x'.repeat(200_000)].map((text) => Buffer.from(text))

function openKeys() {
  const offices = openOffices()
  const { dataDir, tenants } = offices
  const files = diskFiles({ dataDir, key: (id) => tenants.key(id, 'files'), earlierKeys: (id) => tenants.earlierKeys(id, 'files') })
  return { ...offices, files, officeKeys: createOfficeKeys({ ...offices, files }), [Symbol.dispose]: () => offices[Symbol.dispose]() }
}
type Keys = ReturnType<typeof openKeys>

const put = ({ files, ids }: Keys) => Promise.all(PAGES.map(async (page) => (await files.put(ids.maple, page)).id))
const read = ({ files, ids }: Keys, documents: readonly FileId[]) => Promise.all(documents.map((id) => files.read(ids.maple, id)))
const retired = ({ control }: Offices) =>
  control.read((tx) => tx.db.all<{ purpose: string }>(sql`SELECT purpose FROM retired_keys ORDER BY purpose`)).map(({ purpose }) => purpose)
/** Handles of this test are not of the threads that share a turnstile. */
const reopen = ({ tenants, ids }: Keys) => tenants.close(ids.maple)

/** Under the key of now alone. */
const filesOfNow = ({ dataDir, tenants }: Keys) => diskFiles({ dataDir, key: (id) => tenants.key(id, 'files') })

test('an office gets a new key, its documents are sealed anew, and its trail and the operators’ list say so', async () => {
  using desk = openKeys()
  const documents = await put(desk)
  const { rotation, ended } = desk.officeKeys.rotate(desk.ids.maple, OPERATOR)
  expect(rotation).toMatchObject({ kind: 'tenant', tenantId: desk.ids.maple, state: 'running', askedBy: 'olu', endedAt: null })
  expect(await ended).toMatchObject({ state: 'done', step: 'finished', done: 3, total: 3, frozenUs: expect.any(Number), why: null })
  reopen(desk)
  for (const [at, id] of documents.entries())
    expect((await filesOfNow(desk).read(desk.ids.maple, id)).equals(PAGES[at] as Buffer)).toBe(true)
  const entry = desk.maple.read((tx) => tx.db.get(sql`SELECT actor_id, action FROM audit_events ORDER BY seq DESC LIMIT 1`))
  expect(entry).toEqual({ actor_id: 'olu', action: 'office.key_rotated' })
  expect(desk.maple.read(verifyChain).valid).toBe(true)
  expect(desk.control.read(listRotations).map(({ id }) => id)).toEqual([rotation.id])
})

test('a key is exchanged once at a time, and offices apart from each other', async () => {
  using desk = openKeys()
  const [maple, harbor] = [desk.officeKeys.rotate(desk.ids.maple, OPERATOR), desk.officeKeys.rotate(desk.ids.harbor, OPERATOR)]
  expect(() => desk.officeKeys.rotate(desk.ids.maple, OPERATOR)).toThrow('being exchanged already')
  expect([(await maple.ended).state, (await harbor.ended).state]).toEqual(['done', 'done'])
  expect((await desk.officeKeys.rotate(desk.ids.maple, OPERATOR).ended).state).toBe('done')
})

test('a document that was being stored when the key was exchanged opens, before and after it is sealed anew', async () => {
  using desk = openKeys()
  const { dataDir, ids, files } = desk
  const old = desk.tenants.key(ids.maple, 'files')
  await rotateTenantKey(desk, ids.maple)
  const late = diskFiles({ dataDir, key: () => old })
  const documents = await Promise.all(PAGES.map(async (page) => (await late.put(ids.maple, page)).id))
  expect(await read(desk, documents)).toEqual(PAGES)
  const large = (await late.put(ids.maple, Buffer.alloc(5_000_000, 1))).id
  const { size, body } = await files.stream(ids.maple, large)
  expect([size, (await new Response(body).bytes()).length]).toEqual([5_000_000, 5_000_000])
  expect(await files.resealAll(ids.maple)).toEqual({ looked: 4, resealed: 4, damaged: 0 })
  expect(await files.resealAll(ids.maple)).toEqual({ looked: 4, resealed: 0, damaged: 0 })
  await expect(late.read(ids.maple, large)).rejects.toThrow('failed its integrity check')
})

test('what the old key gave is kept for links that are out, through another rotation too, and destroyed when its time is over', async () => {
  using desk = openKeys()
  const { ids, tenants, control } = desk
  const signed = tenants.key(ids.maple, 'tokens')
  const opens = () => tenants.earlierKeys(ids.maple, 'tokens').some((key) => key.equals(signed))
  await desk.officeKeys.rotate(ids.maple, OPERATOR).ended
  await desk.officeKeys.rotate(ids.maple, OPERATOR).ended
  expect([opens(), retired(desk)]).toEqual([true, ['files', 'files', 'tokens', 'tokens']])
  desk.later(KEPT_MS - 1)
  expect([await destroyOutlived(desk), opens()]).toEqual([0, true])
  desk.later(2)
  expect([await destroyOutlived(desk), retired(desk), opens()]).toEqual([4, [], false])
  expect(control.read((tx) => getTenantRow(tx, ids.maple)).keyTurns).toBe(2)
})

test('a document that was damaged keeps the old key, and the operator is told how many', async () => {
  using desk = openKeys()
  const [document = ''] = await put(desk)
  const path = join(desk.dataDir, desk.ids.maple, 'files', document)
  writeFileSync(path, readFileSync(path).fill(0, 30, 31))
  const ended = await desk.officeKeys.rotate(desk.ids.maple, OPERATOR).ended
  expect(ended).toMatchObject({ state: 'failed', done: 3, why: expect.stringContaining('1 of its documents do not open') })
  desk.later(KEPT_MS + 1)
  expect([await destroyOutlived(desk), retired(desk)]).toEqual([1, ['files']])
})

test('what was stopped on the way is finished by the next start, or said not to have begun', async () => {
  using desk = openKeys()
  const { control, ids } = desk
  const documents = await put(desk)
  const stopped = desk.officeKeys.rotate(ids.maple, OPERATOR)
  await desk.officeKeys.stop()
  expect(await stopped.ended).toMatchObject({ state: 'running', step: 'resealing' })
  expect(desk.officeKeys.rotate(ids.harbor, OPERATOR).rotation.state).toBe('running')
  const after = createOfficeKeys(desk)
  const [resumed] = after.resume()
  expect(control.read(listRotations).map(({ tenantId, state }) => [tenantId, state])).toContainEqual([ids.harbor, 'interrupted'])
  expect(await resumed?.ended).toMatchObject({ id: stopped.rotation.id, state: 'done', done: 3 })
  expect(await Promise.all(documents.map((id) => filesOfNow(desk).read(ids.maple, id)))).toEqual(PAGES)
  await desk.officeKeys.stop()
})

test('an exchange that fails changes nothing, says so without a word of the office, and may be asked for again', async () => {
  using desk = openKeys()
  const { ids, dataDir, control } = desk
  const before = control.read((tx) => getTenantRow(tx, ids.maple))
  reopen(desk)
  const path = join(dataDir, ids.maple, 'tenant.db')
  const bytes = readFileSync(path)
  writeFileSync(path, Buffer.concat([bytes.subarray(0, 40_000), Buffer.from([1]), bytes.subarray(40_001)]))
  const { rotation, ended } = desk.officeKeys.rotate(ids.maple, OPERATOR)
  expect(await ended).toMatchObject({ state: 'failed', why: expect.any(String) })
  expect(control.read((tx) => getRotation(tx, rotation.id)).endedAt).toEqual(desk.now.value)
  expect(control.read((tx) => getTenantRow(tx, ids.maple))).toEqual(before)
  expect(readdirSync(join(dataDir, ids.maple)).filter((name) => /tenant-/.test(name))).toEqual([])
  writeFileSync(path, bytes)
  expect((await desk.officeKeys.rotate(ids.maple, OPERATOR).ended).state).toBe('done')
  expect(existsSync(path)).toBe(false)
  reopen(desk)
  expect(desk.tenants.as(ids.maple, ANA).read(verifyChain).valid).toBe(true)
})
