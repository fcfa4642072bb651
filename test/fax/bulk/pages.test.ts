import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../../src/audit/index.ts'
import { addContact } from '../../../src/contacts/index.ts'
import { bulkApi } from '../../../src/fax/bulk/api.routes.ts'
import { bulkRoutes } from '../../../src/fax/bulk/routes.tsx'
import { lines, numberOf, openBulking } from '../../support/bulking.ts'
import { openPages } from '../../support/pages.ts'

const UNALLOCATED = 'receiver_unallocated_number'
const BASE64 = Buffer.from('the same for all').toString('base64')

function openBulkPages() {
  const bulking = openBulking()
  const { files, documents } = bulking
  const pages = openPages(bulking, (around) => [bulkRoutes({ ...around, files, documents }), bulkApi({ ...around, files, documents })])
  const post = (fields: Record<string, string>, file = 'the same for all') => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ intent: crypto.randomUUID(), cover: 'on', ...fields })) body.set(name, value)
    if (file) body.append('files', new File([file], 'flu.pdf', { type: 'application/pdf' }))
    const headers = { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' }
    return pages.app.handle(new Request('http://maple.localhost/bulks', { method: 'POST', headers, body }))
  }
  return { ...bulking, ...pages, post, goOn: bulking.goOn.bind(bulking) }
}

test('tried out, looked at and started: the same page goes on to say how far it is', async () => {
  using desk = openBulkPages()
  expect(await desk.html('ana', '/bulks/new')).toContain('Nothing is sent yet')
  const taken = await desk.post({ list: `${lines(3)}\nNobody <12>`, subject: 'Flu clinic' })
  const path = taken.headers.get('location') ?? ''
  expect([taken.status, path]).toEqual([303, expect.stringMatching(/^\/bulks\/[0-9a-f-]{36}$/)])
  const draft = await desk.html('ana', path)
  for (const shown of ['Dry run: nothing is sent yet', 'Send to 3 recipients', 'This is not a fax number.']) expect(draft).toContain(shown)
  expect((await desk.visit('ana', `${path}/start`, { looked: 'on' })).headers.get('location')).toBe(path)
  expect(await desk.html('ana', path)).toContain('Going out')
  await desk.goOn((to) => (to === numberOf(1) ? UNALLOCATED : 'delivered'))
  const ended = await desk.html('ana', `${path}?outcome=failed`)
  for (const shown of ['Ended', 'Try the 1 that failed again', 'Practice 1', 'The number is not in service.'])
    expect(ended).toContain(shown)
  expect(ended).not.toContain('Practice 0')
  expect(desk.maple.read((tx) => listEvents(tx, { action: 'bulk.viewed' }))).toHaveLength(1)
  expect(await desk.html('ana', `${path}/progress`)).not.toContain('Practice')
})

test('what is wrong comes back with what was typed, and pressing twice makes one', async () => {
  using desk = openBulkPages()
  const refused = await desk.post({ list: '5552010100', note: 'Dear {{nme}}' })
  const html = await refused.text()
  expect([refused.status, html.includes('the list has no “nme”'), html.includes('Dear {{nme}}')]).toEqual([422, true, true])
  expect((await desk.post({ list: '' })).status).toBe(422)
  expect(await (await desk.post({ list: '5552010100' }, '')).text()).toContain('Add at least one PDF or TIFF file.')
  const twice = { list: '5552010100', intent: 'the same' }
  const places = [await desk.post(twice), await desk.post(twice)].map(({ headers }) => headers.get('location'))
  expect(places[0]).toBe(places[1] ?? '')
})

test('who may only look finds nothing to press, and another office finds nothing', async () => {
  using desk = openBulkPages()
  const { headers } = await desk.post({ list: lines(1) })
  const path = headers.get('location') ?? ''
  expect(await desk.html('rita', path)).not.toContain('Send to 1 recipient')
  expect((await desk.visit('sam', path)).status).toBe(404)
  expect((await desk.visit('sam', `${path}/start`, {})).status).toBe(404)
  expect((await desk.call('sam', 'GET', `/api${path}`)).status).toBe(404)
  expect((await desk.visit('nobody', path)).status).not.toBe(200)
})

