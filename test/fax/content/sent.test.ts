import { expect, test } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents, verifyChain } from '../../../src/audit/index.ts'
import { placeHold, releaseHold } from '../../../src/disposal/index.ts'
import { type ContentRules, setContentRules } from '../../../src/fax/content/rules.ts'
import { beginResend } from '../../../src/fax/drafts/resending.ts'
import { checkSubmission, type FaxId, listFaxes, submitFax } from '../../../src/fax/index.ts'
import { planSweep } from '../../../src/files/index.ts'
import { checkReceipt, makeReceipt, signingKey, standingHere } from '../../../src/receipts/index.ts'
import type { Tenant } from '../../../src/tenancy/index.ts'
import { decryptedPages } from '../../support/decrypted.ts'
import { type Faxing, openFaxing, PDF } from '../../support/faxing.ts'

const HOUR = 3_600_000
const ON: ContentRules = { sent: { after: 'delivered', hours: 72 }, received: null }
const set = (tenant: Tenant, rules: ContentRules = ON) => tenant.write((tx) => setContentRules(tx, rules))
const lying = ({ dataDir, ids }: Faxing, tenant = ids.maple) => {
  const directory = join(dataDir, tenant, 'files')
  return existsSync(directory) ? readdirSync(directory).length : 0
}

/** About a patient, to one or more; with a cover, so that it has files and a document of its own. */
async function send(faxing: Faxing, to: readonly string[] = ['5552010100'], tenant = faxing.maple): Promise<FaxId> {
  const stored = await faxing.files.put(tenant.id, PDF)
  const letter = { subject: 'Labs of Thistlewood', note: 'Ambrose Thistlewood, as discussed', from: undefined, sendAt: undefined }
  const file = { name: 'thistlewood.pdf', type: 'pdf' as const, pages: 2, stored }
  const { id } = tenant.write((tx) => submitFax(tx, checkSubmission(tx, { ...letter, to, cover: true }), [file]))
  await faxing.work(tenant)
  return id
}
async function ends(faxing: Faxing, how: 'delivered' | 'failed' = 'delivered'): Promise<void> {
  faxing.webhook(faxing.carrier.end(faxing.latest(), how, how === 'failed' ? 'receiver_unallocated_number' : undefined))
  await faxing.work()
}
const bytesOf = ({ tenants, ids }: Faxing) => {
  const { path, keyHex } = tenants.locate(ids.maple)
  tenants.close(ids.maple)
  return decryptedPages(path, keyHex)
}

test('without the rule the content of a delivered fax stays', async () => {
  using faxing = openFaxing()
  const id = await send(faxing)
  await ends(faxing)
  faxing.later(5_000 * HOUR)
  await faxing.work()
  expect([lying(faxing), faxing.show(id).fax.contentGoneAt]).toEqual([2, null])
})

test('delivered to everybody its files, document and words are gone at once; the record and the story stay', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  const id = await send(faxing)
  const { sha256 } = faxing.show(id).fax
  await ends(faxing)
  const { fax, files, recipients, timeline } = faxing.show(id)
  expect([lying(faxing), files, fax.subject, fax.note]).toEqual([0, [], '', ''])
  expect([fax.status, fax.sha256, fax.pages, recipients[0]?.to]).toEqual(['delivered', sha256, 2, '+15552010100'])
  expect(timeline.map(({ action }) => action)).toContain('fax.content_gone')
  expect(faxing.maple.read((tx) => listEvents(tx, { action: 'documents.destroyed' }))).toHaveLength(1)
  expect(faxing.maple.read(verifyChain).valid).toBe(true)
})

test('no word of it stays in the office’s file, nor is it found by one', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  await send(faxing)
  const found = (text: string) => faxing.maple.read((tx) => listFaxes(tx, { text }, { limit: 5 })).length
  expect([found('thistlewood'), found('5552010100')]).toEqual([1, 1])
  await ends(faxing)
  expect([found('thistlewood'), found('5552010100')]).toEqual([0, 1])
  faxing.later(7 * HOUR)
  await faxing.work()
  expect(bytesOf(faxing).toString('latin1').toLowerCase()).not.toContain('thistlewood')
})

