import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bucket, countWaiting, evictBeyond, type FileId, keepFile } from '../../src/files/index.ts'
import { findStored } from '../../src/files/rows.ts'
import { type Faxing, openFaxing, PDF } from '../support/faxing.ts'
import { type Fault, hasS3, lockFor, missS3, type S3, startS3 } from '../support/s3.ts'

setDefaultTimeout(20_000)
const DAY = 24 * 3_600_000
if (!hasS3) missS3()

describe.skipIf(!hasS3)('documents in a bucket', () => {
  let s3: S3
  beforeAll(async () => {
    s3 = await startS3()
  })
  afterAll(() => s3[Symbol.asyncDispose]())

  function open(fault: Fault = 'none') {
    s3.fault = fault
    s3.headers.clear()
    s3.answers.clear()
    s3.asked.length = 0
    const bucket = s3.connect()
    const faxing = openFaxing(bucket)
    return { faxing, ...around(faxing, bucket), [Symbol.dispose]: () => faxing[Symbol.dispose]() }
  }

  function around(faxing: Faxing, bucket: Bucket) {
    const { maple, dataDir, control, tenants, log, ids } = faxing
    const at = (id: FileId) => join(dataDir, ids.maple, 'files', id)
    const row = (id: FileId) => maple.read((tx) => findStored(tx, id))
    return {
      at,
      row,
      copyOf: (id: FileId) => `documents/${ids.maple}/${id}/${row(id)?.sealedSha256}`,
      waiting: () => maple.read(countWaiting).count,
      evict: (limitBytes = 0) => evictBeyond({ dataDir, control, tenants, bucket, log, limitBytes }),
      /** The document of a fax that is sent as it was attached. */
      async documentOf(fax: { id: Parameters<Faxing['show']>[0] }): Promise<FileId> {
        const { documentId } = faxing.show(fax.id).fax
        if (!documentId) throw new Error('The fax has no document.')
        return documentId
      },
    }
  }

  /** A fax with one document, and what of it lies on the disk. */
  async function sent(world: ReturnType<typeof open>): Promise<{ readonly id: FileId; readonly sealed: Buffer }> {
    const id = await world.documentOf(await world.faxing.submit(undefined, { cover: false }))
    return { id, sealed: readFileSync(world.at(id)) }
  }

  test('a fax is accepted before the bucket hears of it; then its sealed bytes lie there under a name that tells nothing', async () => {
    using world = open()
    const { id, sealed } = await sent(world)
    expect([s3.asked.length, world.waiting()]).toEqual([0, 1])
    await world.faxing.work()
    expect([world.waiting(), world.row(id)?.uploadedAt]).toEqual([0, world.faxing.now.value])
    expect(s3.objects().get(world.copyOf(id))?.equals(sealed)).toBe(true)
    const { maple } = world.faxing.ids
    expect([...s3.objects().keys()].filter((name) => name.includes(maple))).toEqual([world.copyOf(id)])
    for (const [name, bytes] of s3.objects()) {
      expect(name).toMatch(/^documents\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/[0-9a-f]{64}$/)
      expect(bytes.includes(PDF)).toBe(false)
    }
  })

  test('what was read longest ago leaves the disk first, and comes back when it is wanted', async () => {
    using world = open()
    const [one, two] = [await sent(world), await sent(world)]
    await world.faxing.work()
    utimesSync(world.at(one.id), new Date(1_000), new Date(1_000))
    utimesSync(world.at(two.id), new Date(500), new Date(1_000))
    await world.faxing.files.read(world.faxing.ids.maple, two.id)
    expect(await world.evict(statSync(world.at(two.id)).size)).toBe(1)
    expect([existsSync(world.at(one.id)), existsSync(world.at(two.id))]).toEqual([false, true])
    const { body, size } = await world.faxing.files.stream(world.faxing.ids.maple, one.id)
    expect(Buffer.from(await new Response(body).arrayBuffer()).equals(PDF)).toBe(true)
    expect([size, readFileSync(world.at(one.id)).equals(one.sealed)]).toEqual([PDF.length, true])
  })

  test('a large document comes back as a stream, for many readers at once by one way to the bucket', async () => {
    using world = open()
    const { faxing } = world
    const plain = Buffer.alloc(9 * 1024 * 1024, 'page of a fax. ')
    const stored = await faxing.files.put(faxing.ids.maple, plain)
    faxing.maple.write((tx) => keepFile(tx, stored))
    await faxing.work()
    await world.evict()
    s3.asked.length = 0
    const read = async () => {
      const { body } = await faxing.files.stream(faxing.ids.maple, stored.id)
      return Buffer.from(await new Response(body).arrayBuffer()).equals(plain)
    }
    expect(await Promise.all([read(), read(), read()])).toEqual([true, true, true])
    expect(s3.asked.filter((each) => each.startsWith('GET'))).toHaveLength(1)
  })

  test('one flipped byte in the bucket is refused in plain words, by every door, and never takes the place of what is here', async () => {
    using world = open()
    const { id, sealed } = await sent(world)
    await world.faxing.work()
    const { files, ids } = world.faxing
    const damaged = Buffer.from(sealed)
    damaged[damaged.length - 3] = (damaged[damaged.length - 3] ?? 0) ^ 4
    s3.overwrite(world.copyOf(id), damaged)
    expect(await files.check(ids.maple, id)).toBe('sound')
    rmSync(world.at(id))
    const refused = expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('failed its integrity check') })
    for (const door of [files.read, files.stream]) expect(await door(ids.maple, id).catch((error: unknown) => error)).toEqual(refused)
    expect([await files.check(ids.maple, id), existsSync(world.at(id))]).toEqual(['damaged', false])
    s3.overwrite(world.copyOf(id), sealed)
    expect([await files.check(ids.maple, id), existsSync(world.at(id))]).toEqual(['sound', false])
    expect((await files.read(ids.maple, id)).equals(PDF)).toBe(true)
  })

  test('a copy here that was damaged is replaced by the one in the bucket', async () => {
    using world = open()
    const { id, sealed } = await sent(world)
    await world.faxing.work()
    writeFileSync(world.at(id), Buffer.concat([sealed.subarray(0, -1), Buffer.of((sealed.at(-1) ?? 0) ^ 1)]))
    expect((await world.faxing.files.read(world.faxing.ids.maple, id)).equals(PDF)).toBe(true)
    expect(readFileSync(world.at(id)).equals(sealed)).toBe(true)
  })

  test.each(['down', 'refuses', 'hangs', 'loses', 'flips'] as const)(
    'while the bucket %s, faxes are accepted and sent, nothing leaves the disk, and it all goes there once it is well',
    async (fault) => {
      using world = open(fault)
      const { faxing } = world
      const documents = [await sent(world), await sent(world), await sent(world)]
      for (let n = 0; n < 4; n++) {
        await faxing.work()
        faxing.later(2 * 60_000)
      }
      expect([faxing.carrier.asked.length, world.waiting(), await world.evict()]).toEqual([3, 3, 0])
      expect(faxing.logged.map(({ event }) => event)).toContain(
        fault === 'loses' || fault === 'flips' ? 'files.upload_unsafe' : 'files.upload_unreachable',
      )
      s3.fault = 'none'
      await faxing.work()
      expect(world.waiting()).toBe(0)
      for (const { id, sealed } of documents) expect(s3.objects().get(world.copyOf(id))?.equals(sealed)).toBe(true)
      expect(await world.evict()).toBe(3)
      for (const { id } of documents) expect((await faxing.files.read(faxing.ids.maple, id)).equals(PDF)).toBe(true)
    },
  )

  test('a document that is only in a bucket that is out of reach is said to be so, with a time to come back', async () => {
    using world = open()
    const { id } = await sent(world)
    await world.faxing.work()
    await world.evict()
    s3.fault = 'down'
    const { files, ids } = world.faxing
    expect(await files.check(ids.maple, id)).toBe('unreachable')
    expect(await files.read(ids.maple, id).catch((error: unknown) => error)).toMatchObject({ code: 'unavailable', retryAfterSeconds: 60 })
    s3.fault = 'none'
    expect(await files.check(ids.maple, id)).toBe('sound')
  })

  test('a copy that the bucket lost after all is noticed before ours leaves, and goes there again', async () => {
    using world = open()
    const { id, sealed } = await sent(world)
    await world.faxing.work()
    s3.lose(world.copyOf(id))
    expect([await world.evict(), existsSync(world.at(id)), world.waiting()]).toEqual([0, true, 1])
    await world.faxing.work()
    expect(s3.objects().get(world.copyOf(id))?.equals(sealed)).toBe(true)
  })

  test('the bucket is credited with encryption only when it says so of the object', async () => {
    using world = open()
    const said = { encryption: null, lockedUntil: null }
    s3.answers.set('encryption', ENCRYPTS)
    const silent = await sent(world)
    await world.faxing.work()
    expect([s3.asked.some((each) => each.includes('?encryption')), world.row(silent.id)]).toEqual([true, expect.objectContaining(said)])
    s3.headers.set('x-amz-server-side-encryption', 'AES256')
    const spoken = await sent(world)
    await world.faxing.work()
    expect(world.row(spoken.id)).toMatchObject({ encryption: 'AES256', lockedUntil: null })
  })

  test('what a bucket with a rule keeps is locked, and written down as the bucket says it of the object', async () => {
    await using locking = await startS3({ locks: true })
    await lockFor(locking, 3)
    using faxing = openFaxing(locking.connect())
    const { row, documentOf } = around(faxing, locking.connect())
    const id = await documentOf(await faxing.submit(undefined, { cover: false }))
    await faxing.work()
    expect(row(id)).toMatchObject({ encryption: null, lockedUntil: expect.any(Date) })
    expect((row(id)?.lockedUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(2 * DAY)
  })
})

const ENCRYPTS = `<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault>
  <SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`
