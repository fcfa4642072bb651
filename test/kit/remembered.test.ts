import { expect, test } from 'bun:test'
import { ageMark, formatWhen } from '../../src/kit/dates.ts'
import { remembered } from '../../src/kit/remembered.ts'

test('what was made lately is not made again, and what is old is forgotten', () => {
  const made: string[] = []
  const shout = remembered(
    2,
    (word: string) => word,
    (word) => {
      made.push(word)
      return word.toUpperCase()
    },
  )
  expect(['a', 'b', 'a', 'c', 'a'].map(shout)).toEqual(['A', 'B', 'A', 'C', 'A'])
  expect(made).toEqual(['a', 'b', 'c', 'a'])
})

test('a moment keeps its mark only as long as the same is said of it', () => {
  const at = new Date('2026-03-02T15:00:00Z')
  const said = new Map<string, string>()
  for (let age = -9 * 86_400; age < 9 * 86_400; age += age < 90_000 && age > -90_000 ? 1 : 97) {
    const now = new Date(at.getTime() + age * 1000)
    const [mark, { relative }] = [ageMark(at, now), formatWhen(at, now, 'America/New_York')]
    expect([mark, said.get(mark) ?? relative]).toEqual([mark, relative])
    said.set(mark, relative)
  }
})
