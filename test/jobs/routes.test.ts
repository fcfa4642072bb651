import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { jobApi } from '../../src/jobs/api.routes.ts'
import { cancel, countJobs, done, drain, enqueue, handle, kind, listJobs, replayDeadJobs, retry } from '../../src/jobs/index.ts'
import { jobRoutes } from '../../src/jobs/routes.tsx'
import { newId } from '../../src/kit/ids.ts'
import { officeClock } from '../../src/office/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const WORK = kind<Record<string, unknown>>('test.work')
const open = (offices: Offices) => openPages(offices, (around) => [jobRoutes({ ...around, clock: officeClock }), jobApi(around)])
const put = (offices: Offices, args: Record<string, unknown> = {}, uniqueKey?: string) =>
  offices.maple.write((tx) => enqueue(tx, WORK, args, { maxAttempts: 1, ...(uniqueKey !== undefined && { uniqueKey }) }))
const killAll = (offices: Offices) => drain(offices.maple, [handle(WORK, () => retry('line busy'))])
const states = (offices: Offices) => offices.maple.read((tx) => listJobs(tx)).map(({ state }) => state)
const replayed = (offices: Offices) => offices.maple.read((tx) => listEvents(tx, { action: 'job.replayed' })).length

test('the page counts jobs by state and says why one stopped', async () => {
  using offices = openOffices()
  put(offices)
  await killAll(offices)
  put(offices)
  const html = await open(offices).html('ana', '/jobs')
  expect(html).toContain('line busy')
  expect(html).toContain('action="/jobs/1/replays"')
  expect(html.match(/id="job-/g)).toHaveLength(2)
  const dead = await open(offices).html('ana', '/jobs?state=dead')
  expect(dead.match(/id="job-\d+/g)).toEqual(['id="job-1'])
})

test('every kind of job is told in words, with its name beside them, and the counts add up', async () => {
  using offices = openOffices()
  const canceled = kind('fax.send')
  offices.maple.write((tx) => enqueue(tx, canceled, {}, {}))
  await drain(offices.maple, [handle(canceled, () => cancel('No longer wanted.'))])
  put(offices)
  const html = await open(offices).html('ana', '/jobs')
  for (const text of ['<strong>Send a fax to one recipient</strong>', '<code>fax.send</code>', '<strong>test.work</strong>'])
    expect(html).toContain(text)
  const counts = [...html.matchAll(/tile__count">(\d+)</g)].map(([, count]) => Number(count))
  expect([counts.length, counts.reduce((sum, count) => sum + count, 0)]).toEqual([6, 2])
})

test('a dead job starts over by a press, once, and runs', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices)
  await killAll(offices)
  const pressed = await pages.visit('ana', '/jobs/1/replays', {})
  expect([pressed.status, pressed.headers.get('location'), states(offices)]).toEqual([303, '/jobs?replayed=1', ['available']])
  expect(await pages.html('ana', '/jobs?replayed=1')).toContain('The job starts over now.')
  expect((await pages.visit('ana', '/jobs/1/replays', {})).status).toBe(409)
  expect(replayed(offices)).toBe(1)
  await drain(offices.maple, [handle(WORK, () => done)])
  expect(states(offices)).toEqual(['completed'])
})

test('every dead job starts over, but work that already waits is not made twice', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices, {}, 'same')
  await killAll(offices)
  put(offices, {}, 'same')
  await killAll(offices)
  put(offices)
  await killAll(offices)
  expect((await pages.visit('ana', '/jobs/replays', {})).headers.get('location')).toBe('/jobs?replayed=2')
  expect(offices.maple.read(countJobs)).toMatchObject({ available: 2, dead: 1 })
  expect(replayed(offices)).toBe(2)
  expect((await pages.visit('ana', '/jobs/replays', {})).headers.get('location')).toBe('/jobs?replayed=0')
})

test("another office's jobs are neither shown nor replayed", async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices)
  await killAll(offices)
  expect((await pages.visit('sam', '/jobs/1/replays', {})).status).toBe(404)
  expect((await pages.visit('sam', '/jobs/1/row')).status).toBe(404)
  expect((await pages.call('sam', 'GET', '/api/jobs/1')).status).toBe(404)
  expect((await pages.call('sam', 'POST', '/api/jobs/1/replays')).status).toBe(404)
  expect((await pages.call('sam', 'POST', '/api/jobs/replays')).body).toEqual({ replayed: 0 })
  expect(await pages.html('sam', '/jobs')).not.toContain('test.work')
  expect(offices.harbor.write(replayDeadJobs)).toBe(0)
  expect(states(offices)).toEqual(['dead'])
})

