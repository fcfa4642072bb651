import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { closeDb, openDb } from '../../src/db/index.ts'
import { CONTROL, removeMark, replicatorAt, statusOf } from '../../src/replication/index.ts'
import { rotateTenantKey, system, type TenantId } from '../../src/tenancy/index.ts'
import { openReplicated } from './support.ts'

type World = ReturnType<typeof openReplicated>
const open = (world: World, id: TenantId) => world.tenants.as(id, system('test')).read(() => 0)
async function openAndSettle(world: World, id: TenantId): Promise<void> {
  open(world, id)
  await world.replication.settled()
}
async function closeAndSettle(world: World, id: TenantId): Promise<void> {
  world.tenants.close(id)
  await world.replication.settled()
}
const write = (world: World, id: TenantId) => {
  const db = openDb({ path: world.file(id), keyHex: world.tenants.key(id, 'database').toString('hex'), plane: 'tenant' })
  db.$client.exec('CREATE TABLE IF NOT EXISTS beside (a); INSERT INTO beside VALUES (1)')
  closeDb(db)
}

test('the control database is registered first, and always', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  open(world, maple)
  await world.look()
  const registrations = () => world.replicator.asked.filter((each) => each.startsWith('/register'))
  expect(registrations()).toEqual([`/register ${world.controlFile}`, `/register ${world.file(maple)}`])
  world.tenants.close(maple)
  await world.look()
  expect(world.replicator.registered()).toEqual([world.controlFile])
})

test('an office is registered while it is open', async () => {
  using world = openReplicated()
  const { maple, harbor } = world.ids
  await world.look()
  await openAndSettle(world, maple)
  expect(world.replicator.registered()).toEqual([world.controlFile, world.file(maple)])
  expect(world.replicator.registered()).not.toContain(world.file(harbor))
  expect(world.replicator.urlOf(world.file(maple))).toStartWith(`s3://frontdesk/replicas/${maple}/${world.keyId(maple)}?`)
  await closeAndSettle(world, maple)
  expect(world.replicator.registered()).toEqual([world.controlFile])
})

test('the app closes a file before the replicator takes leave of it, and the log stays for the next time', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  write(world, maple)
  await world.look()
  world.tenants.as(maple, system('test')).write((tx) => void tx.db.run('INSERT INTO beside VALUES (2)'))
  await world.replication.settled()
  world.tenants.close(maple)
  expect(world.replicator.asked).not.toContain(`/unregister ${world.file(maple)}`)
  await world.replication.settled()
  expect(world.replicator.asked.at(-1)).toBe(`/unregister ${world.file(maple)}`)
  expect(statSync(`${world.file(maple)}-wal`).size).toBeGreaterThan(0)
})

test('a file that the other thread still has open stays registered', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await world.look()
  world.replication.opened(maple, 'jobs')
  open(world, maple)
  world.tenants.close(maple)
  await world.look()
  expect(world.replicator.registered()).toContain(world.file(maple))
  world.replication.closed(maple, 'jobs')
  await world.look()
  expect(world.replicator.registered()).not.toContain(world.file(maple))
})

test('while the replicator is away the app goes on, and says how far behind it is', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await world.look()
  await openAndSettle(world, maple)
  world.replicator.die()
  await world.replication.look()
  write(world, maple)
  world.later(60_000)
  expect(world.replication.standing).toEqual({
    replicator: 'away',
    bucket: 'reachable',
    registered: 0,
    behind: 2,
    lacking: 0,
    worstLagSeconds: 60,
  })
})

test('a replicator that comes back knows nothing, and is told again', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await world.look()
  await openAndSettle(world, maple)
  world.replicator.die()
  await world.replication.look()
  world.replicator.comeBack()
  await world.look()
  expect(world.replicator.registered()).toEqual([world.controlFile, world.file(maple)])
  expect(world.replication.standing).toMatchObject({ replicator: 'up', registered: 2, behind: 0 })
})

