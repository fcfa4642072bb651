import { expect, setDefaultTimeout, test } from 'bun:test'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listEvents, verifyChain } from '../../src/audit/index.ts'
import { dropKept, type Moment, type ReplacingDeps, replaceOffice } from '../../src/custody/restoring/index.ts'
import { closeDb, openDb } from '../../src/db/index.ts'
import { holdUnsettled } from '../../src/fax/index.ts'
import { addKey, addUser, giveFactor, newTotpSecret, revokeKey, shutOut, standingOf } from '../../src/identity/index.ts'
import { unavailable } from '../../src/kit/errors.ts'
import { createTurnstile, getTenantRow, letInAll, suspendFor, type Tenants } from '../../src/tenancy/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'
import { restoringProgram } from './replica-support.ts'

setDefaultTimeout(30_000)
const OLIVE = { kind: 'operator', id: 'olive' } as const
const BUCKET = { name: 'frontdesk', endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 's' }

/** Maple Street as it is now, for later. */
function copyOf({ dataDir, ids, tenants }: Faxing): string {
  tenants.close(ids.maple)
  copyFileSync(tenants.locate(ids.maple).path, join(dataDir, 'copy.db'))
  return join(dataDir, 'copy.db')
}

function around(world: Faxing, copy: string | undefined, more: Partial<ReplacingDeps> = {}) {
  const calls: string[] = []
  const deps: ReplacingDeps = {
    ...world,
    turnstile: createTurnstile(),
    clock: () => world.now.value,
    replica: { program: restoringProgram(world.dataDir, copy), bucket: BUCKET },
    hold: holdUnsettled,
    shutOut: (gone, isLater) => {
      const standing = standingOf(gone)
      return (come) => shutOut(come, standing, isLater)
    },
    forget: (slug) => void calls.push(`forget ${slug}`),
    letGo: async (id) => {
      calls.push(`let go while ${world.control.read((tx) => getTenantRow(tx, id)).state}`)
      world.tenants.close(id)
    },
    arrived: () => void calls.push('arrived'),
    ...more,
  }
  return { calls, replace: (moment: Moment) => replaceOffice(deps, world.ids.maple, moment, OLIVE) }
}

const rowOf = ({ control, ids }: Faxing) => control.read((tx) => getTenantRow(tx, ids.maple))
const count = ({ maple }: Faxing, table: string) => maple.read((tx) => tx.db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).n)
const actions = ({ maple }: Faxing) => maple.read((tx) => listEvents(tx, { action: 'office' })).map(({ action }) => action)
const harborOf = ({ harbor, dataDir, ids }: Faxing) => [
  harbor.read(verifyChain),
  readFileSync(join(dataDir, ids.harbor, 'tenant.db')).toString('base64'),
]

test('an office comes back in its place as it was: under a new key, what had not ended held, both trails told; the other is untouched', async () => {
  using world = openFaxing()
  await world.submit()
  const [ana, key] = world.maple.write((tx) => [
    addUser(tx, { name: 'Ana', email: 'ana@maple.test', role: 'user', passwordHash: 'x' }).id,
    addKey(tx, 'maple', { name: 'Old', scopes: ['faxes:read'] }).key.id,
  ])
  world.maple.write((tx) =>
    tx.db.run(`INSERT INTO sessions (id_hash, user_id, created_at, seen_at, user_agent) VALUES ('h', '${ana}', 0, 0, '')`),
  )
  const copy = copyOf(world)
  const [before, theirs] = [rowOf(world), harborOf(world)]
  world.maple.write((tx) => revokeKey(tx, key))
  await world.submit()
  await world.submit()
  expect(count(world, 'faxes')).toBe(3)
  const { calls, replace } = around(world, copy)
  const report = await replace({ at: undefined })
  expect(report).toMatchObject({ txid: 7, held: 1, documents: { missing: 0, unreachable: 0 } })
  expect(calls).toEqual(['forget maple', 'let go while suspended', 'forget maple', 'arrived'])
  expect([count(world, 'faxes'), count(world, 'sessions'), world.maple.read(verifyChain).valid]).toEqual([1, 0, true])
  expect(world.maple.read((tx) => tx.db.all('SELECT revoked_at IS NULL AS opens FROM api_keys'))).toEqual([{ opens: 0 }])
  expect(world.maple.read((tx) => tx.db.all('SELECT status FROM fax_recipients'))).toEqual([{ status: 'held' }])
  expect(actions(world)[0]).toBe('office.restored')
  const after = rowOf(world)
  expect([after.state, after.keyState, after.keyTurns, after.wrappedKey.equals(before.wrappedKey)]).toEqual(['active', 'settled', 1, false])
  expect(existsSync(join(world.dataDir, world.ids.maple, 'tenant.db'))).toBe(false)
  expect(harborOf(world)).toEqual(theirs)
  // What was replaced says so too, and opens with nothing but what the office’s key opens.
  const old = world.keys.derive(world.ids.maple, before.wrappedKey, 'database').toString('hex')
  const replaced = openDb({ path: join(world.dataDir, world.ids.maple, 'kept/office-0.db'), keyHex: old, plane: 'tenant' })
  expect(replaced.all(`SELECT action FROM audit_events ORDER BY seq DESC LIMIT 1`)).toEqual([{ action: 'office.replaced' }])
  closeDb(replaced)
  expect(readFileSync(join(world.dataDir, world.ids.maple, 'kept/key-0')).includes(Buffer.from(old, 'hex'))).toBe(false)
})