test('its receipt is still made and still verifies, against a copy of the document too', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  const id = await send(faxing)
  await ends(faxing)
  const key = signingKey(Buffer.alloc(32, 7))
  const receipt = faxing.maple.write((tx) => makeReceipt(tx, id, key))
  const checked = checkReceipt(JSON.stringify(receipt), PDF)
  expect(checked).toMatchObject({ verdict: 'intact', sameDocument: true })
  if (checked.verdict !== 'intact') throw new Error('not intact')
  expect(faxing.maple.read((tx) => standingHere(tx, checked.receipt, checked.fingerprint))).toBe('ours')
})

test('what somebody did not get stays as long as the office says, and can be sent again until then', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  const id = await send(faxing)
  await ends(faxing, 'failed')
  expect(faxing.show(id).fax.status).toBe('failed')
  faxing.later(71 * HOUR)
  await faxing.work()
  expect(faxing.show(id).fax.contentGoneAt).toBeNull()
  const draft = await beginResend(faxing, faxing.maple, id, 'failed')
  faxing.later(HOUR)
  await faxing.work()
  expect([faxing.show(id).fax.contentGoneAt?.getTime(), lying(faxing)]).toEqual([faxing.now.value.getTime(), 0])
  const left = faxing.maple.read((tx) =>
    tx.db.get(sql`SELECT note, pages, (SELECT count(*) FROM fax_draft_files) AS files FROM fax_drafts WHERE id = ${draft}`),
  )
  expect(left).toEqual({ note: '', pages: '[]', files: 0 })
  expect(beginResend(faxing, faxing.maple, id, 'failed')).rejects.toMatchObject({ code: 'gone' })
})

test('what leaves while somebody takes a copy of it to send it again is in no draft', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  const id = await send(faxing)
  await ends(faxing, 'failed')
  const put = async (...asked: Parameters<typeof faxing.files.put>) => {
    faxing.later(72 * HOUR)
    await faxing.work()
    return faxing.files.put(...asked)
  }
  const deps = { documents: faxing.documents, files: { ...faxing.files, put } }
  expect(await beginResend(deps, faxing.maple, id, 'all').catch(({ code }) => code)).toBe('gone')
  const left = faxing.maple.read((tx) =>
    tx.db.all(sql`SELECT note, subject, (SELECT count(*) FROM fax_draft_files) AS files FROM fax_drafts`),
  )
  expect([left, lying(faxing)]).toEqual([[{ note: '', subject: '', files: 0 }], 0])
})

test('one that still moves, or waits for a person, keeps its pages', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  const id = await send(faxing, ['5552010100', '5552010101'])
  faxing.webhook(faxing.carrier.end([...faxing.carrier.taken.keys()][0] ?? '', 'delivered'))
  faxing.later(100 * HOUR)
  await faxing.work()
  expect([faxing.show(id).fax.contentGoneAt, lying(faxing)]).toEqual([null, 2])
})

test('a legal hold keeps it; released, it goes', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  const id = await send(faxing)
  const hold = faxing.maple.write((tx) => placeHold(tx, id, 'A subpoena')).id
  await ends(faxing)
  faxing.later(100 * HOUR)
  await faxing.work()
  expect(lying(faxing)).toBe(2)
  faxing.maple.write((tx) => releaseHold(tx, hold))
  faxing.later(6 * HOUR)
  await faxing.work()
  expect(lying(faxing)).toBe(0)
})

test('switched off before its time has come, it stays', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  const id = await send(faxing)
  await ends(faxing, 'failed')
  set(faxing.maple, { sent: null, received: null })
  faxing.later(100 * HOUR)
  await faxing.work()
  expect(faxing.show(id).fax.contentGoneAt).toBeNull()
})

test('one office’s rule touches nothing of the other’s', async () => {
  using faxing = openFaxing()
  set(faxing.harbor)
  await send(faxing)
  await ends(faxing)
  expect(lying(faxing)).toBe(2)
})

test('a rule without sense is refused and changes nothing', () => {
  using faxing = openFaxing()
  for (const hours of [0, 721, 1.5, Number.NaN]) {
    expect(() => set(faxing.maple, { sent: { after: 'delivered', hours }, received: null })).toThrow('Check the form.')
  }
  expect(faxing.maple.read((tx) => listEvents(tx, { action: 'retention.content_rule_set' }))).toEqual([])
})

test('the sweep misses nothing of it', async () => {
  using faxing = openFaxing()
  set(faxing.maple)
  await send(faxing)
  await ends(faxing)
  faxing.maple.write(planSweep)
  faxing.later(7 * HOUR)
  await faxing.work()
  expect(faxing.logged.filter(({ level }) => level === 'error')).toEqual([])
})
