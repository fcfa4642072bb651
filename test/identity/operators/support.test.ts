import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { controlFile, listEvents } from '../../../src/audit/index.ts'
import { composeLetters, findUserByEmail, suspendOperator } from '../../../src/identity/index.ts'
import { AT_THE_SHELL } from '../../../src/tenancy/index.ts'
import type { Slug } from '../../support/server.ts'
import { type ConsoleWorld, MINUTE, openConsole } from './console-world.ts'

const SETTINGS = '/settings'
const at = async (world: ConsoleWorld, path: string, cookie: string, slug: Slug = 'maple') =>
  (await world.ask(path, { cookie, host: `${slug}.localhost`, headers: { accept: 'application/json' } })).status
const trail = (world: ConsoleWorld, action: string, slug: Slug = 'maple') =>
  world.offices[slug].file.read((tx) =>
    listEvents(tx, { action }).map(({ actorKind, actorId, detail }) => [actorKind, actorId, JSON.parse(detail)]),
  )

test('without a grant there is no way in; under one there is, with a banner, seen by the owner and written down there', async () => {
  using world = openConsole()
  const pia = await world.operator('Pia', 'support')
  const refused = await world.enter(pia.cookie)
  expect([refused.answer.status, (await refused.answer.text()).includes('let support in')]).toEqual([403, true])
  const ana = await world.owner()
  expect((await world.letIn(ana)).headers.get('location')).toBe('/settings/support?notice=granted')
  const page = await world.ask(`/console/offices/${world.offices.maple.id}`, { cookie: pia.cookie })
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' *.localhost")
  expect(await page.text()).toContain('Faxes wait')
  const { answer, cookie } = await world.enter(pia.cookie)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, SETTINGS])
  const settings = await (await world.ask(SETTINGS, { cookie, host: 'maple.localhost' })).text()
  for (const text of ['You are here as support', 'Uma Reyes', 'href="/jobs"', 'href="/audit"']) expect(settings).toContain(text)
  for (const text of ['data-events', 'action="/lock"', 'href="/faxes"', 'Search sent faxes', '>Save<']) expect(settings).not.toContain(text)
  const seen = await (await world.ask('/settings/support', { cookie: ana, host: 'maple.localhost' })).text()
  for (const text of ['Pia', 'In now', 'Looked at the settings']) expect(seen).toContain(text)
  expect(trail(world, 'support.looked')).toEqual([['operator', pia.account.id, { route: 'GET /settings' }]])
  expect(trail(world, 'support.entered')).toEqual([['operator', pia.account.id, {}]])
  expect(world.told('support.entered')).toEqual([{ actorId: pia.account.id, subjectId: world.offices.maple.id }])
  const told = await (await world.ask('/audit', { cookie: ana, host: 'maple.localhost' })).text()
  expect(told).toContain('Operator Pia')
  const letters = world.offices.maple.file.read((tx) => tx.db.all(sql`SELECT letter, address FROM letters`))
  expect(letters).toEqual([{ letter: 'support_entered', address: world.offices.maple.emails.owner_admin }])
})

test('the letter to owners says that somebody is in and where to look, and neither who nor why', async () => {
  using world = openConsole()
  const { file, emails } = world.offices.maple
  const compose = composeLetters({ officeName: () => 'Maple Street', urlOf: () => 'http://maple.localhost' })
  const asked = { letter: 'support_entered', address: emails.owner_admin }
  const mailTo = (email: string) => file.write((tx) => compose(tx, { ...asked, personId: findUserByEmail(tx, email)?.id ?? '' }))
  const mail = mailTo(emails.owner_admin)
  expect(mail).toMatchObject({ to: emails.owner_admin, subject: 'Support is in at Maple Street' })
  expect([
    mail?.text.includes('http://maple.localhost/settings/support'),
    mail?.text.includes('Pia'),
    mail?.text.includes('Faxes wait'),
  ]).toEqual([true, false, false])
  expect(mailTo(emails.admin)).toBeUndefined()
})