test('one that was restarted between two looks is told again as well', async () => {
  using world = openReplicated()
  await world.look()
  await openAndSettle(world, world.ids.maple)
  world.replicator.die()
  world.replicator.comeBack()
  await world.look()
  expect(world.replicator.registered()).toHaveLength(2)
})

test('what the bucket lacks is shipped when it is back, though the office was closed meanwhile', async () => {
  using world = openReplicated()
  const { maple, harbor } = world.ids
  await world.look()
  world.replicator.state.bucket = false
  world.later(10_000)
  await world.replication.look()
  expect(world.replication.standing.bucket).toBe('unreachable')
  open(world, maple)
  await closeAndSettle(world, maple)
  expect(world.replicator.registered()).toEqual([world.controlFile])
  world.replicator.state.bucket = true
  world.later(20_000)
  await world.look()
  await world.look()
  expect(world.replication.standing).toMatchObject({ bucket: 'reachable', behind: 0, registered: 1 })
  const deps = { fileOf: world.fileOf, bucket: world.bucket, replicator: replicatorAt(world.replicator.socket), now: Date.now }
  const status = await statusOf(deps, [maple, harbor])
  expect(status.map(({ id, state }) => ({ id, state }))).toEqual([
    { id: CONTROL, state: 'current' },
    { id: maple, state: 'current' },
    { id: harbor, state: 'never' },
  ])
})

test('an office that is in the bucket as it lies is not shipped for being looked at', async () => {
  using world = openReplicated()
  const { maple, harbor } = world.ids
  const registrations = () => world.replicator.asked.filter((each) => each.startsWith('/register')).length
  await world.look()
  await world.replication.search()
  await world.replication.settled()
  expect(world.replicator.asked).toContain(`/register ${world.file(maple)}`)
  expect(world.replicator.asked).toContain(`/register ${world.file(harbor)}`)
  const before = registrations()
  open(world, maple)
  world.tenants.close(maple)
  await world.replication.settled()
  const opened = registrations()
  await world.replication.search()
  await world.replication.settled()
  expect([before, opened]).toEqual([3, 4])
  expect(registrations()).toBe(opened)
})

test('what a command wrote beside the server is found and shipped, and nothing else', async () => {
  using world = openReplicated()
  const { harbor } = world.ids
  await world.look()
  await world.replication.search()
  await world.replication.settled()
  write(world, harbor)
  const asked = world.replicator.asked.length
  await world.replication.search()
  await world.replication.settled()
  const since = world.replicator.asked.slice(asked).filter((each) => each.startsWith('/register'))
  expect(since).toEqual([`/register ${world.file(harbor)}`])
})

test('the app never empties the log by itself, so that the replicator misses nothing', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await world.look()
  write(world, maple)
  const tenant = world.tenants.as(maple, system('test'))
  const pages = `x'${'00'.repeat(400_000)}'`
  for (let n = 0; n < 20; n++) tenant.write((tx) => void tx.db.run(`INSERT INTO beside VALUES (${pages})`))
  expect(statSync(`${world.file(maple)}-wal`).size).toBeGreaterThan(2 * 4_096 * 1_000)
})

test('where nobody can tell what became of the log, the replicator is made to begin with the whole file', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await world.look()
  await openAndSettle(world, maple)
  expect(world.emptied).toEqual([CONTROL, maple])
  await closeAndSettle(world, maple)
  await openAndSettle(world, maple)
  expect(world.emptied).toEqual([CONTROL, maple])
  await closeAndSettle(world, maple)
  removeMark(world.file(maple))
  await openAndSettle(world, maple)
  expect(world.emptied).toEqual([CONTROL, maple, maple])
})

test('notes about another replica go before a file is registered; those about this one stay', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  const notes = join(world.dataDir, maple, '.tenant.db-litestream')
  mkdirSync(notes)
  await world.look()
  await openAndSettle(world, maple)
  expect(existsSync(notes)).toBe(false)
  mkdirSync(notes)
  await closeAndSettle(world, maple)
  await openAndSettle(world, maple)
  expect(existsSync(notes)).toBe(true)
})