test('what was replaced comes back when the restoration is undone, with its documents; and the undoing can be undone', async () => {
  using world = openFaxing()
  const copy = copyOf(world)
  const fax = await world.submit(undefined, { cover: false })
  const key = world.maple.write((tx) => addKey(tx, 'maple', { name: 'New', scopes: ['faxes:read'] }).key.id)
  const { replace } = around(world, copy)
  await replace({ at: undefined })
  expect([count(world, 'faxes'), count(world, 'api_keys')]).toEqual([0, 0])
  expect(await replace({ undo: true })).toMatchObject({ txid: null, documents: { named: 1, present: 1 } })
  expect([count(world, 'faxes'), world.show(fax.id).fax.id, rowOf(world).keyTurns]).toEqual([1, fax.id, 2])
  expect(world.maple.read((tx) => tx.db.all('SELECT id, revoked_at FROM api_keys'))).toEqual([{ id: key, revoked_at: null }])
  expect(actions(world).slice(0, 2)).toEqual(['office.restored', 'office.replaced'])
  await replace({ undo: true })
  expect(count(world, 'faxes')).toBe(0)
})

test('a second factor that was replaced since does not come back, nor a recovery code that was used', async () => {
  using world = openFaxing()
  const person = { name: 'Ana', email: 'ana@maple.test', role: 'owner_admin', passwordHash: 'x' } as const
  const ana = world.maple.write((tx) => addUser(tx, person).id)
  world.maple.write((tx) => giveFactor(tx, ana, newTotpSecret()))
  const copy = copyOf(world)
  world.maple.write((tx) => giveFactor(tx, ana, newTotpSecret()))
  world.maple.write((tx) => tx.db.run(`UPDATE recovery_codes SET used_at = 1 WHERE rowid % 2`))
  const proofs = () =>
    world.maple.read((tx) => [tx.db.all('SELECT * FROM factors'), tx.db.all('SELECT * FROM recovery_codes ORDER BY code_hash')])
  const before = proofs()
  await around(world, copy).replace({ at: undefined })
  expect(proofs()).toEqual(before)
})

test('a file that is damaged is replaced, too', async () => {
  using world = openFaxing()
  await world.submit()
  const copy = copyOf(world)
  const file = join(world.dataDir, world.ids.maple, 'tenant.db')
  const bytes = readFileSync(file)
  for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt8(bytes.readUInt8(at + 50) ^ 1, at + 50)
  writeFileSync(file, bytes)
  expect(() => world.maple.read((tx) => listEvents(tx))).toThrow('integrity check')
  await around(world, copy).replace({ at: undefined })
  expect([count(world, 'faxes'), world.maple.read(verifyChain).valid]).toEqual([1, true])
})

test('what is not whole, not there, of another key or yet to come changes nothing and shuts nobody out', async () => {
  using world = openFaxing()
  await world.submit()
  const copy = copyOf(world)
  const [row, entries] = [rowOf(world), actions(world)]
  const { replace, calls } = around(world, copy)
  const nothing = around(world, undefined)
  await expect(nothing.replace({ at: undefined })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('nothing of this'),
  })
  await expect(around(world, copy, { replica: undefined }).replace({ at: undefined })).rejects.toMatchObject({ code: 'conflict' })
  const soon = new Date(world.now.value.getTime() + 1)
  await expect(around(world, copy).replace({ at: soon })).rejects.toMatchObject({ code: 'invalid' })
  await expect(around(world, copy).replace({ undo: true })).rejects.toMatchObject({ code: 'not_found' })
  const bytes = readFileSync(copy)
  bytes.writeUInt8(bytes.readUInt8(9_000) ^ 1, 9_000)
  writeFileSync(copy, bytes)
  await expect(around(world, copy).replace({ at: undefined })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('not whole'),
  })
  expect([calls, rowOf(world), actions(world)]).toEqual([[], row, entries])
  writeFileSync(copy, readFileSync(world.tenants.locate(world.ids.maple).path))
  world.later(1_000)
  await replace({ at: undefined })
  await expect(around(world, copy).replace({ at: new Date(row.createdAt.getTime()) })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Its key was exchanged'),
  })
})

