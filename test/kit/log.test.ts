import { expect, test } from 'bun:test'
import { createLog, describeError, requestScope } from '../../src/kit/log.ts'

const SECRET = 'Rosalind Quill, born 1961'

function thrown(error: unknown): string {
  const lines: string[] = []
  createLog('debug', (line) => void lines.push(line))('error', 'it.failed', describeError(error))
  return lines.join('')
}

test.each([
  ['one line', SECRET],
  ['several lines', `a list:\n${SECRET}`],
  ['a line that looks like a frame', `bad row\n    at ${SECRET} (x.ts:1:1)`],
])('the message of an error is not logged, were it %s', (_, message) => {
  for (const error of [new Error(message), new TypeError(message), new Error('outer', { cause: new Error(message) })])
    expect(thrown(error)).not.toContain('Rosalind')
})

test.each([
  ['a string', SECRET],
  ['an object', { name: SECRET }],
  ['nothing', undefined],
])('nor is %s that was thrown', (_, value) => {
  expect(thrown(value)).not.toContain('Rosalind')
})

test('the class, the code and the place of an error are logged', () => {
  const error = Object.assign(new RangeError(SECRET), { code: 'SQLITE_FULL' })
  expect(describeError(error)).toMatchObject({
    error: 'RangeError',
    code: 'SQLITE_FULL',
    where: expect.stringContaining('test/kit/log.test.ts:'),
  })
  expect(describeError(new Error('outer', { cause: error }))['code']).toBe('SQLITE_FULL')
})

test('where it happened is told without the paths of this machine', () => {
  expect(thrown(new Error('x'))).not.toContain(import.meta.dir.split('/test')[0] ?? '-')
})

test('a line is one JSON object with the request it belongs to', () => {
  const lines: string[] = []
  const log = createLog('info', (line) => void lines.push(line))
  requestScope.run('r-1', () => log('info', 'fax.sent', { pages: 3, note: 'two\nlines' }))
  expect(lines).toHaveLength(1)
  expect(lines[0]?.split('\n')).toHaveLength(2)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', event: 'fax.sent', request: 'r-1', pages: 3 })
})

test('what is below the least level is not written', () => {
  const lines: string[] = []
  const log = createLog('warn', (line) => void lines.push(line))
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log(level, level)
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['warn', 'error'])
})
