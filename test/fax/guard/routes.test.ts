import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { addContact } from '../../../src/contacts/index.ts'
import { composeRoutes } from '../../../src/fax/compose.routes.tsx'
import { guardApi } from '../../../src/fax/guard/api.routes.ts'
import { guardRoutes } from '../../../src/fax/guard/routes.tsx'
import { countFaxes } from '../../../src/fax/index.ts'
import { openFaxing, PDF, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, files, carrier, documents: plainDocuments, names: () => new Map<string, string>() }
    return [guardRoutes(deps), guardApi(deps), composeRoutes(deps)]
  })
  return {
    faxing,
    pages,
    count: () => faxing.maple.read((tx) => countFaxes(tx, {})),
    async post(path: string, fields: readonly (readonly [string, string])[]) {
      const form = new FormData()
      for (const [name, value] of fields) form.append(name, value)
      form.append('files', new File([PDF], 'labs.pdf'))
      const headers = { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' }
      const answer = await pages.app.handle(new Request(`http://maple.localhost${path}`, { method: 'POST', body: form, headers }))
      return { status: answer.status, text: await answer.text() }
    },
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}

test('the send page asks about a new number, with what was typed, and takes the fax once it was looked at', async () => {
  using world = open()
  const fields = [
    ['to', '5552010100'],
    ['note', 'Please call back.'],
    ['intent', crypto.randomUUID()],
  ] as const
  const asked = await world.post('/faxes', fields)
  expect([asked.status, world.count()]).toEqual([409, 0])
  for (const part of ['a second look', 'value="new_number +15552010100"', 'Please call back.']) expect(asked.text).toContain(part)
  expect((await world.post('/faxes', [...fields, ['looked', 'new_number +15552010199']])).status).toBe(409)
  const taken = await world.post('/faxes', [...fields, ['looked', 'new_number +15552010100']])
  expect([taken.status, world.count()]).toEqual([303, 1])
})

test('what is known of the numbers is told while they are typed', async () => {
  using world = open()
  world.faxing.maple.write((tx) => addContact(tx, { name: 'Oak Cardiology', organization: '', fax: '5552010177', note: '' }))
  const answer = await world.pages.visit('ana', '/faxes/concerns', { to: '5552010177\n5552010117\nnot a number' })
  const html = await answer.text()
  expect(html).toContain('one slip away from Oak Cardiology')
  expect(html).not.toContain('Nobody here has faxed')
  const theirs = await (await world.pages.visit('sam', '/faxes/concerns', { to: '5552010117' })).text()
  expect(theirs).not.toContain('Oak')
})

test('a program asks what sending would come to, and nothing is kept', async () => {
  using world = open()
  const quote = await world.post('/api/faxes/quotes', [
    ['to', '5552010100'],
    ['to', 'Elm <5552010101>'],
  ])
  expect(JSON.parse(quote.text)).toEqual({
    pages: 3,
    pagesInAll: 6,
    expectedSeconds: 120,
    recipients: [
      { to: '+15552010100', name: '', lastDeliveredAt: null, concerns: [{ kind: 'new_number', message: expect.any(String), asks: true }] },
      {
        to: '+15552010101',
        name: 'Elm',
        lastDeliveredAt: null,
        concerns: [{ kind: 'new_number', message: expect.any(String), asks: true }],
      },
    ],
  })
  expect(world.count()).toBe(0)
  expect((await world.post('/api/faxes/quotes', [['to', 'nobody']])).status).toBe(422)
})

test('the time on the line is that of the office’s own calls', async () => {
  using world = open()
  const { faxing } = world
  await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  const quote = await world.post('/api/faxes/quotes', [['to', '5552010100']])
  expect(JSON.parse(quote.text)).toMatchObject({
    expectedSeconds: 3 * 16,
    recipients: [{ lastDeliveredAt: faxing.now.value.toISOString() }],
  })
})

test('the rules are read and changed on their page and by programs, and the trail says so', async () => {
  using world = open()
  const { pages, faxing } = world
  expect((await pages.call('ana', 'GET', '/api/send-rules')).body).toEqual({
    duplicateHours: 24,
    askNewNumbers: true,
    holdPrograms: false,
    secondOver: 0,
  })
  const saved = await pages.visit('ana', '/settings/sending', { duplicateHours: '168', holdPrograms: 'on', secondOver: '100' })
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings/sending?notice=saved'])
  const rules = { duplicateHours: 168, askNewNumbers: false, holdPrograms: true, secondOver: 100 }
  expect((await pages.call('ana', 'GET', '/api/send-rules')).body).toEqual(rules)
  expect((await pages.call('sam', 'GET', '/api/send-rules')).body).not.toEqual(rules)
  expect(faxing.maple.read((tx) => listEvents(tx, { action: 'fax.rules_changed' })).map(({ detail }) => JSON.parse(detail))).toEqual([
    rules,
  ])
  expect((await pages.call('ana', 'PUT', '/api/send-rules', { ...rules, duplicateHours: 9_999 })).status).toBe(422)
  expect((await pages.call('ana', 'PUT', '/api/send-rules', { ...rules, secondOver: -1 })).status).toBe(422)
  const refused = await pages.visit('ana', '/settings/sending', { duplicateHours: 'often', askNewNumbers: 'on' })
  const html = await refused.text()
  expect([refused.status, html.includes('Enter 0 to'), html.includes('value="often"')]).toEqual([422, true, true])
  expect((await pages.call('ana', 'GET', '/api/send-rules')).body).toEqual(rules)
})
