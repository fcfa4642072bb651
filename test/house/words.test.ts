import { expect, test } from 'bun:test'
import { handlersOf } from '../../src/handlers.ts'
import { wordsFor } from '../../src/jobs/index.ts'
import { openWorld } from '../support/server.ts'

test('every kind of job is told in words', () => {
  using world = openWorld()
  const kinds = handlersOf(world.parts).map(({ kind }) => kind)
  expect(kinds.length).toBeGreaterThan(0)
  expect(kinds.filter((kind) => wordsFor(kind) === kind)).toEqual([])
})
