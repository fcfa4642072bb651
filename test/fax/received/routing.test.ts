import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../../src/audit/index.ts'
import { composeFaxLetters, listReceived, type ReceivedId } from '../../../src/fax/index.ts'
import { receivedRoutes } from '../../../src/fax/received/routes.ts'
import type { Letter } from '../../../src/mail/index.ts'
import { COLLEAGUES, openFaxing, plainDocuments } from '../../support/faxing.ts'
import { MAPLE_NUMBER } from '../../support/offices.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

const CALLER = '+15550120009'

function open() {
  const faxing = openFaxing()
  const pages = openPages(faxing, (around) => [
    receivedRoutes({
      ...around,
      files: faxing.files,
      documents: plainDocuments,
      names: () => new Map(COLLEAGUES.map(({ id, name }) => [id, name])),
      colleagues: () => COLLEAGUES,
    }),
  ])
  const call = (method: string, path: string, body?: unknown, who: 'ana' | 'rita' | 'sam' = 'ana') =>
    pages.call(who, method, `/api/received${path}`, body)
  const inbox = (shelf: 'inbox' | 'blocked' = 'inbox') => faxing.maple.read((tx) => listReceived(tx, { shelf }, { limit: 50 }))
  const letters = () =>
    faxing.maple.read((tx) => tx.db.all<Letter>(sql`SELECT letter, person_id AS personId, address FROM letters ORDER BY person_id`))
  return { faxing, pages, call, inbox, letters, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('faxes of a blocked number are kept apart, those that are here and those that come, until it is unblocked', async () => {
  using world = open()
  const { faxing, call, inbox } = world
  const [here, other] = [await receive(faxing, { from: CALLER }), await receive(faxing, { from: '+15550120010' })]
  expect((await call('POST', '/senders', { number: '5550120009' })).body).toEqual({ faxes: 1 })
  const later = await receive(faxing, { from: CALLER })
  const ids = (shelf?: 'blocked') => inbox(shelf).map(({ id }) => id)
  expect([ids(), ids('blocked').toSorted()]).toEqual([[other], [here, later].toSorted()])
  expect(inbox('blocked').every(({ fileId }) => fileId !== null)).toBe(true)
  expect((await call('POST', '/senders', { number: '5550120009' })).body).toEqual({ faxes: 0 })
  expect((await call('POST', '/senders/removals', { number: '5550120009' })).body).toEqual({ faxes: 2 })
  expect([ids().length, ids('blocked')]).toEqual([3, []])
  expect((await call('POST', '/senders/removals', { number: '5550120009' })).status).toBe(404)
  const trail = faxing.maple.read((tx) => listEvents(tx, { subjectId: faxing.maple.id, action: 'received' }))
  expect(trail.map(({ action, detail }) => [action, detail])).toEqual([
    ['received.sender_unblocked', '{"faxes":2}'],
    ['received.sender_blocked', '{"faxes":1}'],
  ])
})

test('what one office blocks comes in at the other', async () => {
  using world = open()
  await world.call('POST', '/senders', { number: '5550120009' })
  await receive(world.faxing, { from: CALLER, office: world.faxing.harbor })
  expect(world.faxing.harbor.read((tx) => listReceived(tx, {}, { limit: 5 }))).toHaveLength(1)
  expect((await world.call('GET', '/senders', undefined, 'sam')).body).toEqual({ data: [] })
})

test('people block a number from its fax and unblock it in the list of numbers, without a script', async () => {
  using world = open()
  const { faxing, pages } = world
  const id = await receive(faxing, { from: CALLER })
  expect(await pages.html('ana', `/received/${id}`)).toContain('Block this number')
  expect((await pages.visit('ana', '/received/senders', { number: CALLER })).headers.get('location')).toBe(
    '/received/senders?notice=blocked',
  )
  expect(await pages.html('ana', '/received/senders')).toContain('(555) 012-0009')
  expect(await pages.html('ana', `/received/${id}`)).toContain('This number is blocked')
  expect(await pages.html('ana', '/received?show=blocked')).toContain(`received-${id}`)
  await pages.visit('ana', '/received/senders/removal', { number: CALLER })
  expect(await pages.html('ana', '/received')).toContain(`received-${id}`)
})

test('a fax becomes whose its number is for, with the tags of that number', async () => {
  using world = open()
  const { faxing, call, pages, inbox } = world
  const answer = await call('PUT', '/routing', { number: MAPLE_NUMBER, assignedTo: 'rita', tags: ['Labs', 'front desk'] })
  expect(answer.body).toEqual({ number: MAPLE_NUMBER, assignedTo: 'rita', tags: ['labs', 'front desk'] })
  const id = await receive(faxing)
  expect(inbox()).toMatchObject([{ assignedTo: 'rita', tags: ['front desk', 'labs'], sortedAt: null }])
  const [event] = faxing.maple.read((tx) => listEvents(tx, { subjectId: id, action: 'received.assigned' }))
  expect(event?.detail).toBe('{"to":"rita","because":"number"}')
  await pages.visit('ana', '/received/routing', { number: MAPLE_NUMBER, assignee: 'nobody', tags: '' })
  expect(((await call('GET', '/routing')).body as { data: unknown[] }).data).toEqual([{ number: MAPLE_NUMBER, assignedTo: null, tags: [] }])
  await receive(faxing)
  expect(inbox()[0]).toMatchObject({ assignedTo: null, tags: [] })
})

test('a number whose person has left gives its faxes to nobody', async () => {
  using world = open()
  world.faxing.maple.write((tx) => tx.db.run(sql`INSERT INTO number_routings VALUES (${MAPLE_NUMBER}, 'gone', 'labs')`))
  await receive(world.faxing)
  expect(world.inbox()).toMatchObject([{ assignedTo: null, tags: ['labs'] }])
})

test.each([
  ['a number of nobody’s', '+15550199999', { assignedTo: null, tags: [] }, 404],
  ['somebody who does not work here', MAPLE_NUMBER, { assignedTo: 'sam', tags: [] }, 422],
  ['a tag that is none', MAPLE_NUMBER, { assignedTo: null, tags: ['  '] }, 422],
])('%s is not routed', async (_, number, body, status) => {
  using world = open()
  expect((await world.call('PUT', '/routing', { number, ...body })).status).toBe(status)
})

test('whoever wants to know is written to, and nobody of a blocked number', async () => {
  using world = open()
  const { faxing, call, letters } = world
  await call('PUT', '/notices', { byMail: 'every' })
  await call('PUT', '/notices', { byMail: 'mine' }, 'rita')
  await call('POST', '/senders', { number: '5550120010' })
  await receive(faxing, { from: '+15550120010' })
  expect(letters()).toEqual([])
  const id = await receive(faxing)
  expect(letters()).toEqual([{ letter: 'fax_came', personId: 'ana', address: 'ana@maple.test' }])
  await call('PATCH', `/${id}`, { assignedTo: 'rita' })
  expect(letters()[1]).toEqual({ letter: 'fax_assigned', personId: 'rita', address: 'rita@maple.test' })
  await call('PATCH', `/${id}`, { assignedTo: 'ana' })
  expect(letters()).toHaveLength(2)
})

test('a letter names the office and where to look, and nothing of the fax', async () => {
  using world = open()
  const { faxing, call, letters } = world
  await call('PUT', '/notices', { byMail: 'every' })
  await call('PUT', '/backup', { address: 'desk@elsewhere.test', afterMinutes: 0 })
  const id = await receive(faxing)
  const compose = composeFaxLetters({ officeName: () => 'Maple Street', urlOf: () => 'http://maple.test', colleagues: () => COLLEAGUES })
  const mails = faxing.maple.write((tx) => letters().map((letter) => compose(tx, letter)))
  expect(mails.map((mail) => mail?.subject)).toEqual(['A fax has come in at Maple Street', 'A fax waits at Maple Street'])
  for (const mail of mails) {
    expect(mail?.text).toContain('http://maple.test/received?show=unread')
    for (const word of [id, '012-0009', '5550120009', '5550100100']) expect(JSON.stringify(mail)).not.toContain(word)
  }
  await call('PUT', '/notices', { byMail: 'none' })
  await call('PUT', '/backup', { address: '', afterMinutes: 0 })
  expect(faxing.maple.write((tx) => letters().map((letter) => compose(tx, letter)))).toEqual([undefined, undefined])
})

test('the backup address hears of a fax that nobody opened in time, and of no other', async () => {
  using world = open()
  const { faxing, call, pages, letters } = world
  await call('PUT', '/backup', { address: 'desk@elsewhere.test', afterMinutes: 30 })
  const opened: ReceivedId = await receive(faxing)
  await receive(faxing)
  await pages.visit('ana', `/received/${opened}`)
  faxing.later(29 * 60_000)
  await faxing.work()
  expect(letters()).toEqual([])
  faxing.later(60_000)
  await faxing.work()
  expect(letters()).toEqual([{ letter: 'fax_unopened', personId: 'backup', address: 'desk@elsewhere.test' }])
  const jobs = faxing.maple.read((tx) => tx.db.all<{ state: string }>(sql`SELECT state FROM jobs WHERE kind = 'fax.unopened' ORDER BY id`))
  expect(jobs.map(({ state }) => state).toSorted()).toEqual(['canceled', 'completed'])
})

test.each([
  [{ address: 'nobody', afterMinutes: '30' }, 'Enter an e-mail address'],
  [{ address: 'desk@elsewhere.test', afterMinutes: 'soon' }, 'Enter a number of minutes'],
])('a backup of %p comes back with what was wrong', async (form, words) => {
  using world = open()
  const answer = await world.pages.visit('ana', '/received/backup', form)
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(words)])
  expect((await world.call('GET', '/backup')).body).toEqual({ address: '', afterMinutes: 0 })
})

test('one’s own wish is on the page, and the office’s only for who may set it', async () => {
  using world = open()
  await world.pages.visit('rita', '/received/notices', { wish: 'mine' })
  const own = await world.pages.html('rita', '/received/receiving')
  expect(own).toContain('<option value="mine" selected')
  expect([
    own.includes('If nobody opens it'),
    (await world.pages.html('ana', '/received/receiving')).includes('If nobody opens it'),
  ]).toEqual([false, true])
})
