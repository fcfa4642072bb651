import { expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { replicatorAt, statusOf } from '../../src/replication/index.ts'
import { system, type TenantId } from '../../src/tenancy/index.ts'
import { openReplicated } from './support.ts'

type World = ReturnType<typeof openReplicated>
const A_MINUTE = 60_000

async function openMaple(world: World): Promise<TenantId> {
  const { maple } = world.ids
  await world.look()
  world.tenants.as(maple, system('test')).read(() => 0)
  await world.replication.settled()
  return maple
}
/** Something of it changed, and the bucket acknowledged it. */
async function ship(world: World, id: TenantId): Promise<void> {
  world.tenants.as(id, system('test')).write((tx) => void tx.db.run('CREATE TABLE IF NOT EXISTS beside (a)'))
  world.tenants.as(id, system('test')).write((tx) => void tx.db.run('INSERT INTO beside VALUES (1)'))
  await replicatorAt(world.replicator.socket).sync(world.file(id), 1)
}
async function lookAMinuteLater(world: World): Promise<void> {
  world.later(A_MINUTE)
  await world.look()
}
const lose = (world: World, id: TenantId, level = '0000') => {
  const names = [...world.replicator.stored.keys()].filter((name) => name.includes(`/${id}/`) && name.includes(`/${level}/`))
  world.replicator.stored.delete(names.at(-1) ?? '')
}
const stateOf = async (world: World, id: TenantId) => {
  const deps = { fileOf: world.fileOf, bucket: world.bucket, replicator: replicatorAt(world.replicator.socket), now: Date.now }
  return (await statusOf(deps, [id])).find((each) => each.id === id)?.state
}

test('a bucket that has what it acknowledged is left in peace', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  for (let n = 0; n < 3; n++) {
    await ship(world, maple)
    await lookAMinuteLater(world)
  }
  expect([world.noticed, world.copiedWhole]).toEqual([[], []])
})

test('what the bucket acknowledged and lost is missed within a minute, and it gets a whole copy', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  await ship(world, maple)
  lose(world, maple)
  await ship(world, maple)
  await lookAMinuteLater(world)
  expect(world.noticed).toEqual([`lacking ${maple}`])
  await lookAMinuteLater(world)
  expect(world.copiedWhole).toEqual([world.file(maple)])
  expect(world.noticed).toEqual([`lacking ${maple}`, `mended ${maple}`])
  expect(world.replicator.registered()).toContain(world.file(maple))
  expect(world.replication.standing).toMatchObject({ lacking: 0, behind: 0 })
})

test('until the whole copy is seen in the bucket it is said, and tried again', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  world.replicator.state.keeps = false
  await ship(world, maple)
  await lookAMinuteLater(world)
  await lookAMinuteLater(world)
  await lookAMinuteLater(world)
  expect(world.replication.standing.lacking).toBe(1)
  expect(await stateOf(world, maple)).toBe('lacking')
  expect(world.noticed).not.toContain(`mended ${maple}`)
  expect(world.copiedWhole.filter((each) => each === world.file(maple)).length).toBeGreaterThan(1)
  world.replicator.state.keeps = true
  await lookAMinuteLater(world)
  await lookAMinuteLater(world)
  expect(world.replication.standing.lacking).toBe(0)
  expect(await stateOf(world, maple)).toBe('current')
})

test('a file is not let go while the bucket lacks something of it', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  world.replicator.state.keeps = false
  await ship(world, maple)
  world.tenants.close(maple)
  await world.replication.settled()
  expect(await stateOf(world, maple)).toBe('lacking')
  world.replicator.state.keeps = true
  await lookAMinuteLater(world)
  await lookAMinuteLater(world)
  expect(await stateOf(world, maple)).toBe('current')
  expect(world.replicator.registered()).not.toContain(world.file(maple))
})

test('what a process before this one found missing is mended by the next', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  await ship(world, maple)
  lose(world, maple)
  await ship(world, maple)
  world.replicator.state.bucket = true
  world.later(A_MINUTE)
  await world.replication.look()
  await world.replication.settled()
  world.restart()
  await world.look()
  await world.replication.search()
  await lookAMinuteLater(world)
  expect(world.copiedWhole).toContain(world.file(maple))
  expect(await stateOf(world, maple)).toBe('current')
})

test('half an object is no object', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  await ship(world, maple)
  await lookAMinuteLater(world)
  const part = [...world.replicator.stored].find(([name]) => name.includes(`/${maple}/`)) as [string, Buffer]
  world.replicator.stored.set(part[0].replace('/0000/', '/0001/'), part[1].subarray(0, 30))
  await ship(world, maple)
  await lookAMinuteLater(world)
  expect(world.noticed).toEqual([`lacking ${maple}`])
})

test('what still lies beside the file is given to the bucket again, and no whole copy is needed', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  await ship(world, maple)
  const lost = [...world.replicator.stored.keys()].findLast((name) => name.includes(`/${maple}/`)) as string
  const beside = join(world.dataDir, maple, '.tenant.db-litestream/ltx/0')
  mkdirSync(beside, { recursive: true })
  writeFileSync(join(beside, basename(lost)), world.replicator.stored.get(lost) ?? '')
  world.replicator.stored.delete(lost)
  await ship(world, maple)
  await lookAMinuteLater(world)
  await lookAMinuteLater(world)
  expect(world.replicator.stored.has(lost)).toBe(true)
  expect(world.noticed).toEqual([`lacking ${maple}`, `mended ${maple}`])
  expect(world.copiedWhole).toEqual([])
})

test('what nobody can read goes, with what came after it at its level, when the level below has it all', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  for (let n = 0; n < 3; n++) await ship(world, maple)
  await lookAMinuteLater(world)
  const { stored } = world.replicator
  const folder = `replicas/${maple}/${world.keyId(maple)}`
  const whole = [...stored].find(([name]) => name.startsWith(folder))?.[1] as Buffer
  const [first, cut, last] = [1, 2, 3].map((txid) => `${folder}/0001/000000000000000${txid}-000000000000000${txid}.ltx`) as [
    string,
    string,
    string,
  ]
  stored.set(first, whole).set(cut, whole.subarray(0, 20)).set(last, whole)
  await lookAMinuteLater(world)
  await ship(world, maple)
  await lookAMinuteLater(world)
  await lookAMinuteLater(world)
  expect([first, cut, last].map((name) => stored.has(name))).toEqual([true, false, false])
  expect(world.replication.standing.lacking).toBe(0)
})

test('what is there by name but did not restore goes there as a whole', async () => {
  using world = openReplicated()
  const maple = await openMaple(world)
  await ship(world, maple)
  await lookAMinuteLater(world)
  world.replication.doubt(maple)
  await world.replication.settled()
  await lookAMinuteLater(world)
  expect(world.copiedWhole).toEqual([world.file(maple)])
  expect(world.noticed).toEqual([`lacking ${maple}`, `mended ${maple}`])
})
