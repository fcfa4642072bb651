import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { dispose, disposeLeft, documentDisposer } from '../../src/disposal/index.ts'
import { type FileId, type Files, keepFile, sha256 } from '../../src/files/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { type Faxing, openFaxing, PDF } from '../support/faxing.ts'
import { hasS3, lockObject, missS3, startS3 } from '../support/s3.ts'

setDefaultTimeout(20_000)
if (!hasS3) missS3()
const MINUTES = 60_000

/** A document of Maple Street that is written down and that no row names any more. */
async function letGo(faxing: Faxing): Promise<FileId> {
  const stored = await faxing.files.put(faxing.maple.id, PDF)
  faxing.maple.write((tx) => keepFile(tx, stored))
  return stored.id
}
const lies = ({ dataDir, maple }: Faxing, id: FileId) => existsSync(join(dataDir, maple.id, 'files', id))
const accounts = ({ maple }: Faxing) => maple.read((tx) => tx.db.all<{ id: FileId }>(sql`SELECT id FROM stored_files`).map(({ id }) => id))
const destroyed = ({ maple }: Faxing) =>
  maple.read((tx) => listEvents(tx, { action: 'documents.destroyed' })).map(({ detail }) => JSON.parse(detail) as unknown)
const disposeOf = (faxing: Faxing, ...ids: FileId[]) => faxing.maple.write((tx) => dispose(tx, ids))
const run = (faxing: Faxing, destroy: Files['destroy'] = faxing.files.destroy, why?: string) =>
  drain(faxing.maple, [documentDisposer({ files: { destroy }, log: faxing.log, notNow: () => why })])

test('a document that was let go of is destroyed after the commit, with its account; the trail says how many and which', async () => {
  using faxing = openFaxing()
  const ids = [await letGo(faxing), await letGo(faxing)]
  const kept = await letGo(faxing)
  disposeOf(faxing, ...ids)
  expect(ids.map((id) => lies(faxing, id))).toEqual([true, true])
  await faxing.work()
  expect([...ids, kept].map((id) => lies(faxing, id))).toEqual([false, false, true])
  expect(accounts(faxing)).toEqual([kept])
  expect(destroyed(faxing)).toEqual([{ count: 2, kept: 0, digest: sha256(Buffer.from([...ids].sort().join('\n'))) }])
})

test('letting go that is taken back destroys nothing', async () => {
  using faxing = openFaxing()
  const id = await letGo(faxing)
  expect(() =>
    faxing.maple.write((tx) => {
      dispose(tx, [id])
      throw new Error('refused')
    }),
  ).toThrow('refused')
  await faxing.work()
  expect([lies(faxing, id), destroyed(faxing)]).toEqual([true, []])
})

test('what a row still names is never destroyed', async () => {
  using faxing = openFaxing()
  const stored = await faxing.files.put(faxing.maple.id, PDF)
  await faxing.submit(undefined, { cover: false, stored })
  disposeOf(faxing, stored.id)
  await faxing.work()
  expect([lies(faxing, stored.id), accounts(faxing), destroyed(faxing)]).toEqual([true, [stored.id], []])
})

test('stopped at any step it goes on until all of it is gone', async () => {
  using faxing = openFaxing()
  const ids = [await letGo(faxing), await letGo(faxing)]
  disposeOf(faxing, ...ids)
  let calls = 0
  await run(faxing, (tenant, id) => (calls++ === 1 ? Promise.reject(new Error('EIO')) : faxing.files.destroy(tenant, id)))
  expect(ids.filter((id) => lies(faxing, id))).toHaveLength(1)
  faxing.later(10 * MINUTES)
  await run(faxing)
  expect([ids.some((id) => lies(faxing, id)), accounts(faxing), destroyed(faxing)]).toEqual([
    false,
    [],
    [expect.objectContaining({ count: 1 }), expect.objectContaining({ count: 1 })],
  ])
})

test('what a job left behind is taken up again', async () => {
  using faxing = openFaxing()
  const id = await letGo(faxing)
  disposeOf(faxing, id)
  faxing.maple.write((tx) => tx.db.run(sql`DELETE FROM jobs`))
  faxing.maple.write(disposeLeft)
  await faxing.work()
  expect(lies(faxing, id)).toBe(false)
})

test('nothing is destroyed while it may not be', async () => {
  using faxing = openFaxing()
  const id = await letGo(faxing)
  disposeOf(faxing, id)
  await run(faxing, undefined, 'An archive is being made.')
  expect(lies(faxing, id)).toBe(true)
  faxing.later(10 * MINUTES)
  await run(faxing)
  expect(lies(faxing, id)).toBe(false)
})

test.if(hasS3)('every copy in the bucket goes with it; while the bucket is away it waits', async () => {
  await using s3 = await startS3()
  using faxing = openFaxing(s3.connect())
  const id = await letGo(faxing)
  const kept = await letGo(faxing)
  await faxing.work()
  const copies = (of: FileId) => [...s3.objects().keys()].filter((name) => name.includes(of))
  expect([copies(id).length, copies(kept).length]).toEqual([1, 1])
  disposeOf(faxing, id)
  s3.fault = 'refuses'
  await faxing.work()
  expect([lies(faxing, id), copies(id).length, destroyed(faxing)]).toEqual([false, 1, []])
  s3.fault = 'none'
  faxing.later(10 * MINUTES)
  await faxing.work()
  expect([copies(id), copies(kept).length, accounts(faxing)]).toEqual([[], 1, [kept]])
})

test.if(hasS3)('a copy that the bucket is told to keep is counted as kept', async () => {
  await using s3 = await startS3({ locks: true })
  using faxing = openFaxing(s3.connect())
  const id = await letGo(faxing)
  await faxing.work()
  const [copy = ''] = [...s3.objects().keys()].filter((name) => name.includes(id))
  await lockObject(s3, copy, new Date(Date.now() + 3_600_000))
  disposeOf(faxing, id)
  await faxing.work()
  expect([lies(faxing, id), destroyed(faxing)]).toEqual([false, [expect.objectContaining({ count: 1, kept: 1 })]])
})