test('a stranger and another site are refused', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices)
  await killAll(offices)
  expect((await pages.visit('nobody', '/jobs/1/replays', {})).status).toBe(401)
  expect((await pages.call('nobody', 'GET', '/api/jobs')).status).toBe(401)
  expect((await pages.visit('ana', '/jobs/replays', {}, { 'sec-fetch-site': 'same-site' })).status).toBe(403)
  expect(states(offices)).toEqual(['dead'])
})

test('someone who may only look sees no button', async () => {
  using offices = openOffices()
  put(offices)
  await killAll(offices)
  expect(await open(offices).html('rita', '/jobs')).not.toContain('replays')
})

test('htmx gets the row that changed', async () => {
  using offices = openOffices()
  const pages = open(offices)
  put(offices)
  await killAll(offices)
  const row = await (await pages.visit('ana', '/jobs/1/replays', {}, { 'hx-request': 'true' })).text()
  expect(row).toStartWith('<tr id="job-1"')
  expect(row).toContain('Waiting')
  expect(await pages.html('ana', '/jobs/1/row')).toBe(row)
})

test('fifty jobs are shown, and the link shows the rest', async () => {
  using offices = openOffices()
  const pages = open(offices)
  for (let n = 0; n < 51; n++) put(offices)
  const first = await pages.html('ana', '/jobs?state=available')
  expect(first.match(/id="job-/g)).toHaveLength(50)
  expect(first).toContain('/jobs?state=available&#38;before=2'.replace('&#38;', '&'))
  const second = await pages.html('ana', '/jobs?state=available&before=2')
  expect(second.match(/id="job-\d+/g)).toEqual(['id="job-1'])
})

test('what is shown of the arguments is ids and numbers, never a text', async () => {
  using offices = openOffices()
  const faxId = newId<'fax'>()
  put(offices, { faxId, attempt: 2, name: 'Dana Invented', nested: { name: 'Dana Invented' } })
  const { call, html } = open(offices)
  const { body } = await call('ana', 'GET', '/api/jobs/1')
  expect(body).toMatchObject({ id: 1, kind: 'test.work', state: 'available', args: { faxId, attempt: 2 }, finishedAt: null })
  expect(JSON.stringify([body, (await call('ana', 'GET', '/api/jobs')).body, await html('ana', '/jobs')])).not.toContain('Dana')
})

test('programs list, filter and replay jobs', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  put(offices)
  await killAll(offices)
  put(offices)
  put(offices)
  const list = await call('ana', 'GET', '/api/jobs?limit=2')
  expect(list.body).toMatchObject({ totalItems: 3, totalPages: 2, hasNext: true, nextCursor: '2', data: [{ id: 3 }, { id: 2 }] })
  expect((await call('ana', 'GET', '/api/jobs?cursor=2')).body).toMatchObject({ hasNext: false, hasPrev: true, data: [{ id: 1 }] })
  expect((await call('ana', 'GET', '/api/jobs?page=2&limit=2')).body).toMatchObject({ data: [{ id: 1 }] })
  expect((await call('ana', 'GET', '/api/jobs?state=dead')).body).toMatchObject({ totalItems: 1, data: [{ id: 1, cause: 'line busy' }] })
  expect((await call('ana', 'GET', '/api/jobs?state=tired')).status).toBe(422)
  expect((await call('ana', 'POST', '/api/jobs/1/replays')).body).toMatchObject({ id: 1, state: 'available', attempt: 0 })
  expect((await call('ana', 'POST', '/api/jobs/1/replays')).status).toBe(409)
  expect((await call('ana', 'GET', '/api/jobs/99')).status).toBe(404)
  expect((await call('ana', 'GET', '/api/jobs/0')).status).toBe(404)
})
