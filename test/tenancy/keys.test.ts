import { expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '../../src/kit/ids.ts'
import { deriveKey, openKeyRing } from '../../src/tenancy/index.ts'

function place() {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-keys-'))
  return { file: (name: string) => join(directory, name), [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
}

const ring = (controlFile: string, master = Buffer.alloc(32, 7)) => openKeyRing({ masterKey: master, controlFile })
const [MAPLE, HARBOR] = [newId<'tenant'>(), newId<'tenant'>()]

test('a wrapped key opens for its tenant, and gives a key for each purpose', () => {
  using here = place()
  const keys = ring(here.file('control.key'))
  const wrapped = keys.newWrappedKey(MAPLE)
  const derived = (['database', 'files', 'tokens'] as const).map((purpose) => keys.derive(MAPLE, wrapped, purpose).toString('hex'))
  expect(new Set(derived).size).toBe(3)
  expect(keys.derive(MAPLE, wrapped, 'files').toString('hex')).toBe(derived[1] ?? '')
})

test('no two tenants share a key, nor are two wrappings of the ring alike', () => {
  using here = place()
  const keys = ring(here.file('control.key'))
  const made = Array.from({ length: 50 }, () => keys.derive(MAPLE, keys.newWrappedKey(MAPLE), 'database').toString('hex'))
  expect(new Set([...made, keys.controlKeyHex]).size).toBe(51)
})

test('another master key opens nothing', () => {
  using here = place()
  const keys = ring(here.file('control.key'))
  const other = ring(here.file('other.key'), Buffer.alloc(32, 8))
  expect(() => other.derive(MAPLE, keys.newWrappedKey(MAPLE), 'database')).toThrow('master key is another one')
  expect(() => ring(here.file('control.key'), Buffer.alloc(32, 8))).toThrow('wrapped key of control')
})

test('another tenant’s wrapped key does not open as one’s own', () => {
  using here = place()
  const keys = ring(here.file('control.key'))
  expect(() => keys.derive(HARBOR, keys.newWrappedKey(MAPLE), 'database')).toThrow('does not open')
})

test('a wrapped key with any byte changed, cut short or drawn out is refused', () => {
  using here = place()
  const keys = ring(here.file('control.key'))
  const wrapped = keys.newWrappedKey(MAPLE)
  const refused = (bytes: Buffer) => expect(() => keys.derive(MAPLE, bytes, 'database')).toThrow('does not open')
  for (let at = 0; at < wrapped.length; at++) refused(Buffer.from(wrapped.map((byte, index) => (index === at ? byte ^ 1 : byte))))
  for (let length = 0; length < wrapped.length; length++) refused(wrapped.subarray(0, length))
  refused(Buffer.concat([wrapped, Buffer.alloc(1)]))
})

test('the control key survives a restart, and its file holds it only wrapped, for its owner’s eyes', () => {
  using here = place()
  const first = ring(here.file('control.key'))
  expect(ring(here.file('control.key')).controlKeyHex).toBe(first.controlKeyHex)
  expect(readFileSync(here.file('control.key')).toString('hex')).not.toContain(first.controlKeyHex)
  expect(statSync(here.file('control.key')).mode & 0o777).toBe(0o600)
})

test('a file that was being written when the power went does not stop the next start', () => {
  using here = place()
  writeFileSync(here.file('control.key.part'), 'ab')
  expect(ring(here.file('control.key')).controlKeyHex).toHaveLength(64)
})

test('keys of different purposes or lengths are derived, not cut', () => {
  const key = Buffer.alloc(32, 1)
  expect(deriveKey(key, 'tokens')).not.toEqual(deriveKey(key, 'token s'))
  expect(deriveKey(key, 'tokens', 64)).toHaveLength(64)
})
