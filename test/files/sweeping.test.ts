import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { receiveFax } from '../../src/fax/index.ts'
import { countWaiting, evictBeyond, planSweep, SWEEP, sha256 } from '../../src/files/index.ts'
import { findStored } from '../../src/files/rows.ts'
import { readState } from '../../src/files/sweep-state.ts'
import { nextDueAt, reschedule } from '../../src/jobs/index.ts'
import { rotateTenantKey, type Tenant } from '../../src/tenancy/index.ts'
import { type Faxing, openFaxing, PDF } from '../support/faxing.ts'
import { hasS3, missS3, type S3, startS3 } from '../support/s3.ts'

setDefaultTimeout(20_000)
const HOUR = 3_600_000
const DAY = 24 * HOUR
if (!hasS3) missS3()

const directory = ({ dataDir }: Faxing, tenant: Tenant) => join(dataDir, tenant.id, 'files')
const lying = (faxing: Faxing, tenant: Tenant = faxing.maple) => readdirSync(directory(faxing, tenant)).sort()
const orphan = async (faxing: Faxing, tenant: Tenant = faxing.maple) => (await faxing.files.put(tenant.id, PDF)).id

async function sweep(faxing: Faxing, tenant: Tenant = faxing.maple): Promise<void> {
  tenant.write((tx) => {
    planSweep(tx)
    reschedule(tx, SWEEP.name, tx.now)
  })
  await faxing.work(tenant)
}
const swept = ({ logged }: Faxing) => logged.filter(({ event }) => event === 'files.swept').map(({ facts }) => facts)

/** Every way a fax's documents come to lie there: as attached, put together, as received. */
async function faxOfEveryKind(faxing: Faxing): Promise<void> {
  await faxing.submit(undefined, { cover: false })
  await faxing.submit(undefined, { cover: true })
  const offered = faxing.carrier.offer({ carrierId: crypto.randomUUID(), from: '+15550120009', to: '+15550100100' })
  faxing.carrier.documents.set(offered.mediaUrl ?? '', { is: 'document', bytes: PDF })
  faxing.maple.write((tx) => receiveFax(tx, offered))
  await faxing.work()
}

test('a document that a row names is never swept, however long it lies there', async () => {
  using faxing = openFaxing()
  await faxOfEveryKind(faxing)
  const before = lying(faxing)
  expect(before).toHaveLength(4)
  for (let n = 0; n < 4; n++) {
    await sweep(faxing)
    faxing.later(3 * DAY)
  }
  expect([lying(faxing), swept(faxing)]).toEqual([before, []])
})

test('one whose row was never committed is kept for a day after it was noticed, then removed and counted', async () => {
  using faxing = openFaxing()
  await faxing.submit(undefined, { cover: false })
  const [used = ''] = lying(faxing)
  const [lost, theirs] = [await orphan(faxing), await orphan(faxing, faxing.harbor)]
  writeFileSync(join(directory(faxing, faxing.maple), `${crypto.randomUUID()}.${crypto.randomUUID()}.part`), 'cut off')
  mkdirSync(join(directory(faxing, faxing.maple), 'lost+found'))
  await sweep(faxing)
  faxing.later(DAY - HOUR)
  await sweep(faxing)
  expect(lying(faxing)).toHaveLength(4)
  expect(lying(faxing)).toContain(lost)
  faxing.later(HOUR)
  await sweep(faxing)
  expect([lying(faxing), lying(faxing, faxing.harbor)]).toEqual([[used, 'lost+found'].sort(), [theirs]])
  expect(swept(faxing)).toEqual([
    { tenant: faxing.maple.id, removed: 0, noticed: 2, recorded: 0 },
    { tenant: faxing.maple.id, removed: 2, noticed: 0, recorded: 0 },
  ])
})

test('a document that was noticed before its row was committed stays', async () => {
  using faxing = openFaxing()
  const stored = await faxing.files.put(faxing.maple.id, PDF)
  await sweep(faxing)
  await faxing.submit(undefined, { stored })
  faxing.later(2 * DAY)
  await sweep(faxing)
  await sweep(faxing)
  expect(lying(faxing)).toContain(stored.id)
})

test('a piece of an archive is no orphan while its row is there, and no document', async () => {
  using faxing = openFaxing()
  const id = await orphan(faxing)
  faxing.maple.write((tx) => {
    tx.db.run(
      sql`INSERT INTO takeaways (id, form, state, done, total, asked_by_kind, asked_by, asked_at) VALUES ('t1', 'open', 'failed', 0, 0, 'user', 'ana', 0)`,
    )
    tx.db.run(sql`INSERT INTO takeaway_parts (takeaway_id, position, file_id) VALUES ('t1', 0, ${id})`)
  })
  for (let n = 0; n < 3; n++) {
    await sweep(faxing)
    faxing.later(DAY)
  }
  expect([lying(faxing), faxing.maple.read((tx) => findStored(tx, id))]).toEqual([[id], undefined])
})

test('documents from before their sealed bytes were written down are written down, and one that is nowhere is told of', async () => {
  using faxing = openFaxing()
  await faxing.submit(undefined, { cover: false })
  await faxing.submit(undefined, { cover: false })
  const [one = '', two = ''] = lying(faxing)
  faxing.maple.write((tx) => void tx.db.run(sql`DELETE FROM stored_files`))
  rmSync(join(directory(faxing, faxing.maple), two))
  await sweep(faxing)
  const rows = faxing.maple.read((tx) => tx.db.all<{ id: string; n: number }>(sql`SELECT id, sealed_bytes AS n FROM stored_files`))
  expect(rows).toEqual([{ id: one, n: expect.any(Number) }])
  expect(faxing.logged).toContainEqual({ level: 'error', event: 'files.missing', facts: { tenant: faxing.maple.id, lost: 0, nowhere: 1 } })
})

