import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { auditApi } from '../../src/audit/api.routes.ts'
import { listEvents, record, verifyChain } from '../../src/audit/index.ts'
import { auditRoutes } from '../../src/audit/routes.tsx'
import { newId } from '../../src/kit/ids.ts'
import { officeClock } from '../../src/office/index.ts'
import { system, type Tenant } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const names = () =>
  new Map([
    ['ana', 'Ana Ortiz'],
    ['bo', 'Bo Reyes'],
  ])
const open = (offices: Offices) => openPages(offices, (around) => [auditRoutes({ ...around, clock: officeClock, names }), auditApi(around)])
const put = (tenant: Tenant, action: string, subject: string = newId(), times = 1) =>
  tenant.write((tx) => {
    for (let n = 0; n < times; n++) record(tx, action, subject, { n })
  })
const tamper = (tenant: Tenant, statement: string) =>
  tenant.write((tx) => {
    for (const text of ['DROP TRIGGER audit_events_no_update', statement]) tx.db.run(sql.raw(text))
  })

test('the page says in words who did what, and leads to it', async () => {
  using offices = openOffices()
  const fax = newId()
  put(offices.maple, 'fax.submitted', fax)
  put(offices.maple, 'sign_in.failed', 'bo')
  put(offices.tenants.as(offices.ids.maple, system('carrier')), 'fax.media.processed', fax)
  put(offices.tenants.as(offices.ids.maple, { kind: 'user', id: 'gone' }), 'something.new', fax)
  const html = await open(offices).html('ana', '/audit')
  for (const shown of [
    'Ana Ortiz',
    'Fax submitted',
    `href="/faxes/${fax}"`,
    'Sign-in failed',
    'Bo Reyes',
    '>Frontdesk<',
    'Carrier prepared the pages',
  ])
    expect(html).toContain(shown)
  for (const shown of ['something.new', 'Someone no longer listed', 'Mar 2, 2026, 10:00:00 AM EST']) expect(html).toContain(shown)
})

test('nothing links to what is gone, or to where the reader would be refused', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const [kept, gone] = [newId(), newId()]
  put(offices.maple, 'contact.added', kept)
  put(offices.maple, 'contact.added', gone)
  put(offices.maple, 'contact.removed', gone)
  const ana = await pages.html('ana', '/audit')
  expect(ana).toContain(`href="/contacts/${kept}"`)
  expect(ana).not.toContain(`href="/contacts/${gone}"`)
  expect(await pages.html('rita', '/audit')).not.toContain('href="/contacts/')
})

test("days are the office's own, from midnight to midnight", async () => {
  using offices = openOffices()
  const pages = open(offices)
  // 23:30 on March 2 and 00:30 on March 3 in New York.
  offices.now.value = new Date('2026-03-03T04:30:00Z')
  put(offices.maple, 'fax.submitted')
  offices.later(60 * 60_000)
  put(offices.maple, 'fax.delivered')
  const second = await pages.html('ana', '/audit?from=2026-03-02&until=2026-03-02')
  expect([second.includes('Fax submitted'), second.includes('Fax delivered')]).toEqual([true, false])
  const third = await pages.html('ana', '/audit?from=2026-03-03')
  expect([third.includes('Fax submitted'), third.includes('Fax delivered')]).toEqual([false, true])
  expect(third).toContain('value="2026-03-03"')
  for (const from of ['2026-02-31', 'yesterday', '99999']) expect((await pages.visit('ana', `/audit?from=${from}`)).status).toBe(422)
})

test('a person and a kind of action narrow the page, and the export follows', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices.maple, 'fax.submitted')
  put(offices.maple, 'contact.changed')
  put(offices.tenants.as(offices.ids.maple, { kind: 'user', id: 'bo' }), 'fax.canceled')
  const html = await pages.html('ana', '/audit?actor=ana&action=fax')
  expect([html.includes('Fax submitted'), html.includes('Contact changed'), html.includes('Fax canceled')]).toEqual([true, false, false])
  const csv = 'id="export" href="/audit.csv?from=&until=&actor=ana&action=fax"'
  expect([html.indexOf(csv) < html.indexOf('</header>', html.indexOf('<h1')), html.includes(csv)]).toEqual([true, true])
  expect(await pages.html('ana', '/audit?actor=ana&action=fax', { 'hx-request': 'true' })).toContain(csv)
  expect((await pages.visit('ana', '/audit?action=%25')).status).toBe(422)
})

test('fifty entries are shown, and the link goes on where they ended', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices.maple, 'fax.viewed', 'f1', 60)
  const { length } = offices.maple.read((tx) => listEvents(tx))
  const first = await pages.html('ana', '/audit')
  expect(first.match(/id="entry-/g)).toHaveLength(50)
  const next = /href="(\/audit\?[^"]*before=\d+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect((await pages.html('ana', next)).match(/id="entry-/g)).toHaveLength(length - 50)
  expect(await pages.html('ana', next, { 'hx-request': 'true' })).toStartWith('<section id="entries"')
})

test('an untouched trail says it was verified, a changed one says where it was changed', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices.maple, 'fax.submitted', 'f1', 3)
  const report = offices.maple.read(verifyChain)
  expect(await pages.html('ana', '/audit')).toContain(`Verified, ${report.entries} entries`)
  expect((await pages.call('ana', 'GET', '/api/audit/verification')).body).toEqual(report)
  tamper(offices.maple, `UPDATE audit_events SET action = 'fax.delivered' WHERE seq = ${report.entries}`)
  expect(await pages.html('ana', '/audit')).toContain(`Changed at entry ${report.entries}`)
  expect((await pages.call('ana', 'GET', '/api/audit/verification')).body).toEqual({
    valid: false,
    entries: report.entries - 1,
    brokenAt: report.entries,
    because: 'changed',
  })
})

