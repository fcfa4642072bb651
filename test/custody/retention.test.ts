import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents, verifyChain } from '../../src/audit/index.ts'
import { auditRoutes } from '../../src/audit/routes.tsx'
import { nextNight, retentionHandler, setRule } from '../../src/custody/retention/index.ts'
import { retentionRoutes } from '../../src/custody/retention.routes.tsx'
import { documentDisposer, placeHold } from '../../src/disposal/index.ts'
import { receiveFax } from '../../src/fax/index.ts'
import { sha256 } from '../../src/files/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { RECORD_CLASSES } from '../../src/records.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { decryptedPages } from '../support/decrypted.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'

const DAY = 86_400_000
const YEAR = 365
const ZONE = 'America/New_York'

/** At Maple Street a fax that was delivered, one received, and one that still waits. */
async function furnish(): Promise<Faxing & { readonly sent: string }> {
  const faxing = openFaxing()
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  await faxing.submit(['5552010101'], { sendAt: new Date(faxing.now.value.getTime() + 80 * DAY) })
  const offered = faxing.carrier.offer({ carrierId: 'in-1', from: '+15550139876', to: '+15550100100', pages: 1 })
  faxing.carrier.documents.set('memory:in-1', { is: 'document', bytes: Buffer.from('%PDF-1.4 Larkspur') })
  faxing.maple.write((tx) => receiveFax(tx, offered))
  await faxing.work()
  return { ...faxing, sent: id }
}

const rule = (tenant: Tenant, name: string, days: number | null, at: Date) =>
  tenant.write((tx) => setRule(tx, RECORD_CLASSES, name, days, at))
const night = (faxing: Faxing, tenant = faxing.maple, files = faxing.files) =>
  drain(tenant, [
    retentionHandler({ classes: RECORD_CLASSES, zone: () => ZONE }),
    documentDisposer({ files, log: faxing.log, notNow: () => undefined }),
  ])
const count = ({ maple }: Faxing, table: string) =>
  maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM ${sql.identifier(table)}`).n)
const documents = ({ dataDir, ids }: Faxing) => readdirSync(join(dataDir, ids.maple, 'files')).length
const removals = ({ maple }: Faxing) =>
  maple
    .read((tx) => listEvents(tx, { action: 'retention.removed' }))
    .map(({ subjectId, detail }) => [subjectId, JSON.parse(detail) as unknown])

test('without a rule everything is kept for ever', async () => {
  using faxing = await furnish()
  faxing.later(50 * YEAR * DAY)
  await night(faxing)
  expect([count(faxing, 'faxes'), count(faxing, 'received_faxes'), removals(faxing)]).toEqual([2, 1, []])
})

test('what is older than its rule goes at night, with its documents; the log says how many, under which rule, and a digest', async () => {
  using faxing = await furnish()
  const before = documents(faxing)
  rule(faxing.maple, 'sent', YEAR, faxing.now.value)
  await night(faxing)
  expect(count(faxing, 'faxes')).toBe(2)
  faxing.later((YEAR + 2) * DAY)
  await night(faxing)
  expect([count(faxing, 'faxes'), count(faxing, 'fax_attempts'), count(faxing, 'received_faxes')]).toEqual([1, 0, 1])
  expect([before - documents(faxing), count(faxing, 'doomed_files')]).toEqual([2, 0])
  expect(removals(faxing)).toEqual([
    ['sent', { days: YEAR, before: expect.any(String), count: 1, documents: 2, digest: sha256(Buffer.from(faxing.sent)) }],
  ])
  expect(faxing.maple.read((tx) => tx.db.all(sql`SELECT status, n FROM fax_totals WHERE n > 0`))).toEqual([{ status: 'scheduled', n: 1 }])
  expect(faxing.maple.read(verifyChain).valid).toBe(true)
  rule(faxing.maple, 'received', YEAR, faxing.now.value)
  faxing.later(2 * DAY)
  await night(faxing)
  expect([count(faxing, 'received_faxes'), before - documents(faxing)]).toEqual([0, 3])
})

test('no byte of what was removed stays in the office’s file', async () => {
  using faxing = await furnish()
  const { maple, tenants, ids } = faxing
  const pages = () => {
    const { path, keyHex } = tenants.locate(ids.maple)
    tenants.close(ids.maple)
    return decryptedPages(path, keyHex)
  }
  maple.write((tx) => tx.db.run(sql`UPDATE faxes SET note = 'About Ambrose Thistlewood' WHERE id = ${faxing.sent}`))
  expect(pages().includes('Thistlewood')).toBe(true)
  rule(maple, 'sent', YEAR, faxing.now.value)
  faxing.later((YEAR + 2) * DAY)
  await night(faxing)
  expect(pages().includes('Thistlewood')).toBe(false)
})

test('a hold on one fax keeps it; a hold on everything keeps everything; released, they go', async () => {
  using faxing = await furnish()
  const { maple } = faxing
  const release = (id: string) => maple.write((tx) => tx.db.run(sql`UPDATE legal_holds SET released_at = 1 WHERE id = ${id}`))
  const one = maple.write((tx) => placeHold(tx, `http://maple.localhost/faxes/${faxing.sent}`, 'A subpoena')).id
  for (const name of ['sent', 'received']) rule(maple, name, YEAR, faxing.now.value)
  faxing.later((YEAR + 2) * DAY)
  const all = maple.write((tx) => placeHold(tx, '', 'A dispute')).id
  await night(faxing)
  expect([count(faxing, 'faxes'), count(faxing, 'received_faxes')]).toEqual([2, 1])
  release(all)
  faxing.later(DAY)
  await night(faxing)
  expect([count(faxing, 'faxes'), count(faxing, 'received_faxes')]).toEqual([2, 0])
  release(one)
  faxing.later(DAY)
  await night(faxing)
  expect(count(faxing, 'faxes')).toBe(1)
})