test('it comes back every six hours by the clock, whether the server was started again meanwhile or not', async () => {
  using faxing = openFaxing()
  const due = () => (faxing.maple.read(nextDueAt) ?? 0) - faxing.now.value.getTime()
  faxing.maple.write(planSweep)
  const first = due()
  expect(first).toBeWithin(0, 6 * HOUR)
  faxing.later(HOUR)
  faxing.maple.write(planSweep)
  expect(due()).toBe(first - HOUR)
  faxing.later(first)
  await faxing.work()
  expect(due()).toBe(6 * HOUR)
  faxing.later(HOUR)
  faxing.maple.write(planSweep)
  expect(due()).toBe(5 * HOUR)
})

test('what rows say is read in pages, all of it', async () => {
  using faxing = openFaxing()
  for (let n = 0; n < 5; n++) await faxing.submit(undefined, { cover: n % 2 === 0 })
  await faxing.work()
  const whole = await readState(faxing.maple)
  expect([whole.named.size, whole.copies.size]).toEqual([8, 8])
  for (const size of [1, 2, 3, 8]) expect(await readState(faxing.maple, size)).toEqual(whole)
})

describe.skipIf(!hasS3)('with a bucket', () => {
  const namesIn = (s3: S3) => (tenant: Tenant) => [...s3.objects().keys()].filter((name) => name.startsWith(`documents/${tenant.id}/`))

  test('objects that no row names go after a day, those that are named and another office’s stay', async () => {
    await using s3 = await startS3()
    const namesOf = namesIn(s3)
    using faxing = openFaxing(s3.connect())
    await faxOfEveryKind(faxing)
    const used = namesOf(faxing.maple)
    expect(used).toHaveLength(4)
    const stray = `documents/${faxing.maple.id}/${crypto.randomUUID()}/${'ab'.repeat(32)}`
    const theirs = `documents/${faxing.harbor.id}/${crypto.randomUUID()}/${'ab'.repeat(32)}`
    for (const name of [stray, theirs]) await s3.connect().put(name, PDF, sha256(PDF))
    await sweep(faxing)
    faxing.later(DAY - HOUR)
    await sweep(faxing)
    expect(namesOf(faxing.maple)).toContain(stray)
    faxing.later(HOUR)
    s3.fault = 'refuses'
    await sweep(faxing)
    s3.fault = 'none'
    expect(namesOf(faxing.maple)).toContain(stray)
    await sweep(faxing)
    expect([namesOf(faxing.maple), namesOf(faxing.harbor)]).toEqual([used, [theirs]])
  })

  test('what the bucket lost is put there again from the disk, and what is nowhere is told of', async () => {
    await using s3 = await startS3()
    const namesOf = namesIn(s3)
    using faxing = openFaxing(s3.connect())
    await faxing.submit(undefined, { cover: false })
    await faxing.submit(undefined, { cover: false })
    await faxing.work()
    const [one = '', two = ''] = namesOf(faxing.maple)
    for (const name of [one, two]) s3.lose(name)
    rmSync(join(directory(faxing, faxing.maple), two.split('/')[2] ?? ''))
    await sweep(faxing)
    expect(namesOf(faxing.maple)).toEqual([one])
    expect(faxing.logged).toContainEqual({
      level: 'error',
      event: 'files.missing',
      facts: { tenant: faxing.maple.id, lost: 2, nowhere: 1 },
    })
  })

  test('an office with a new key has its documents sealed under it, those that were only in the bucket too', async () => {
    await using s3 = await startS3()
    const [bucket, namesOf] = [s3.connect(), namesIn(s3)]
    using faxing = openFaxing(bucket)
    const { dataDir, control, keys, tenants, log, maple } = faxing
    const { id } = await faxing.submit(undefined, { cover: false })
    await faxing.work()
    const { documentId } = faxing.show(id).fax
    if (!documentId) throw new Error('The fax has no document.')
    const old = namesOf(maple)
    expect(await evictBeyond({ dataDir, control, tenants, bucket, log, limitBytes: 0 })).toBe(1)
    tenants.close(maple.id)
    await rotateTenantKey({ dataDir, control, keys }, maple.id)
    s3.fault = 'refuses'
    expect(await faxing.files.resealAll(maple.id)).toEqual({ looked: 1, resealed: 0, damaged: 1 })
    s3.fault = 'none'
    expect(await faxing.files.resealAll(maple.id)).toEqual({ looked: 1, resealed: 1, damaged: 0 })
    expect((await faxing.files.read(maple.id, documentId)).equals(PDF)).toBe(true)
    expect(maple.read(countWaiting).count).toBe(1)
    await sweep(faxing)
    expect(namesOf(maple)).toHaveLength(2)
    expect(maple.read((tx) => findStored(tx, documentId))?.uploadedAt).not.toBeNull()
    faxing.later(DAY)
    await sweep(faxing)
    expect(namesOf(maple)).toHaveLength(1)
    expect(namesOf(maple)).not.toEqual(old)
    rmSync(join(directory(faxing, maple), documentId))
    expect(await faxing.files.resealAll(maple.id)).toEqual({ looked: 1, resealed: 0, damaged: 0 })
    expect((await faxing.files.read(maple.id, documentId)).equals(PDF)).toBe(true)
    expect(existsSync(join(directory(faxing, maple), documentId))).toBe(true)
  })
})