test('a failure after it was shut lets the office in again as it was, and so does the start after a crash', async () => {
  using world = openFaxing()
  await world.submit()
  const copy = copyOf(world)
  const failing = around(world, copy, { letGo: () => Promise.reject(new Error('a job does not end')) })
  await expect(failing.replace({ at: undefined })).rejects.toThrow('does not end')
  expect([rowOf(world).state, count(world, 'faxes')]).toEqual(['active', 1])
  suspendFor(world.control, world.dataDir, world.ids.maple)
  expect(rowOf(world).state).toBe('suspended')
  letInAll(world.control, world.dataDir)
  expect([rowOf(world).state, count(world, 'faxes')]).toEqual(['active', 1])
})

test('what was replaced before stays to be brought back when the next exchange does not come about, also when that is the undoing', async () => {
  using world = openFaxing()
  const copy = copyOf(world)
  await world.submit()
  await around(world, copy).replace({ at: undefined })
  expect(count(world, 'faxes')).toBe(0)
  const keptNow = () => readdirSync(join(world.dataDir, world.ids.maple, 'kept')).sort()
  const before = keptNow()
  let asked = 0
  const mayWrite = () => {
    if (++asked % 2 === 0) throw unavailable('The disk is full.', 30)
  }
  const failing = around(world, copyOf(world), { guard: { mayWrite } })
  for (const moment of [{ at: undefined }, { undo: true }] as const)
    await expect(failing.replace(moment)).rejects.toMatchObject({ message: 'The disk is full.' })
  expect([asked, keptNow(), rowOf(world).state, count(world, 'faxes')]).toEqual([4, before, 'active', 0])
  await around(world, copy).replace({ undo: true })
  expect([count(world, 'faxes'), keptNow()]).toEqual([1, ['key-1', 'office-1.db']])
})

test('an office that came from another cell is fetched from the replica it has there', async () => {
  using world = openFaxing()
  world.control.write((tx) => tx.db.run(`UPDATE tenants SET epoch = 2 WHERE id = '${world.ids.maple}'`))
  const copy = copyOf(world)
  const { replace } = around(world, copy)
  const wrapped = rowOf(world).wrappedKey
  const asked = join(world.dataDir, 'asked')
  const program = join(world.dataDir, 'restore')
  writeFileSync(program, readFileSync(program, 'utf8').replace('#!/bin/sh\n', `#!/bin/sh\necho "$*" >> '${asked}'\n`))
  await replace({ at: undefined })
  expect(readFileSync(asked, 'utf8')).toContain(`replicas/${world.ids.maple}/${world.keys.keyIdOf(world.ids.maple, wrapped)}-2`)
})

test.each([30, undefined])(
  'one that cannot be written to just now (%p) is not replaced without its word on who is shut out',
  async (seconds) => {
    using world = openFaxing()
    const copy = copyOf(world)
    const refused = () => {
      throw unavailable('The disk is full.', seconds)
    }
    const full: Tenants = { ...world.tenants, as: (...given) => ({ ...world.tenants.as(...given), write: refused }) }
    await expect(around(world, copy, { tenants: full }).replace({ at: undefined })).rejects.toMatchObject({ message: 'The disk is full.' })
    const leaving = around(world, copy, { guard: { mayWrite: refused } })
    await expect(leaving.replace({ at: undefined })).rejects.toMatchObject({ message: 'The disk is full.' })
    expect([leaving.calls, rowOf(world).state, rowOf(world).keyTurns]).toEqual([[], 'active', 0])
  },
)

test('what was replaced is kept for thirty days', async () => {
  using world = openFaxing()
  const { replace } = around(world, copyOf(world))
  await replace({ at: undefined })
  const DAY = 86_400_000
  expect(dropKept(world.dataDir, world.ids.maple, Date.now() + 29 * DAY)).toBe(false)
  expect(dropKept(world.dataDir, world.ids.maple, Date.now() + 31 * DAY)).toBe(true)
  expect(existsSync(join(world.dataDir, world.ids.maple, 'kept'))).toBe(false)
  await expect(replace({ undo: true })).rejects.toMatchObject({ code: 'not_found' })
})
