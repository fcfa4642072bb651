import { expect, test } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { noteTaken } from '../../src/cells/departures.ts'
import type { CellOptions } from '../../src/cells/index.ts'
import { createWatch } from '../../src/cells/watch.ts'
import { tenantDirectory } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'
import { until } from '../support/server.ts'

type Given = { readonly followUp?: () => Promise<void>; readonly holds?: () => boolean; readonly hands?: Partial<CellOptions['hands']> }

function watched(more: Given, world = openOffices()) {
  let kept = 0
  const nothing = async () => {}
  const watch = createWatch({
    ...world,
    now: Date.now,
    termMs: more.holds ? 600_000 : more.hands ? 50 : 5_000,
    hands: more.hands,
    cell: 'a',
    guard: { holds: more.holds ?? (() => true) },
    tenure: { keep: async () => ++kept > 0, claimNew: nothing, release: nothing },
    whereabouts: { tell: nothing, hear: nothing },
    begun() {},
    leaving: { followUp: more.followUp ?? nothing },
    arriving: { look: nothing },
  } as unknown as Parameters<typeof createWatch>[0] & CellOptions)
  return {
    kept: () => kept,
    async [Symbol.asyncDispose]() {
      await watch.stop()
      world[Symbol.dispose]()
    },
  }
}

test('the lease of all offices is renewed, however long one of them takes to leave', async () => {
  await using watch = watched({ followUp: () => new Promise(() => {}) })
  await until(() => watch.kept() >= 3)
})

test('a lease that somebody gave up beside us is taken again at once', async () => {
  await using watch = watched({ holds: () => false })
  await until(() => watch.kept() >= 2)
  expect(watch.kept()).toBeGreaterThanOrEqual(2)
})

test('what lies here of an office taken over is kept for a person, though the bucket never takes the rest of it', async () => {
  const world = openOffices()
  const { id } = world.maple
  world.control.write((tx) => noteTaken(tx, { id, slug: 'maple', cell: 'b' }))
  const place = tenantDirectory(world.dataDir, id)
  const shipped = (_: unknown, over?: AbortSignal) => new Promise<undefined>((end) => over?.addEventListener('abort', () => end(undefined)))
  await using _watch = watched({ hands: { letGo: async () => {}, shipped } }, world)
  expect(await until(() => !existsSync(place))).toBe(true)
  expect(readdirSync(dirname(place)).filter((name) => name.startsWith(`${id}.left-`))).toHaveLength(1)
})
