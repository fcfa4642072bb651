import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeepsakes, type Standing } from '../../src/replication/index.ts'
import { openKeyRing } from '../../src/tenancy/index.ts'
import { objectsOf } from './support.ts'

const STANDING: Standing = { replicator: 'up', bucket: 'reachable', registered: 1, behind: 0, lacking: 0, worstLagSeconds: 0 }

function openKeepsakes() {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-keepsakes-'))
  openKeyRing({ masterKey: Buffer.alloc(32, 7), controlFile: join(dataDir, 'control.key') })
  const stored = new Map<string, Buffer>()
  let now = 0
  const keep = createKeepsakes({ objects: objectsOf(stored), dataDir, now: () => now })
  return {
    stored,
    keep: () => keep(STANDING),
    later(ms: number) {
      now += ms
    },
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true }),
  }
}
const keysIn = (stored: ReadonlyMap<string, Buffer>) => [...stored.keys()].filter((name) => name.startsWith('keys/'))

test('a key file that the bucket lost is there again some minutes later', async () => {
  using world = openKeepsakes()
  await world.keep()
  const [name = ''] = keysIn(world.stored)
  expect(name).toEndWith('/control.key')
  world.stored.delete(name)
  world.later(11 * 60_000)
  await world.keep()
  expect(keysIn(world.stored)).toEqual([name])
})

test('a key file that the bucket keeps as something else is not believed to be there', async () => {
  using world = openKeepsakes()
  const set = world.stored.set.bind(world.stored)
  world.stored.set = (name, bytes) => set(name, name.startsWith('keys/') ? bytes.subarray(1) : bytes)
  await expect(world.keep()).rejects.toThrow('did not keep a key file as it was given')
})