test('what is refused is a page with the banner, and is written down once', async () => {
  using world = openConsole()
  const pia = await world.operator('Pia', 'support')
  const ana = await world.owner()
  await world.letIn(ana)
  const { cookie } = await world.enter(pia.cookie)
  const refused = await world.ask('/contacts', { cookie, host: 'maple.localhost' })
  const html = await refused.text()
  for (const text of ['Support sees nothing of this', 'You are here as support']) expect(html).toContain(text)
  expect([refused.status, trail(world, 'support.refused'), trail(world, 'support.looked')]).toEqual([
    403,
    [['operator', pia.account.id, { route: 'GET /contacts' }]],
    [],
  ])
  const owners = await (await world.ask('/settings/support', { cookie: ana, host: 'maple.localhost' })).text()
  expect(owners).toContain('Was refused GET /contacts')
})

test('a grant of one office opens nothing at the other', async () => {
  using world = openConsole()
  const pia = await world.operator('Pia', 'support')
  await world.letIn(await world.owner())
  const { cookie } = await world.enter(pia.cookie)
  expect([await at(world, SETTINGS, cookie), await at(world, SETTINGS, cookie, 'harbor')]).toEqual([200, 401])
  expect((await world.enter(pia.cookie, 'harbor')).answer.status).toBe(403)
  const sent = await world.ask(`/console/offices/${world.offices.maple.id}/visits`, { cookie: pia.cookie, form: {} })
  const { pathname } = new URL(sent.headers.get('location') ?? '')
  expect((await world.ask(pathname, { host: 'harbor.localhost' })).status).toBe(404)
  expect((await world.ask(pathname, { host: 'maple.localhost' })).status).toBe(303)
  expect(trail(world, 'support', 'harbor')).toEqual([])
})

test('a ticket works once, within a minute, and is neither a session nor made of one', async () => {
  using world = openConsole()
  const pia = await world.operator('Pia', 'support')
  await world.letIn(await world.owner())
  const ticket = async () => {
    const sent = await world.ask(`/console/offices/${world.offices.maple.id}/visits`, { cookie: pia.cookie, form: {} })
    return new URL(sent.headers.get('location') ?? '').pathname
  }
  const first = await ticket()
  expect(await at(world, SETTINGS, `session=${first.split('/').at(-1)}`)).toBe(401)
  const both = await Promise.all([1, 2].map(() => world.ask(first, { host: 'maple.localhost' })))
  expect(both.map(({ status }) => status).sort()).toEqual([303, 404])
  const late = await ticket()
  world.later(MINUTE)
  expect((await world.ask(late, { host: 'maple.localhost' })).status).toBe(404)
  expect(await at(world, SETTINGS, pia.cookie)).toBe(401)
})

test('it ends by itself, when an owner ends it, when nobody uses it, and when its operator leaves', async () => {
  using world = openConsole()
  const pia = await world.operator('Pia', 'support')
  const ana = await world.owner()
  const open = async () => {
    const { cookie } = await world.enter(pia.cookie)
    expect(await at(world, SETTINGS, cookie)).toBe(200)
    return cookie
  }
  await world.letIn(ana, 1)
  const left = await open()
  await world.ask('/sign-out', { cookie: left, form: {}, host: 'maple.localhost' })
  expect(await at(world, SETTINGS, left)).toBe(401)
  const idle = await open()
  world.later(5 * MINUTE)
  const busy = await open()
  world.later(10 * MINUTE)
  expect([await at(world, SETTINGS, idle), await at(world, SETTINGS, busy)]).toEqual([401, 200])
  for (let n = 0; n < 4; n++) {
    expect(await at(world, SETTINGS, busy)).toBe(200)
    world.later((45 * MINUTE) / 4)
  }
  expect(await at(world, SETTINGS, busy)).toBe(401)
  const again = await world.owner()
  await world.letIn(again, 72)
  const olu = await world.operator('Olu')
  const { cookie } = await world.enter(olu.cookie)
  const html = await (await world.ask('/settings/support', { cookie: again, host: 'maple.localhost' })).text()
  const id = /support\/([\w-]+)\/ending/.exec(html)?.[1]
  expect(await at(world, SETTINGS, cookie)).toBe(200)
  await world.ask(`/settings/support/${id}/ending`, { cookie: again, form: {}, host: 'maple.localhost' })
  expect([await at(world, SETTINGS, cookie), (await world.enter(olu.cookie)).answer.status]).toEqual([401, 403])
})

