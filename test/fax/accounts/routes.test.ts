import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { accountApi } from '../../../src/fax/accounts/api.routes.ts'
import { accountRoutes } from '../../../src/fax/accounts/routes.tsx'
import { type AccountAnswer, accountKeys, currentAccount } from '../../../src/fax/index.ts'
import { MAPLE_NUMBER, openOffices } from '../../support/offices.ts'
import { openPages } from '../../support/pages.ts'

const FORM = { apiKey: 'KEY0192_oak-and-elm_7f3c', publicKey: Buffer.alloc(32, 1).toString('base64'), connectionId: '77' }
const GOOD: AccountAnswer = { is: 'good', webhookUrl: '', mayCall: true, numbers: [MAPLE_NUMBER] }

function open() {
  const offices = openOffices()
  const asked: unknown[] = []
  const world = {
    offices,
    asked,
    answer: { ...GOOD, webhookUrl: `http://us.test/webhooks/telnyx/${offices.maple.id}` } as AccountAnswer,
    own: () => offices.maple.read(currentAccount),
    trail: () => offices.maple.read((tx) => listEvents(tx, {})).filter(({ action }) => action.startsWith('carrier.')),
    pages: openPages(offices, (around) => {
      const check = async (holder: unknown) => {
        asked.push(holder)
        return world.answer
      }
      const deps = { ...around, desk: { check }, keys: accountKeys(offices.tenants), publicOrigin: 'http://us.test' }
      return [accountRoutes({ ...deps, names: () => new Map([['ana', 'Ana Ortiz']]) }), accountApi(deps)]
    }),
    [Symbol.dispose]: () => offices[Symbol.dispose](),
  }
  return world
}

test('what is saved was asked of the carrier first; then the page tells its last four, who and when, and never the key', async () => {
  using world = open()
  expect(await world.pages.html('ana', '/settings/carrier')).toContain('through the platform’s account')
  const saved = await world.pages.visit('ana', '/settings/carrier', FORM)
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings/carrier?notice=saved'])
  expect(world.asked).toEqual([FORM])
  const html = await world.pages.html('ana', '/settings/carrier?notice=saved')
  for (const shown of ['The account was saved', '7f3c', 'Ana Ortiz', `/webhooks/telnyx/${world.offices.maple.id}`])
    expect(html).toContain(shown)
  expect(html).not.toContain('oak-and-elm')
  expect(world.trail().map(({ action, detail }) => [action, JSON.parse(detail)])).toEqual([
    ['carrier.account_set', { connection: '77', lastFour: '7f3c' }],
  ])
  expect(await world.pages.html('sam', '/settings/carrier')).not.toContain('7f3c')
})

const REFUSALS: readonly [string, AccountAnswer['is'], number, string][] = [
  ['a key that it does not take', 'bad_key', 422, 'id="apiKey-error"'],
  ['an application that it does not know', 'no_application', 422, 'id="connectionId-error"'],
  ['an application that is switched off', 'switched_off', 422, 'switched off'],
  ['no answer', 'unavailable', 503, 'nothing was saved'],
]
test.each(REFUSALS)('%s leaves everything as it was, with a word on what to do', async (_, is, status, shown) => {
  using world = open()
  world.answer = { is } as AccountAnswer
  const refused = await world.pages.visit('ana', '/settings/carrier', FORM)
  const html = await refused.text()
  expect([refused.status, html.includes(shown), html.includes('value="77"'), html.includes('oak-and-elm')]).toEqual([
    status,
    true,
    true,
    false,
  ])
  expect([world.own(), world.trail()]).toEqual([undefined, []])
})

test.each([
  ['apiKey', { ...FORM, apiKey: 'short' }],
  ['publicKey', { ...FORM, publicKey: 'not a key' }],
  ['publicKey', { ...FORM, publicKey: FORM.publicKey.slice(4) }],
  ['connectionId', { ...FORM, connectionId: 'fax-app' }],
])('a wrong %s is refused before the carrier is asked', async (field, form) => {
  using world = open()
  const refused = await world.pages.visit('ana', '/settings/carrier', form)
  expect([refused.status, (await refused.text()).includes(`id="${field}-error"`)]).toEqual([422, true])
  expect([world.asked, world.own()]).toEqual([[], undefined])
})

test('what works but not as it should is said after saving and at every check', async () => {
  using world = open()
  world.answer = { is: 'good', webhookUrl: 'https://elsewhere.test', mayCall: false, numbers: [] }
  const saved = await world.pages.visit('ana', '/settings/carrier', FORM)
  const html = await world.pages.html('ana', saved.headers.get('location') ?? '')
  for (const shown of ['sends its events somewhere else', 'no outbound voice profile', 'Not every fax number'])
    expect(html).toContain(shown)
  world.answer = { ...GOOD, webhookUrl: `http://us.test/webhooks/telnyx/${world.offices.maple.id}` } as AccountAnswer
  const checked = await world.pages.visit('ana', '/settings/carrier/checks', {})
  expect(checked.headers.get('location')).toBe('/settings/carrier?notice=checked')
  expect(world.asked[1]).toEqual({ apiKey: FORM.apiKey, connectionId: '77' })
  expect((await world.pages.visit('sam', '/settings/carrier/checks', {})).status).toBe(404)
})

test('removed, the office is back at the platform’s account', async () => {
  using world = open()
  await world.pages.visit('ana', '/settings/carrier', FORM)
  expect((await world.pages.visit('ana', '/settings/carrier/removal', {})).headers.get('location')).toBe('/settings/carrier?notice=removed')
  expect(await world.pages.html('ana', '/settings/carrier')).toContain('through the platform’s account')
  expect((await world.pages.visit('ana', '/settings/carrier/removal', {})).status).toBe(404)
})

test('somebody who may only look sees the account and no form', async () => {
  using world = open()
  await world.pages.visit('ana', '/settings/carrier', FORM)
  const html = await world.pages.html('rita', '/settings/carrier')
  expect([html.includes('7f3c'), html.includes('name="apiKey"'), html.includes('/settings/carrier/removal')]).toEqual([true, false, false])
})

test('programs set, read, check and remove the account', async () => {
  using world = open()
  const { call } = world.pages
  const webhookUrl = `http://us.test/webhooks/telnyx/${world.offices.maple.id}`
  expect((await call('ana', 'GET', '/api/carrier-account')).body).toEqual({ account: null, webhookUrl })
  const set = await call('ana', 'PUT', '/api/carrier-account', FORM)
  const account = { connectionId: '77', publicKey: FORM.publicKey, lastFour: '7f3c', setAt: '2026-03-02T15:00:00.000Z', heardAt: null }
  expect([set.status, set.body]).toEqual([200, { account, webhookUrl, findings: [] }])
  expect((await call('ana', 'POST', '/api/carrier-account/checks')).body).toEqual({ findings: [] })
  expect((await call('sam', 'GET', '/api/carrier-account')).body).toMatchObject({ account: null })
  world.answer = { is: 'bad_key' }
  const refused = await call('ana', 'PUT', '/api/carrier-account', FORM)
  expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ field: 'apiKey' }] }])
  expect((await call('ana', 'DELETE', '/api/carrier-account')).status).toBe(204)
  expect((await call('ana', 'GET', '/api/carrier-account')).body).toMatchObject({ account: null })
})