test('what a replicator has from a process before this one is taken over', async () => {
  using world = openReplicated()
  await world.look()
  await openAndSettle(world, world.ids.maple)
  world.restart()
  expect(world.replicator.registered()).toHaveLength(2)
  await world.look()
  expect(world.replicator.registered()).toEqual([world.controlFile])
})

test('an office that is gone with its files is not asked for again', async () => {
  using world = openReplicated()
  await world.look()
  const gone = '01900000-0000-7000-8000-000000000000' as TenantId
  world.replication.opened(gone, 'jobs')
  world.replication.closed(gone, 'jobs')
  await world.look()
  expect(world.replication.standing).toMatchObject({ registered: 1, behind: 0 })
})

test('an office with a new key leaves its last replica whole and begins another, while it stays open', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await world.look()
  await openAndSettle(world, maple)
  const [last, lastReplica] = [world.file(maple), world.keyId(maple)]
  const atLeaving: boolean[] = []
  await rotateTenantKey(
    {
      ...world,
      async turned(id) {
        atLeaving.push(world.replicator.registered().includes(last))
        await world.replication.turned(id)
        atLeaving.push(world.replicator.registered().includes(last))
      },
    },
    maple,
  )
  await openAndSettle(world, maple)
  expect([last === world.file(maple), lastReplica === world.keyId(maple)]).toEqual([false, false])
  expect(atLeaving).toEqual([true, false])
  expect(world.replicator.registered()).toEqual([world.controlFile, world.file(maple)])
  expect(world.replication.standing).toMatchObject({ registered: 2, behind: 0 })
})

test('the log of the control database is emptied while the replicator has let go of it, which then ships it anew', async () => {
  using world = openReplicated()
  await world.look()
  expect(world.replicator.registered()).toContain(world.controlFile)
  const before = world.replicator.asked.length
  let during: string[] = []
  await world.replication.makeWay(() => {
    during = world.replicator.registered()
  })
  await world.replication.settled()
  expect([during.includes(world.controlFile), world.replicator.registered().includes(world.controlFile)]).toEqual([false, true])
  expect(world.replicator.asked.slice(before).map((each) => each.split(' ')[0])).toEqual(['/unregister', '/register', '/sync'])
  world.replicator.die()
  let emptied = false
  await world.replication.makeWay(() => {
    emptied = true
  })
  expect(emptied).toBe(true)
  await expect(world.replication.makeWay(() => raise())).rejects.toThrow('still read')
  await world.replication.settled()
})

function raise(): never {
  throw new Error('still read')
}

test('what waits for a bucket that is away ends when nobody wants it any longer', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await openAndSettle(world, maple)
  world.replicator.state.bucket = false
  write(world, maple)
  world.tenants.close(maple)
  const over = new AbortController()
  const waiting = [world.replication.shipped(maple, over.signal), world.replication.kept(maple, over.signal)]
  expect(await Promise.race([...waiting, Bun.sleep(60).then(() => 'waits')])).toBe('waits')
  over.abort()
  expect(await Promise.race([Promise.all(waiting), Bun.sleep(1_000)])).toEqual([undefined, undefined])
  world.replicator.state.bucket = true
})

test('what waits for a bucket resolves when it has all of it', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await openAndSettle(world, maple)
  world.tenants.close(maple)
  expect(await world.replication.shipped(maple)).toBeGreaterThan(0)
})

test('what waits until the bucket has what was written asks for it, since the replicator may try again much later by itself', async () => {
  using world = openReplicated()
  const { maple } = world.ids
  await world.look()
  await openAndSettle(world, maple)
  const before = world.replicator.asked.length
  const waiting = world.replication.kept(maple)
  world.later(1)
  await waiting
  const asked = world.replicator.asked.slice(before)
  expect(asked.filter((each) => each.startsWith('/sync')).sort()).toEqual(
    [`/sync ${world.file(maple)}`, `/sync ${world.controlFile}`].sort(),
  )
})
