import { expect, setDefaultTimeout, test } from 'bun:test'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createArriving } from '../../src/cells/arriving.ts'
import { type CellDeps, claimPlacement, createDoors, takeLease } from '../../src/cells/index.ts'
import { readNote, removeNote, writeNote } from '../../src/cells/notes.ts'
import { changePlacement, readPlacement } from '../../src/cells/placement.ts'
import { leaveTakeawaysBehind } from '../../src/custody/index.ts'
import { holdUnsettled } from '../../src/fax/index.ts'
import { createTurnstile, forgetTenant, listTenants, papersOf, sealPapers, type Tx } from '../../src/tenancy/index.ts'
import { openFaxing } from '../support/faxing.ts'
import { until } from '../support/server.ts'
import { memoryLeases } from './memory-leases.ts'

setDefaultTimeout(20_000)
const OLIVE = { kind: 'operator', id: 'olive' } as const
const [TERM, SKEW] = [60_000, 1_000]
const ARCHIVE = `INSERT INTO takeaways (id, form, state, sealed_keys, asked_by_kind, asked_by, asked_at) VALUES ('a', 'open', 'waiting', x'00', 'user', 'ana', 0)`

/** Maple Street lives in cell a, with a fax that has not ended; we are cell b and have nothing of it. */
async function inCellB(hold: (tx: Tx) => number = holdUnsettled, welcome: () => void = () => {}) {
  const world = openFaxing()
  await world.submit()
  world.maple.write((tx) => tx.db.run(ARCHIVE))
  const { ids, control, keys, dataDir, tenants } = world
  const id = ids.maple
  const papers = sealPapers(
    keys,
    control.read((tx) => papersOf(tx, id)),
  )
  const replica = join(dataDir, 'replica.db')
  tenants.close(id)
  copyFileSync(tenants.locate(id).path, replica)
  rmSync(join(dataDir, id), { recursive: true })
  control.write((tx) => forgetTenant(tx, id))
  const [store, clock, rests] = [memoryLeases(), { now: 1_000_000 }, [] as number[]]
  const now = () => clock.now
  const rest = async (ms: number) => {
    rests.push(ms)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await takeLease({ store, cell: 'a', now, termMs: TERM, skewMs: SKEW })
  await claimPlacement(store, id, 'a', 0)
  const hands = {
    fetch: async (_: string, to: string) => {
      copyFileSync(replica, to)
      return { is: 'restored', txid: 7, changedAt: new Date() } as const
    },
    kept: async () => {},
    leaveBehind: leaveTakeawaysBehind,
    hold,
    welcome,
  } as unknown as CellDeps['hands']
  const arriving = createArriving({
    ...{ store, dataDir, control, keys, tenants, hands, now, rest },
    turnstile: createTurnstile(),
    tenure: { noteClaim() {} } as unknown as CellDeps['tenure'],
    whereabouts: { tell: async () => {} } as unknown as CellDeps['whereabouts'],
    doors: createDoors(),
    cell: 'b',
    skewMs: SKEW,
    log: world.log,
  })
  return {
    ...{ world, id, arriving, clock, rests, store, papers },
    state: () => control.read(listTenants).find((each) => each.id === id)?.state,
    archives: () => world.maple.read((tx) => tx.db.all('SELECT state FROM takeaways')),
    recipients: () => world.maple.read((tx) => tx.db.all('SELECT status FROM fax_recipients')),
  }
}

test('an office whose cell was lost while it moved here is not served before that cell can write no more, and nothing is sent twice', async () => {
  const { world, id, arriving, clock, rests, store, papers, state, recipients } = await inCellB()
  using _ = world
  await writeNote(store, 'b', id, { is: 'asked', from: 'a', papers })
  await arriving.look()
  await until(async () => (await readNote(store, 'b', id))?.is === 'ready')
  const clearAt = await arriving.takeOver({ id, cell: 'a', papers, epoch: 0 }, OLIVE)
  expect(clearAt.getTime()).toBe(1_000_000 + TERM + SKEW)
  await until(() => rests.length > 20)
  expect(state()).toBe('making')
  clock.now = clearAt.getTime()
  await until(() => state() === 'active')
  expect(recipients()).toEqual([{ status: 'held' }])
})

test('an office whose web name is another one’s here is refused in words, and nothing of it is made', async () => {
  const { world, id, arriving, store, papers, state } = await inCellB()
  using _ = world
  world.control.write((tx) => tx.db.run(`UPDATE tenants SET slug = 'maple' WHERE id = '${world.ids.harbor}'`))
  await writeNote(store, 'b', id, { is: 'asked', from: 'a', papers })
  await arriving.look()
  const refused = await until(async () => {
    const note = await readNote(store, 'b', id)
    return note?.is === 'refused' && note
  })
  expect([refused.why, state()]).toEqual(['Another office of cell b has this web name.', undefined])
})

test('a cell that asked and does not run any more is waited for without asking the bucket all the time', async () => {
  const { world, id, arriving, clock, rests, store, papers, state } = await inCellB()
  using _ = world
  await writeNote(store, 'b', id, { is: 'asked', from: 'a', papers })
  await arriving.look()
  await until(async () => (await readNote(store, 'b', id))?.is === 'ready')
  const often = Math.max(...rests)
  clock.now += TERM + SKEW
  await until(() => rests.some((ms) => ms >= 20 * often))
  expect(state()).toBe('making')
  await removeNote(store, 'b', id)
  await until(() => state() === undefined)
})

test('nobody comes in before what had not ended is held, however often that fails', async () => {
  const seen: unknown[] = []
  const { world, id, arriving, clock, papers, state, recipients } = await inCellB((tx) => {
    if (seen.push(state()) === 1) throw new Error('not this time')
    return holdUnsettled(tx)
  })
  using _ = world
  const clearAt = await arriving.takeOver({ id, cell: 'a', papers, epoch: 0 }, OLIVE)
  clock.now = clearAt.getTime()
  await until(() => state() === 'active')
  expect(seen).toEqual(['making', 'making'])
  expect(recipients()).toEqual([{ status: 'held' }])
})

test('its jobs are taken up though that failed at first', async () => {
  const welcomes: string[] = []
  const { world, id, arriving, clock, papers } = await inCellB(holdUnsettled, () => {
    welcomes.push('tried')
    if (welcomes.length === 1) throw new Error('not this time')
    welcomes.push('done')
  })
  using _ = world
  const clearAt = await arriving.takeOver({ id, cell: 'a', papers, epoch: 0 }, OLIVE)
  clock.now = clearAt.getTime()
  await until(() => welcomes.length === 1)
  await until(async () => {
    if (!arriving.expects(id)) await arriving.look()
    return welcomes.length > 1
  })
  await until(() => !arriving.expects(id))
  await arriving.look()
  await until(() => !arriving.expects(id))
  expect(welcomes).toEqual(['tried', 'tried', 'done'])
})

test('one that was handed over and is noted nowhere is begun again without a word to the cell that had it; archives stayed there', async () => {
  const { world, id, arriving, store, papers, state, archives } = await inCellB()
  using _ = world
  const [last, lease] = [await readPlacement(store, id), await store.get('leases/a')]
  if (!last || !lease) throw new Error('It has a placement, and its cell a lease.')
  await changePlacement(store, id, last, { cell: 'b', epoch: 1, from: { cell: 'a', replica: 'r', txid: 7, papers, by: OLIVE } })
  await arriving.takeOver({ id, cell: 'a', papers, epoch: 0 }, OLIVE)
  await until(() => state() === 'active')
  expect((await store.get('leases/a'))?.tag).toBe(lease.tag)
  expect(archives()).toEqual([{ state: 'failed' }])
})

test('what was taken over and does not stand here, and is noted nowhere, is begun again when it is asked for; what stands is not', async () => {
  const { world, id, arriving, clock, store, papers, state, recipients } = await inCellB()
  using _ = world
  const last = await readPlacement(store, id)
  if (!last) throw new Error('It has a placement.')
  await changePlacement(store, id, last, { cell: 'b', epoch: 1, from: { cell: 'a', replica: 'r', txid: null, papers, by: OLIVE } })
  await arriving.look()
  const clearAt = await arriving.takeOver({ id, cell: 'a', papers, epoch: 0 }, OLIVE)
  expect([clearAt.getTime(), state()]).toEqual([1_000_000 + TERM + SKEW, 'making'])
  clock.now = clearAt.getTime()
  await until(() => state() === 'active')
  expect(recipients()).toEqual([{ status: 'held' }])
  const again = () => arriving.takeOver({ id, cell: 'a', papers, epoch: 0 }, OLIVE)
  await expect(again()).rejects.toMatchObject({ code: 'conflict', message: 'This office lives in this cell already.' })
})
