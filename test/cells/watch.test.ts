import { expect, test } from 'bun:test'
import type { CellOptions } from '../../src/cells/index.ts'
import { createWatch } from '../../src/cells/watch.ts'
import { openOffices } from '../support/offices.ts'
import { until } from '../support/server.ts'

function watched(more: { readonly followUp?: () => Promise<void>; readonly holds?: () => boolean }) {
  const world = openOffices()
  let kept = 0
  const nothing = async () => {}
  const watch = createWatch({
    ...world,
    now: Date.now,
    termMs: more.holds ? 600_000 : 5_000,
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
