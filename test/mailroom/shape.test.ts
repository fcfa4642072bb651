import { expect, test } from 'bun:test'
import { refuseOddShape } from '../../src/mailroom/shape.ts'

const HEAD = 'From: ana@maple.test\r\nTo: 5552010100@maple.fax.us.test\r\n'

test.each([
  ['with a line that ends in LF alone', `${HEAD}\r\nNettleship\n.\r\n`, 'do not end in CRLF'],
  ['with an empty line that ends in LF alone', `${HEAD}\r\n\n`, 'do not end in CRLF'],
  ['with many lines above its text', `${HEAD}X-Note: a\r\n${' a\r\n'.repeat(1_000)}\r\nText\r\n`, 'more lines above its text'],
  ['with long lines above its text', `${HEAD}X-Note: ${'a'.repeat(65_536)}\r\n\r\nText\r\n`, 'more lines above its text'],
  ['that never comes to its text', `${HEAD}X-Note: ${'a'.repeat(65_536)}`, 'more lines above its text'],
  ['with many signatures', `${'DKIM-Signature: v=1\r\n'.repeat(21)}${HEAD}\r\nText\r\n`, 'more lines above its text'],
])('a mail %s is refused', (_, raw, because) => {
  expect(() => refuseOddShape(Buffer.from(raw))).toThrow(because)
})

test('one that is as mails are is not, however long its text', () => {
  expect(() => refuseOddShape(Buffer.from(`${HEAD}\r\n${'Text\r\n'.repeat(100_000)}`))).not.toThrow()
})
