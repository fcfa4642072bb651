import { expect, test } from 'bun:test'
import { slipsOf } from '../../../src/fax/guard/slips.ts'

test('a digit mistyped and two neighbours swapped are slips; the country and the number itself are not', () => {
  const slips = slipsOf('+15552010100')
  expect(slips).toContain('+15552010101')
  expect(slips).toContain('+15552011000')
  expect(slips).toContain('+15525010100')
  expect(slips).not.toContain('+15552010100')
  expect(slips).not.toContain('+25552010100')
  expect(new Set(slips).size).toBe(slips.length)
  expect(slips.every((slip) => slip.length === 12)).toBe(true)
})

test('a slip goes both ways', () => {
  for (const slip of slipsOf('+15552010100')) expect(slipsOf(slip)).toContain('+15552010100')
})
