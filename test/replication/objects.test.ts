import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { objectsIn } from '../../src/replication/index.ts'
import { hasS3, missS3, startS3 } from '../support/s3.ts'

setDefaultTimeout(20_000)
if (!hasS3) missS3()

describe.skipIf(!hasS3)('what lies beside the replicas', () => {
  test('is there as it was put, and undefined where nothing was', async () => {
    await using s3 = await startS3()
    const objects = objectsIn(s3.config)
    expect(await objects.get('heartbeat.json')).toBeUndefined()
    await objects.put('keys/one/control.key', Buffer.from('sealed'))
    await objects.put('keys/one/control.key', Buffer.from('sealed again'))
    expect((await objects.get('keys/one/control.key'))?.toString()).toBe('sealed again')
  })

  test('is never taken for absent when the bucket is away, refuses, or does not know us', async () => {
    await using s3 = await startS3()
    const objects = objectsIn(s3.config)
    await objects.put('heartbeat.json', Buffer.from('{}'))
    for (const fault of ['refuses', 'down'] as const) {
      s3.fault = fault
      await expect(objects.get('heartbeat.json')).rejects.toThrow()
      await expect(objects.put('heartbeat.json', Buffer.from('{}'))).rejects.toThrow()
      s3.fault = 'none'
    }
    const stranger = objectsIn({ ...s3.config, secretAccessKey: 'wrong' })
    await expect(stranger.get('heartbeat.json')).rejects.toThrow()
    expect((await objects.get('heartbeat.json'))?.toString()).toBe('{}')
  })
})
