import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { addContact } from '../../../src/contacts/index.ts'
import { listReceived } from '../../../src/fax/index.ts'
import { receivedRoutes } from '../../../src/fax/received/routes.ts'
import { COLLEAGUES, openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

const OAK = '+15550120009'
const ELM = '+15550120010'
const LABS = { name: 'Labs', conditions: { from: '5550120009' }, actions: { assignedTo: 'rita', tags: ['labs'] } }

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
  const call = async (method: string, path: string, body?: unknown, who: 'ana' | 'sam' = 'ana') => {
    const answer = await pages.call(who, method, `/api/received${path}`, body)
    return { status: answer.status, body: answer.body as Record<string, unknown> }
  }
  const add = async (rule: unknown = LABS) => String((await call('POST', '/rules', rule)).body['id'])
  const newest = () => faxing.maple.read((tx) => listReceived(tx, {}, { limit: 1 }))[0]
  return { faxing, pages, call, add, newest, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('a rule is measured against what people did by hand, and acts alone only once an owner has let it', async () => {
  using world = open()
  const { faxing, call, newest } = world
  const rule = await world.add()
  expect((await call('POST', `/rules/${rule}/acting`)).status).toBe(409)
  for (let n = 0; n < 6; n++) {
    const id = await receive(faxing, { from: OAK })
    if (n < 5) await call('PATCH', `/${id}`, { assignedTo: n < 4 ? 'rita' : 'ana', addTags: ['labs'] })
    if (n === 3) {
      expect((await call('POST', `/rules/${rule}/tests`)).body).toMatchObject({ matched: 4, decided: 4, agreed: 4 })
      expect((await call('POST', `/rules/${rule}/acting`)).status).toBe(409)
    }
  }
  await receive(faxing, { from: ELM })
  const tested = await call('POST', `/rules/${rule}/tests`)
  expect(tested.body).toMatchObject({ matched: 6, decided: 5, agreed: 4 })
  expect((tested.body['faxes'] as { verdict: string }[]).map(({ verdict }) => verdict).toSorted()).toEqual([
    'agreed',
    'agreed',
    'agreed',
    'agreed',
    'differed',
    'open',
  ])
  expect(newest()?.assignedTo).toBeNull()
  expect((await call('POST', `/rules/${rule}/acting`)).body).toMatchObject({ acts: true })
  await receive(faxing, { from: OAK })
  expect(newest()).toMatchObject({ assignedTo: 'rita', tags: ['labs'], sortedAt: null })
  await call('DELETE', `/rules/${rule}/acting`)
  await receive(faxing, { from: OAK })
  expect(newest()).toMatchObject({ assignedTo: null, tags: [] })
})

test('what a rule did alone does not count as done by hand', async () => {
  using world = open()
  const rule = await world.add()
  world.faxing.maple.write((tx) => tx.db.run(sql`UPDATE received_rules SET acts = 1, tested_at = 1`))
  for (let n = 0; n < 3; n++) await receive(world.faxing, { from: OAK })
  expect((await world.call('POST', `/rules/${rule}/tests`)).body).toMatchObject({ matched: 3, decided: 0, agreed: 0 })
})

test('a rule that was changed only suggests again, until it was tested anew', async () => {
  using world = open()
  const rule = await world.add()
  world.faxing.maple.write((tx) => tx.db.run(sql`UPDATE received_rules SET acts = 1, tested_at = 1, matched = 9, decided = 9, agreed = 9`))
  expect((await world.call('PATCH', `/rules/${rule}`, { name: 'Oak' })).body).toMatchObject({ acts: false, testedAt: null, decided: 0 })
  expect((await world.call('POST', `/rules/${rule}/acting`)).status).toBe(409)
})

test.each([
  ['from another number', { from: '5550120010' }, false],
  ['of its pages', { fewestPages: 2, mostPages: 2 }, true],
  ['of more pages', { fewestPages: 3 }, false],
  ['of fewer pages', { mostPages: 1 }, false],
  ['in office hours', { after: '08:00', before: '17:00' }, true],
  ['at night', { after: '17:00', before: '08:00' }, false],
  ['from a contact with that tag', { contactTag: 'Cardiology' }, true],
  ['from a contact with another tag', { contactTag: 'dentist' }, false],
  ['to another number of ours', { to: '5550100101' }, false],
])('a rule for a fax %s is held to it', async (_, conditions, matched) => {
  using world = open()
  world.faxing.maple.write((tx) => addContact(tx, { name: 'Oak', organization: '', fax: OAK, note: '', tags: ['cardiology'] }))
  await receive(world.faxing, { from: OAK })
  const rule = await world.add({ ...LABS, conditions })
  expect((await world.call('POST', `/rules/${rule}/tests`)).body).toMatchObject({ matched: matched ? 1 : 0 })
})

test('a rule suggests on the page of a fax, and what is taken is done by hand', async () => {
  using world = open()
  const { faxing, pages, newest } = world
  await world.add({ ...LABS, actions: { ...LABS.actions, urgent: true } })
  const id = await receive(faxing, { from: OAK })
  const page = await pages.html('ana', `/received/${id}`)
  expect(page).toContain('suggests: assign it to Rita Bauer, tag it labs, mark it urgent.')
  await pages.visit('ana', '/received/suggestions', { fax: id, assignee: 'rita', tags: 'labs', urgent: 'yes' })
  expect(newest()).toMatchObject({ assignedTo: 'rita', tags: ['labs'], urgent: true, sortedAt: faxing.now.value })
  expect(await pages.html('ana', `/received/${id}`)).not.toContain('suggests:')
})

test.each([
  ['no name', { ...LABS, name: ' ' }, 'name'],
  ['nothing said of the faxes', { ...LABS, conditions: {} }, 'from'],
  ['a number that is none', { ...LABS, conditions: { from: 'Oak' } }, 'from'],
  ['a time that is none', { ...LABS, conditions: { after: '25:00' } }, 'after'],
  ['no pages', { ...LABS, conditions: { fewestPages: 0 } }, 'fewestPages'],
  ['nothing to do', { ...LABS, actions: { notify: 'rita' } }, 'assignedTo'],
  ['somebody who does not work here', { ...LABS, actions: { assignedTo: 'sam' } }, 'assignedTo'],
])('a rule with %s is refused', async (_, rule, field) => {
  using world = open()
  const { status, body } = await world.call('POST', '/rules', rule)
  expect([status, body]).toMatchObject([422, { errors: [{ field }] }])
  expect((await world.call('GET', '/rules')).body).toEqual({ data: [] })
})

test('another office has its own rules', async () => {
  using world = open()
  const rule = await world.add()
  expect((await world.call('GET', '/rules', undefined, 'sam')).body).toEqual({ data: [] })
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/tests'],
    ['POST', '/acting'],
  ])
    expect((await world.call(method ?? '', `/rules/${rule}${path}`, method === 'PATCH' ? { name: 'Mine' } : undefined, 'sam')).status).toBe(
      404,
    )
})

test('people make a rule, see how good it is, and remove it, without a script', async () => {
  using world = open()
  const { pages, faxing } = world
  await receive(faxing, { from: OAK })
  const refused = await pages.visit('ana', '/received/rules', { name: 'Oak', assignee: 'nobody' })
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Say what is done with them.')])
  const made = await pages.visit('ana', '/received/rules', { name: 'Oak', from: '(555) 012-0009', assignee: 'rita', ruleTags: 'labs, oak' })
  const at = (made.headers.get('location') ?? '').split('?')[0] ?? ''
  expect(await pages.html('ana', '/received/rules')).toContain('A fax from (555) 012-0009: assign it to Rita Bauer, tag it labs, oak.')
  await pages.visit('ana', `${at}/tests`, {})
  expect(await pages.html('ana', at)).toContain('It matches 1 fax, and nobody has dealt with any of them by hand yet.')
  expect((await pages.visit('ana', `${at}/removal`, {})).headers.get('location')).toBe('/received/rules?notice=rule_removed')
})
