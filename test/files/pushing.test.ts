import { expect, test } from 'bun:test'
import { type Bucket, pushWaiting } from '../../src/files/index.ts'
import { openFaxing } from '../support/faxing.ts'

/** Keeps what it is given. */
function memoryBucket() {
  const objects = new Map<string, Uint8Array>()
  const bucket = {
    look: async (name: string) => (objects.has(name) ? { bytes: objects.get(name)?.length } : undefined),
    put: async (name: string, bytes: Uint8Array) => void objects.set(name, new Uint8Array(bytes)),
    read: async (name: string) =>
      (async function* () {
        yield objects.get(name) as Uint8Array
      })(),
  } as unknown as Bucket
  return { objects, bucket }
}

test('an office takes all of its documents along, or is told that it cannot leave yet', async () => {
  using world = openFaxing()
  await world.submit()
  await world.submit()
  const { objects, bucket } = memoryBucket()
  const deps = { dataDir: world.dataDir, bucket }
  await expect(pushWaiting(deps, world.maple, 1)).rejects.toMatchObject({ message: expect.stringContaining('wait for the bucket') })
  expect(await pushWaiting(deps, world.maple, 2)).toBe(2)
  expect(objects.size).toBe(2)
  // As of before it was written down what lies on the disk.
  world.maple.write((tx) => tx.db.run('DELETE FROM stored_files'))
  await expect(pushWaiting(deps, world.maple)).rejects.toMatchObject({ message: expect.stringContaining('not written down yet') })
})