test('a program tries out, starts, pauses, resumes, reads failures and the report, and tries again', async () => {
  using desk = openBulkPages()
  const files = [{ name: 'flu.pdf', base64: BASE64 }]
  const list = 'Name,Fax,Reference\n"=cmd()",5552010000,A-1\nElm,5552010001,B-2'
  const made = await desk.call('ana', 'POST', '/api/bulks', { list, files, subject: 'For {{reference}}' })
  const { id } = made.body as { id: string }
  expect([made.status, made.headers.get('location')]).toEqual([201, `/api/bulks/${id}`])
  expect(made.body).toMatchObject({ state: 'draft', totals: { all: 2, waiting: 2 }, expected: { pages: 6 }, startedAt: null })
  const step = async (name: string) => (await desk.call('ana', 'POST', `/api/bulks/${id}/${name}`)).status
  expect([
    await step('pause'),
    await step('start?looked=true'),
    await step('start?looked=true'),
    await step('pause'),
    await step('resumption'),
  ]).toEqual([409, 200, 409, 200, 200])
  await desk.goOn((to) => (to === numberOf(0) ? UNALLOCATED : 'delivered'))
  expect((await desk.call('ana', 'GET', `/api/bulks/${id}`)).body).toMatchObject({
    state: 'ended',
    status: 'partial',
    totals: { delivered: 1, failed: 1 },
  })
  expect((await desk.call('ana', 'GET', `/api/bulks/${id}/failures`)).body).toMatchObject({
    totalItems: 1,
    data: [{ row: 1, outcome: 'failed', cause: { code: UNALLOCATED, message: 'The number is not in service.' } }],
  })
  expect((await desk.call('ana', 'GET', '/api/bulks')).body).toMatchObject({ totalItems: 1, data: [{ id }] })
  const report = await desk.visit('ana', `/api/bulks/${id}/report.csv`)
  const [head, first, second] = (await report.text()).split('\r\n')
  expect(head).toEndWith('Row,To,Name,Outcome,Why,Tries,Ended (UTC),Fax')
  expect(first).toStartWith("1,'+15552010000,'=cmd(),Failed,The number is not in service.,1,2026-")
  expect(second).toStartWith("2,'+15552010001,Elm,Delivered,,1,2026-")
  expect(await step('retries')).toBe(200)
  expect(desk.maple.read((tx) => listEvents(tx, { action: 'bulk.exported' }))).toHaveLength(1)
})

test('a program starts at once when it says so, and throws a dry run away', async () => {
  using desk = openBulkPages()
  const files = [{ name: 'flu.pdf', base64: BASE64 }]
  expect((await desk.call('ana', 'POST', '/api/bulks', { list: '5552010000', files, start: true, looked: true })).body).toMatchObject({
    state: 'running',
  })
  const { body } = await desk.call('ana', 'POST', '/api/bulks', { list: '5552010001', files })
  const { id } = body as { id: string }
  expect((await desk.call('ana', 'DELETE', `/api/bulks/${id}`)).status).toBe(204)
  expect((await desk.call('ana', 'GET', `/api/bulks/${id}`)).status).toBe(404)
  const unread = await desk.call('ana', 'POST', '/api/bulks', {
    list: '5552010001',
    files: [{ name: 'x', base64: '%' }],
    perMinute: 'fast',
  })
  expect(unread).toMatchObject({ status: 422, body: { errors: [{ field: 'perMinute' }] } })
})

test('numbers in doubt are counted, listed and to be looked at before a person starts it; what they are is said of each', async () => {
  using desk = openBulkPages()
  desk.maple.write((tx) => addContact(tx, { name: 'Oak Clinic', organization: '', note: '', fax: numberOf(0) }))
  const { headers } = await desk.post({ list: `${lines(1)}\nElm <+15552010009>\nPine <+15557654321>\nOak <${numberOf(0)}>`, repeats: 'on' })
  const path = headers.get('location') ?? ''
  const draft = await desk.html('ana', path)
  for (const shown of ['Numbers to look at before it goes', 'one slip away', 'Nobody here has faxed', 'I looked at these numbers'])
    expect(draft).toContain(shown)
  const doubtful = await desk.html('ana', `${path}?outcome=doubtful`)
  expect([doubtful.includes('Elm'), doubtful.includes('Pine')]).toEqual([true, true])
  const refused = await desk.visit('ana', `${path}/start`, {})
  expect([refused.status, (await refused.text()).includes('Look at the numbers in doubt')]).toEqual([422, true])
  expect((await desk.call('ana', 'POST', `/api${path}/start`)).status).toBe(422)
  expect((await desk.call('ana', 'GET', `/api${path}`)).body).toMatchObject({ state: 'draft' })
  const listed = (await desk.call('ana', 'GET', `/api${path}/recipients?doubtful=true`)).body as { totalItems: number; data: unknown[] }
  expect(listed).toMatchObject({
    totalItems: listed.data.length,
    data: expect.arrayContaining([expect.objectContaining({ name: 'Pine' })]),
  })
  expect((await desk.visit('ana', `${path}/start`, { looked: 'on' })).status).toBe(303)
})

test('a bulk that is started at once by somebody who did not look is not kept', async () => {
  using desk = openBulkPages()
  const files = [{ name: 'flu.pdf', base64: BASE64 }]
  const body = { list: lines(2), files, start: true }
  expect((await desk.call('ana', 'POST', '/api/bulks', body)).status).toBe(422)
  expect(desk.maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM bulks`).n)).toBe(0)
  expect((await desk.call('ana', 'POST', '/api/bulks', { ...body, looked: true })).body).toMatchObject({ state: 'running' })
})
