import { expect, test } from 'bun:test'
import {
  type CellDeps,
  changePlacement,
  claimPlacement,
  createDoors,
  type Placed,
  readPlacement,
  takeLease,
} from '../../src/cells/index.ts'
import { createLeaving } from '../../src/cells/leaving.ts'
import { readNote, writeNote } from '../../src/cells/notes.ts'
import { closeTenant, createTurnstile } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'
import { until } from '../support/server.ts'
import { memoryLeases } from './memory-leases.ts'

const OLIVE = { kind: 'operator', id: 'olive' } as const

/** Maple Street lives here, in cell a, and b makes room for it as soon as it is asked. */
async function inCellA(frozen: (over: AbortSignal) => unknown = () => {}) {
  const world = openOffices()
  const { ids, control } = world
  const id = ids.maple
  const store = memoryLeases()
  const now = () => world.now.value.getTime()
  await takeLease({ store, cell: 'b', now, termMs: 60_000, skewMs: 1_000 })
  await claimPlacement(store, id, 'a', 0)
  const resumed: string[] = []
  const hands = {
    drain: async () => {},
    kept: async () => {},
    push: async () => {},
    letGo: async () => {},
    resume: (which: string) => void resumed.push(which),
    shipped: async (_: string, over: AbortSignal) => {
      await frozen(over)
      return 7
    },
  } as unknown as CellDeps['hands']
  const leaving = createLeaving({
    ...world,
    ...{ store, hands, now },
    turnstile: createTurnstile(),
    tenure: {} as unknown as CellDeps['tenure'],
    whereabouts: { hear: async () => {} } as unknown as CellDeps['whereabouts'],
    doors: createDoors(),
    cell: 'a',
    skewMs: 1_000,
  })
  const standing = () => control.read((tx) => tx.db.all('SELECT state, frozen FROM departures'))
  async function move(): Promise<void> {
    const { ended } = await leaving.begin(id, 'b', OLIVE)
    await until(async () => (await readNote(store, 'b', id))?.is === 'asked')
    await writeNote(store, 'b', id, { is: 'ready', from: 'a', papers: '' })
    await ended
  }
  return { world, id, store, leaving, resumed, standing, move, placed: async () => (await readPlacement(store, id)) as Placed }
}

test('an office that another cell took over while it left is not written to here again', async () => {
  const cell = await inCellA(async () => {
    await changePlacement(cell.store, cell.id, await cell.placed(), { cell: 'c', epoch: 1 })
  })
  using _ = cell.world
  await cell.move()
  expect([cell.standing(), cell.resumed]).toEqual([[{ state: 'gone', frozen: 1 }], []])
})

test('nothing is waited for any longer when the move has ended, however it did', async () => {
  const waited: AbortSignal[] = []
  const cell = await inCellA((over) => {
    waited.push(over)
    throw new Error('not this time')
  })
  using _ = cell.world
  await cell.move()
  expect([cell.resumed, waited.map(({ aborted }) => aborted)]).toEqual([[cell.id], [true]])
})

test('a hand-over that was given up for lost cannot come true later', async () => {
  const cell = await inCellA()
  using _ = cell.world
  const { put } = cell.store
  let late = async (): Promise<unknown> => undefined
  cell.store.put = async (...given) => {
    if (!given[0].startsWith('placements/')) return put(...given)
    cell.store.put = put
    late = () => put(...given)
    throw new Error('no answer in time')
  }
  await cell.move()
  expect([cell.standing(), cell.resumed]).toEqual([[{ state: 'stayed', frozen: 0 }], [cell.id]])
  await late()
  expect((await cell.placed()).placement).toMatchObject({ cell: 'a', epoch: 0 })
})

test('an office that was closed meanwhile stays', async () => {
  const cell = await inCellA(() => cell.world.control.write((tx) => closeTenant(tx, cell.id, 30)))
  using _ = cell.world
  await cell.move()
  expect([cell.standing(), (await cell.placed()).placement.cell]).toEqual([[{ state: 'stayed', frozen: 0 }], 'a'])
})

test('a move that is called off before it was handed over stays, at whatever step it is', async () => {
  const cell: Awaited<ReturnType<typeof inCellA>> = await inCellA(() => void cell.leaving.abandon(cell.id))
  using _ = cell.world
  await cell.move()
  expect([cell.standing(), cell.resumed]).toEqual([[{ state: 'stayed', frozen: 0 }], [cell.id]])
  expect((await cell.placed()).placement).toMatchObject({ cell: 'a', epoch: 0 })
  expect(await readNote(cell.store, 'b', cell.id)).toBeUndefined()
})

test('what was handed over cannot be called off here any more', async () => {
  const cell = await inCellA()
  using _ = cell.world
  const { ended } = await cell.leaving.begin(cell.id, 'b', OLIVE)
  await until(async () => (await readNote(cell.store, 'b', cell.id))?.is === 'asked')
  await writeNote(cell.store, 'b', cell.id, { is: 'ready', from: 'a', papers: '' })
  await until(async () => (await cell.placed()).placement.cell === 'b')
  await until(() => (cell.standing()[0] as { state: string }).state === 'gone')
  expect(() => cell.leaving.abandon(cell.id)).toThrow('This office lives in cell b now. Move it back from there.')
  await writeNote(cell.store, 'b', cell.id, { is: 'arrived', from: 'a', papers: '' })
  await ended
})
