import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
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

  test('is listed in the order of its names, from where one was before; its end can be had alone; and it goes', async () => {
    await using s3 = await startS3()
    const objects = objectsIn(s3.config)
    for (const name of ['b', 'a', 'c']) await objects.put(`replicas/x/0000/${name}`, Buffer.from(`what ${name} holds`))
    await objects.put('replicas/y/0000/a', Buffer.from('another'))
    const listed = await objects.list('replicas/x/0000/')
    expect(listed.map(({ name, bytes }) => [name.at(-1), bytes])).toEqual([
      ['a', 12],
      ['b', 12],
      ['c', 12],
    ])
    expect(listed[0]?.etag).toBe(createHash('md5').update('what a holds').digest('hex'))
    expect((await objects.list('replicas/x/0000/', 'replicas/x/0000/b')).map(({ name }) => name)).toEqual(['replicas/x/0000/c'])
    expect((await objects.get('replicas/x/0000/a', 5))?.toString()).toBe('holds')
    await objects.remove('replicas/x/0000/a')
    expect(await objects.get('replicas/x/0000/a')).toBeUndefined()
    s3.fault = 'down'
    await expect(objects.list('replicas/x/')).rejects.toThrow()
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