test('a long trail is verified when somebody asks, without holding up another request', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices.maple, 'fax.viewed', 'f1', 5_001)
  const html = await pages.html('ana', '/audit')
  expect(html).toContain('Not checked yet')
  expect(html).toContain('href="/audit?verify=1"')
  const order: string[] = []
  const slow = pages.html('ana', '/audit?verify=1').then((text) => {
    order.push('verified')
    return text
  })
  await pages.html('sam', '/audit').then(() => order.push('another'))
  expect(await slow).toMatch(/Verified, 5,0\d\d entries/)
  expect(order).toEqual(['another', 'verified'])
})

test('the export holds the range as text, and is an entry itself', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices.maple, 'fax.submitted', '=cmd()')
  put(offices.maple, 'contact.changed')
  const response = await pages.visit('ana', '/audit.csv?action=fax')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const lines = (await response.text()).trimEnd().split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain(",2026-03-02T15:00:00.000Z,Ana Ortiz,user:ana,Fax submitted,fax.submitted,'=cmd(),")
  const [exported] = offices.maple.read((tx) => listEvents(tx, { action: 'audit.exported' }))
  expect(JSON.parse(exported?.detail ?? '')).toEqual({ from: '', until: '', actor: '', action: 'fax' })
})

test('an export longer than one batch has every entry once, and not its own', async () => {
  using offices = openOffices()
  put(offices.maple, 'fax.viewed', 'f1', 1_200)
  const all = offices.maple.read((tx) => listEvents(tx, { limit: 5_000 })).map(({ seq }) => seq)
  const csv = await (await open(offices).visit('ana', '/audit.csv')).text()
  const seqs = csv
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => Number(line.split(',')[0]))
  expect(seqs).toEqual(all)
  expect(offices.maple.read(verifyChain)).toMatchObject({ valid: true, entries: all.length + 1 })
})

test("one office's trail is not in another's", async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices.maple, 'fax.submitted', 'maples-own')
  for (const path of ['/audit', '/audit.csv', '/api/audit', '/api/audit?subject=maples-own'])
    expect(await pages.html('sam', path)).not.toContain('maples-own')
  expect(offices.maple.read((tx) => listEvents(tx, { action: 'audit.exported' }))).toEqual([])
})

test('a stranger is refused, and takes nothing away', async () => {
  using offices = openOffices()
  const pages = open(offices)
  expect((await pages.visit('nobody', '/audit.csv')).status).toBe(303)
  for (const path of ['/api/audit', '/api/audit/verification']) expect((await pages.call('nobody', 'GET', path)).status).toBe(401)
  expect(offices.maple.read((tx) => listEvents(tx, { action: 'audit' }))).toEqual([])
})

test('programs read the trail by time, action, subject and place', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  offices.later(60_000)
  put(offices.maple, 'fax.submitted', 'f1')
  offices.later(60_000)
  put(offices.maple, 'fax.delivered', 'f1')
  put(offices.maple, 'contact.changed', 'c1')
  const seqs = async (query: string) =>
    ((await call('ana', 'GET', `/api/audit?${query}`)).body as { data: { action: string }[] }).data.map(({ action }) => action)
  expect(await seqs('action=fax')).toEqual(['fax.delivered', 'fax.submitted'])
  expect(await seqs('action=fax.submitted')).toEqual(['fax.submitted'])
  expect(await seqs('subject=c1')).toEqual(['contact.changed'])
  expect(await seqs('action=fax&until=2026-03-02T15:02:00Z')).toEqual(['fax.submitted'])
  expect(await seqs('from=2026-03-02T15:02:00Z')).toEqual(['contact.changed', 'fax.delivered'])
  const { body } = await call('ana', 'GET', '/api/audit?action=fax&limit=1')
  expect(body).toMatchObject({
    totalItems: 2,
    totalPages: 2,
    hasNext: true,
    data: [{ actor: { kind: 'user', id: 'ana' }, detail: { n: 0 } }],
  })
  const { nextCursor } = body as { nextCursor: string }
  expect(await seqs(`action=fax&limit=1&cursor=${nextCursor}`)).toEqual(['fax.submitted'])
  expect(await seqs(`action=fax&before=${nextCursor}`)).toEqual(['fax.submitted'])
  for (const bad of ['from=yesterday', 'from=1', 'until=2026-13-01T00:00:00Z', 'cursor=x', 'before=0', 'action=%25'])
    expect((await call('ana', 'GET', `/api/audit?${bad}`)).status).toBe(422)
})
