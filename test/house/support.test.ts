import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { addContact } from '../../src/contacts/index.ts'
import { checkSubmission, receiveFax, submitFax } from '../../src/fax/index.ts'
import { isForOperators, ROUTES, SUPPORT_ROUTES } from '../../src/identity/index.ts'
import { type ConsoleWorld, openConsole } from '../identity/operators/console-world.ts'
import { BODY, callsOf, FIELDS } from '../support/wall.ts'

/** Written down by hand, beside the list it is held against. */
const SEES = [
  'GET /api/audit',
  'GET /api/audit/verification',
  'GET /api/jobs',
  'GET /api/jobs/:id',
  'GET /api/keys',
  'GET /api/me',
  'GET /api/office',
  'GET /api/people',
  'GET /audit',
  'GET /help',
  'GET /jobs',
  'GET /jobs/:id/row',
  'GET /settings',
]
/** A patient's, wherever it stands in the office. */
const WORD = 'Quillfeather'
const NUMBERS = ['5550120077', '555) 012-0077', '5550120088', '555) 012-0088']

let world: ConsoleWorld
const cookies = { visitor: '', operator: '' }

beforeAll(async () => {
  world = openConsole()
  const { maple } = world.offices
  const bytes = await Bun.file(new URL('../fixtures/one-page.pdf', import.meta.url)).bytes()
  const stored = await world.parts.files.put(maple.id, bytes)
  maple.file.write((tx) => {
    addContact(tx, { name: WORD, organization: WORD, fax: '+15550120077', note: WORD })
    const input = { to: [`${WORD} <+15550120077>`], cover: false, subject: WORD, note: WORD, from: undefined, sendAt: undefined }
    submitFax(tx, checkSubmission(tx, input), [{ name: `${WORD}.pdf`, type: 'pdf', pages: 1, stored }])
    const call = {
      carrierId: 'c',
      clientState: undefined,
      direction: 'inbound',
      status: 'received',
      cause: undefined,
      pages: 1,
      seconds: 1,
    } as const
    const came = { mediaUrl: undefined, partial: false, createdAt: tx.now, from: '+15550120088', to: maple.number }
    receiveFax(tx, { ...call, ...came })
    tx.db.run(sql`UPDATE jobs SET state = 'dead'`)
  })
  const pia = await world.operator('Pia', 'super_admin')
  await world.letIn(await world.owner())
  cookies.operator = pia.cookie
  cookies.visitor = (await world.enter(pia.cookie)).cookie
})
afterAll(() => world[Symbol.dispose]())

async function answered(path: string, method: string, cookie: string, host: string) {
  const isForm = !path.startsWith('/api')
  const body = isForm ? new URLSearchParams(FIELDS).toString() : JSON.stringify(BODY)
  const type = { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }
  const headers = {
    cookie,
    'sec-fetch-site': 'same-origin',
    ...(isForm ? {} : { accept: 'application/json' }),
    ...(method !== 'GET' && type),
  }
  return world.app.handle(new Request(`http://${host}${path}`, { method, headers, ...(method !== 'GET' && { body }) }))
}
const leaks = (text: string): string[] => [WORD, ...NUMBERS].filter((each) => text.includes(each))

/** All but the trail and what remembers a visit, so that not one letter can change unseen. */
function contentOf(): string {
  return world.offices.maple.file.read((tx) => {
    const tables = tx.db.all<{ name: string }>(sql`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    const rows = tables
      .filter(({ name }) => !/audit_events|support_visits|sqlite_sequence/.test(name))
      .map(({ name }) => tx.db.values(sql.raw(`SELECT * FROM "${name}"`)))
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  })
}

test('what support sees is what is written here, and nothing more; none of it changes anything', () => {
  expect([...SUPPORT_ROUTES].sort()).toEqual(SEES as never)
  expect(SEES.filter((route) => !route.startsWith('GET ') || !ROUTES[route as never])).toEqual([])
})

test('every route answers support as the list says, says nothing of a patient, and leaves the office as it was', async () => {
  const jobs = world.offices.maple.file.read((tx) => String(tx.db.get<{ id: number }>(sql`SELECT max(id) AS id FROM jobs`).id))
  const before = contentOf()
  const wrong: string[] = []
  let looked = 0
  for (const { route, method, path } of callsOf(world.app, { jobs: { id: jobs } })) {
    const answer = await answered(path, method, cookies.visitor, 'maple.localhost')
    const text = await answer.text()
    const isShut = isForOperators(ROUTES[route]) ? answer.status === 404 : answer.status === 403
    if (SEES.includes(route) ? answer.status !== 200 : !isShut) wrong.push(`${route} ${answer.status}`)
    if (leaks(text).length > 0) wrong.push(`${route} says ${leaks(text)}`)
    if (SEES.includes(route)) looked += 1
  }
  expect(wrong).toEqual([])
  expect(looked).toBe(SEES.length)
  expect(contentOf()).toBe(before)
  type Listed = { data: { detail: unknown }[] }
  const { data } = (await (await answered('/api/audit', 'GET', cookies.visitor, 'maple.localhost')).json()) as Listed
  expect(data.length).toBeGreaterThan(10)
  expect(data.filter(({ detail }) => JSON.stringify(detail) !== '{}')).toEqual([])
  const noted = world.offices.maple.file.read((tx) => tx.db.all(sql`SELECT 1 FROM audit_events WHERE action = 'support.looked'`))
  expect(noted).toHaveLength(looked + 1)
})

test('nothing that an operator may ask on their own host says anything of a patient', async () => {
  const ids = { id: world.offices.maple.id }
  const said: string[] = []
  let named = 0
  for (const { route, method, path } of callsOf(world.app, { admin: ids, 'console/offices': ids }, (each) =>
    isForOperators(ROUTES[each]),
  )) {
    if (method !== 'GET') continue
    const text = await (await answered(path, method, cookies.operator, 'admin.localhost')).text()
    if (leaks(text).length > 0) said.push(`${route} says ${leaks(text)}`)
    if (text.includes('Maple Street')) named += 1
  }
  expect(named).toBeGreaterThan(2)
  expect(said).toEqual([])
})

test('without a grant no route of the operators’ host leads into an office, whatever is asked of it', async () => {
  const { id } = world.offices.harbor
  const ofTheMachine = /master-key|key-rotations|takeovers/
  const led: string[] = []
  const theirs = callsOf(world.app, { admin: { id }, 'console/offices': { id } }, (each) => isForOperators(ROUTES[each]))
  expect(theirs.some(({ path }) => path === `/console/offices/${id}/visits`)).toBe(true)
  for (const { route, method, path } of theirs.filter((each) => !ofTheMachine.test(each.path) && !/security|sessions/.test(each.path))) {
    const answer = await answered(path, method, cookies.operator, 'admin.localhost')
    const way = `${answer.headers.get('location') ?? ''} ${await answer.text()}`
    if (way.includes('/support/arrival')) led.push(route)
  }
  expect(led).toEqual([])
  const doors = world.offices.harbor.file.read((tx) => tx.db.all(sql`SELECT 1 FROM support_doors`))
  expect(doors).toEqual([])
})
