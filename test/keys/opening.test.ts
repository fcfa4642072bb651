import { expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMasters, openPlainMasters } from '../../src/keys/index.ts'

function place() {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-masters-'))
  const settings = { dataDir, file: join(dataDir, 'master.key'), mayMake: true, kms: '', deployment: 'test' }
  return { settings, [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true }) }
}

test('a master key is made once, where that is allowed, and read back the same', async () => {
  using here = place()
  const { settings } = here
  expect(() => openPlainMasters({ ...settings, mayMake: false })).toThrow('there is no file')
  const made = openPlainMasters(settings).current
  expect([made.length, (await openMasters(settings)).current.equals(made)]).toEqual([32, true])
  expect(statSync(settings.file).mode & 0o777).toBe(0o600)
})

test('beside keys that a lost master wrapped, no other is made', () => {
  using here = place()
  writeFileSync(join(here.settings.dataDir, 'control.key'), 'wrapped')
  expect(() => openPlainMasters(here.settings)).toThrow('there is no file')
})

test('a file that was being written when the power went does not stop the next start', () => {
  using here = place()
  writeFileSync(`${here.settings.file}.part`, 'ab')
  expect(openPlainMasters(here.settings).current).toHaveLength(32)
})

test.each([
  ['64 hex digits', `${'Ab'.repeat(32)}\n`, true],
  ['the base64 of 32 bytes', Buffer.alloc(32, 3).toString('base64'), true],
  ['a digit too few', 'a'.repeat(63), false],
  ['the base64 of 31 bytes', Buffer.alloc(31, 3).toString('base64'), false],
  ['a key and something else', `${'ab'.repeat(32)}\nsomething`, false],
  ['nothing', '', false],
])('a master key file that holds %s', (_, text, good) => {
  using here = place()
  writeFileSync(here.settings.file, text)
  if (good) expect(openPlainMasters(here.settings).current).toHaveLength(32)
  else expect(() => openPlainMasters(here.settings)).toThrow('MASTER_KEY_FILE')
})

test('of two keys in the file the first wraps and both open', () => {
  using here = place()
  writeFileSync(here.settings.file, `${'bb'.repeat(32)}\n${'aa'.repeat(32)}\n`)
  const { current, all } = openPlainMasters(here.settings)
  expect([current[0], all.map(([byte]) => byte).sort()]).toEqual([0xbb, [0xaa, 0xbb]])
  expect(readFileSync(here.settings.file, 'utf8')).toContain('bb')
})