test('an operator who is suspended, or comes from elsewhere, is out of the office too', async () => {
  using world = openConsole({ OPERATOR_ADDRESSES: '203.0.113.0/24', CLIENT_ADDRESS_HEADER: 'x-client-address' })
  const here = { 'x-client-address': '203.0.113.7' }
  const { token } = world.invite('Pia', 'support')
  const asked = (path: string, cookie: string, form: Record<string, string>, host = 'admin.localhost') =>
    world.ask(path, { cookie, form, host, headers: here })
  const page = await (await world.ask(`/console/enrolment/${token}`, { headers: here })).text()
  const secret = (/class="secret secret--long">([^<]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '')
  const entered = await asked('/console/enrolment', '', { token, code: world.code(secret) })
  const cookie =
    entered.headers
      .getSetCookie()
      .find((each) => each.startsWith('session='))
      ?.split(';')[0] ?? ''
  await world.letIn(await world.owner())
  const sent = await asked(`/console/offices/${world.offices.maple.id}/visits`, cookie, {})
  const answer = await world.ask(new URL(sent.headers.get('location') ?? '').pathname, { host: 'maple.localhost', headers: here })
  const visit = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const from = async (address: string) =>
    (await world.ask('/api/me', { cookie: visit, host: 'maple.localhost', headers: { 'x-client-address': address } })).status
  expect([await from('203.0.113.7'), await from('198.51.100.7')]).toEqual([200, 401])
  controlFile(world.parts.control, AT_THE_SHELL).write((tx) => {
    const { id } = tx.db.get<{ id: string }>(sql`SELECT id FROM operator_accounts`)
    suspendOperator(tx, id)
  })
  expect(await from('203.0.113.7')).toBe(401)
})

test('an owner lets in by JSON too, for an hour, four, a day or three, once at a time and with a fresh proof; nobody else does', async () => {
  using world = openConsole()
  const ana = await world.owner()
  const ask = (json: unknown, cookie = ana) => world.ask('/api/support-grants', { cookie, json, host: 'maple.localhost' })
  for (const json of [
    { reason: 'Faxes wait', hours: 5 },
    { reason: 'Why', hours: 4 },
  ])
    expect((await ask(json)).status).toBe(422)
  const made = await ask({ reason: 'Faxes wait', hours: 24 })
  const grant = (await made.json()) as { id: string; running: boolean }
  expect([made.status, grant.running, (await ask({ reason: 'Faxes wait', hours: 1 })).status]).toEqual([201, true, 409])
  const pia = await world.operator('Pia', 'support')
  const way = await world.ask(`/api/admin/tenants/${world.offices.maple.id}/visits`, { cookie: pia.cookie, json: {} })
  const { url } = (await way.json()) as { url: string }
  expect([way.status, (await world.ask(new URL(url).pathname, { host: 'maple.localhost' })).status]).toEqual([201, 303])
  const { cookie } = await world.enter(pia.cookie)
  expect((await ask({ reason: 'Longer, please', hours: 72 }, cookie)).status).toBe(403)
  const ended = await world.ask(`/api/support-grants/${grant.id}`, { method: 'DELETE', cookie: ana, host: 'maple.localhost' })
  expect([ended.status, await at(world, SETTINGS, cookie)]).toEqual([204, 401])
  const listed = (await (await world.ask('/api/support-grants', { cookie: ana, host: 'maple.localhost' })).json()) as { data: unknown[] }
  expect(listed.data).toMatchObject([{ running: false, visits: Array(2).fill({ operator: 'Pia', inside: false }) }])
  world.later(6 * MINUTE)
  const late = await ask({ reason: 'Faxes wait', hours: 1 })
  expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([403, 'unproven'])
  expect(trail(world, 'support.granted')).toHaveLength(1)
})
