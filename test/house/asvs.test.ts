import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dir, '../..')

/** Every requirement of levels 1 and 2 in chapters V6 to V10 of ASVS 5.0.0. */
const NEEDED = `
  V6.1.1 V6.1.2 V6.1.3
  V6.2.1 V6.2.2 V6.2.3 V6.2.4 V6.2.5 V6.2.6 V6.2.7 V6.2.8 V6.2.9 V6.2.10 V6.2.11 V6.2.12
  V6.3.1 V6.3.2 V6.3.3 V6.3.4
  V6.4.1 V6.4.2 V6.4.3 V6.4.4
  V6.5.1 V6.5.2 V6.5.3 V6.5.4 V6.5.5
  V6.6.1 V6.6.2 V6.6.3
  V6.8.1 V6.8.2 V6.8.3 V6.8.4
  V7.1.1 V7.1.2 V7.1.3
  V7.2.1 V7.2.2 V7.2.3 V7.2.4
  V7.3.1 V7.3.2
  V7.4.1 V7.4.2 V7.4.3 V7.4.4 V7.4.5
  V7.5.1 V7.5.2
  V7.6.1 V7.6.2
  V8.1.1 V8.1.2
  V8.2.1 V8.2.2 V8.2.3
  V8.3.1
  V8.4.1
  V9.1.1 V9.1.2 V9.1.3
  V9.2.1 V9.2.2 V9.2.3 V9.2.4
  V10.1.1 V10.1.2
  V10.2.1 V10.2.2
  V10.3.1 V10.3.2 V10.3.3 V10.3.4
  V10.4.1 V10.4.2 V10.4.3 V10.4.4 V10.4.5 V10.4.6 V10.4.7 V10.4.8 V10.4.9 V10.4.10 V10.4.11
  V10.5.1 V10.5.2 V10.5.3 V10.5.4 V10.5.5
  V10.6.1 V10.6.2
  V10.7.1 V10.7.2 V10.7.3
`
  .trim()
  .split(/\s+/)
const ANSWERS = ['met', 'does not apply', 'not met yet']

const page = readFileSync(join(ROOT, 'docs/asvs.md'), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| V'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, id = '', short = '', answer = '', shown = '']) => ({ id, short, answer, shown }))
const pathsIn = (text: string): string[] => [...text.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) => path)

test('every requirement has one row, in order, with an answer and what shows it', () => {
  expect(rows.map(({ id }) => id)).toEqual(NEEDED)
  for (const { id, short, answer, shown } of rows) {
    expect([id, ANSWERS.includes(answer), short.length > 0, shown.length > 0]).toEqual([id, true, true, true])
    if (answer === 'met') expect([id, pathsIn(shown).length > 0]).toEqual([id, true])
  }
})

test('every file that is named is there', () => {
  const missing = pathsIn(page).filter((path) => !existsSync(join(ROOT, path)))
  expect(missing).toEqual([])
})