test('one office’s rule touches nothing of the other’s', async () => {
  using faxing = await furnish()
  const before = documents(faxing)
  rule(faxing.harbor, 'sent', 30, faxing.now.value)
  rule(faxing.harbor, 'received', 30, faxing.now.value)
  faxing.later(YEAR * DAY)
  await night(faxing, faxing.harbor)
  await night(faxing)
  expect([count(faxing, 'faxes'), count(faxing, 'received_faxes'), documents(faxing)]).toEqual([2, 1, before])
})

test('a crash between the rows and their documents leaves no document behind', async () => {
  using faxing = await furnish()
  const before = documents(faxing)
  rule(faxing.maple, 'sent', YEAR, faxing.now.value)
  faxing.later((YEAR + 2) * DAY)
  const broken = { ...faxing.files, destroy: () => Promise.reject(new Error('the power failed')) }
  await night(faxing, faxing.maple, broken)
  expect([count(faxing, 'faxes'), documents(faxing), count(faxing, 'doomed_files')]).toEqual([1, before, 2])
  faxing.later(DAY)
  await night(faxing)
  expect([documents(faxing), count(faxing, 'doomed_files')]).toEqual([before - 2, 0])
})

test('the trail says of a fax that was removed when, and under which rule, and leads nowhere any more', async () => {
  using faxing = await furnish()
  const clock = () => ({ now: faxing.now.value, zone: ZONE })
  const pages = openPages(faxing, (around) => [auditRoutes({ ...around, clock, names: () => new Map() })])
  expect(await pages.html('ana', '/audit')).toContain(`href="/faxes/${faxing.sent}"`)
  rule(faxing.maple, 'sent', YEAR, faxing.now.value)
  faxing.later((YEAR + 2) * DAY)
  await night(faxing)
  const html = await pages.html('ana', '/audit')
  expect(html).not.toContain(`href="/faxes/${faxing.sent}"`)
  expect(html).toContain('kept for 365 days by your rule')
  expect(faxing.maple.read((tx) => listEvents(tx, { action: 'fax.removed' })).map(({ subjectId, detail }) => [subjectId, detail])).toEqual([
    [faxing.sent, '{"days":365}'],
  ])
})

test('the night is the office’s own', () => {
  expect(nextNight(new Date('2026-03-02T07:59:00Z'), ZONE).toISOString()).toBe('2026-03-02T08:00:00.000Z')
  expect(nextNight(new Date('2026-03-02T08:00:00Z'), ZONE).toISOString()).toBe('2026-03-03T08:00:00.000Z')
  expect(nextNight(new Date('2026-03-07T09:00:00Z'), ZONE).toISOString()).toBe('2026-03-08T07:00:00.000Z')
})

test('the owner sees how many would go before a rule is saved, and saves it', async () => {
  using faxing = await furnish()
  faxing.later((YEAR + 2) * DAY)
  const clock = () => ({ now: faxing.now.value, zone: ZONE })
  const pages = openPages(faxing, (around) => [retentionRoutes({ ...around, clock, classes: RECORD_CLASSES })])
  const html = await pages.html('ana', '/settings/retention?name=sent&days=365')
  expect(html).toContain('1 would be removed tonight')
  expect(count(faxing, 'retention_rules')).toBe(0)
  expect((await pages.visit('ana', '/settings/retention', { name: 'sent', days: '365' })).status).toBe(303)
  expect([count(faxing, 'retention_rules'), faxing.maple.read((tx) => listEvents(tx, { action: 'retention' }))]).toEqual([
    1,
    [expect.objectContaining({ action: 'retention.rule_set', actorId: 'ana' })],
  ])
  for (const days of ['7', '99999']) expect((await pages.visit('ana', '/settings/retention', { name: 'sent', days })).status).toBe(422)
})
