import { expect, test } from 'bun:test'
import { formatPhone, parsePhone } from '../../src/kit/phone.ts'

test.each([
  ['+15550100001', '+15550100001'],
  ['(555) 201-0100', '+15552010100'],
  ['555.201.0100', '+15552010100'],
  ['1 555 201 0100', '+15552010100'],
  ['  555 201 0100\n', '+15552010100'],
  ['+44 20 7183 8750', '+442071838750'],
  ['011 44 20 7183 8750', '+442071838750'],
])('%p is the number %s', (text, e164) => {
  expect(parsePhone(text)).toBe(e164)
})

test.each([
  [''],
  ['   '],
  ['fax'],
  ['201-0100'],
  ['555 201 01000000'],
  ['+1555201'],
  ['(555) 201-0100 ext. 12'],
  ['(555) 201-0100 x12'],
  ['5'.repeat(5_000)],
  ['front@maple.example'],
])('%p is not a number one can fax to', (text) => {
  expect(parsePhone(text)).toBeUndefined()
})

test('a number is shown as people write it, and read back as the same', () => {
  expect(formatPhone('+15552010100')).toBe('(555) 201-0100')
  expect(formatPhone('+442071838750')).toBe('+44 20 7183 8750')
  for (const e164 of ['+15552010100', '+15550100001', '+442071838750', '+498912345678']) expect(parsePhone(formatPhone(e164))).toBe(e164)
})

test('what cannot be read is shown as it stands', () => {
  expect(formatPhone('anonymous')).toBe('anonymous')
})
