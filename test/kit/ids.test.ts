import { expect, test } from 'bun:test'
import { isId, newId } from '../../src/kit/ids.ts'

test('ids sort by the time they were made and are never the same', () => {
  const ids = Array.from({ length: 1_000 }, () => newId<'fax'>())
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(1_000)
})

test('only an id is an id', () => {
  expect(
    [newId<'fax'>(), '', '../control.db', `${newId<'fax'>()}/..`, newId<'fax'>().toUpperCase(), `${newId<'fax'>()}\n`].map(isId),
  ).toEqual([true, false, false, false, false, false])
})
