import { expect, test } from 'bun:test'
import { type Creation, openAuthenticator, type Request_ } from '../../support/authenticator.ts'
import { cookieOf } from '../passkey-world.ts'
import { CONSOLE, type ConsoleWorld, MINUTE, openConsole, type Someone } from './console-world.ts'

const PLACE = '/console/security'
const hidden = (html: string): [string, string][] =>
  [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
const post = (world: ConsoleWorld, path: string, cookie: string, form: Record<string, string> = {}) =>
  world.ask(`${PLACE}${path}`, { form, cookie })

async function passkeyFor(world: ConsoleWorld, cookie: string) {
  const device = openAuthenticator(CONSOLE)
  const asked = await world.ask(`${PLACE}/passkeys/options`, { method: 'POST', cookie })
  const answer = await post(world, '/passkeys', cookie, { passkey: JSON.stringify(device.make((await asked.json()) as Creation)) })
  return { device, answer }
}

test('after five minutes a code is asked for, what was asked for goes on, and the session has another secret', async () => {
  using world = openConsole()
  const { cookie, secret } = await world.operator('Olu')
  expect((await post(world, '/passkeys/setups', cookie)).headers.get('location')).toBe(`${PLACE}/passkeys/new`)
  world.later(6 * MINUTE)
  const asked = await post(world, '/passkeys/setups', cookie)
  expect(asked.status).toBe(403)
  const html = await asked.text()
  const fields = Object.fromEntries(hidden(html))
  expect(fields).toMatchObject({ proofFor: `${PLACE}/passkeys/setups`, proofMethod: 'POST' })
  const wrong = await world.ask('/console/step-up', { cookie, form: { ...fields, proof: '000000' } })
  expect([wrong.status, (await wrong.text()).includes('not right')]).toEqual([422, true])
  const proven = await world.ask('/console/step-up', { cookie, form: { ...fields, proof: world.code(secret) } })
  expect([proven.status, proven.headers.get('location')]).toEqual([307, `${PLACE}/passkeys/setups`])
  const renewed = cookieOf(proven, 'session')
  expect([(await world.ask(PLACE, { cookie })).status, (await post(world, '/passkeys/setups', renewed)).status]).toEqual([303, 303])
  world.later(6 * MINUTE)
  const json = await world.ask(`${PLACE}/passkeys/options`, { method: 'POST', cookie: renewed, headers: { accept: 'application/json' } })
  expect([json.status, ((await json.json()) as { code: string }).code]).toEqual([403, 'unproven'])
})

test('a passkey is added, proves who it is, and lets in; the last way in cannot be taken away', async () => {
  using world = openConsole()
  const { cookie } = await world.operator('Olu')
  const { device, answer } = await passkeyFor(world, cookie)
  expect(answer.status).toBe(303)
  world.later(6 * MINUTE)
  const options = await world.ask('/console/step-up/passkey/options', { method: 'POST', cookie })
  const passkey = JSON.stringify(device.use((await options.json()) as Request_))
  const form = { passkey, proofFor: `${PLACE}/phone/removal`, proofMethod: 'POST' }
  const renewed = cookieOf(await world.ask('/console/step-up', { cookie, form }), 'session')
  expect((await post(world, '/phone/removal', renewed)).status).toBe(303)
  const html = await (await world.ask(PLACE, { cookie: renewed })).text()
  const last = /passkeys\/([\w-]+)\/removal/.exec(html)?.[1]
  const refused = await post(world, `/passkeys/${last}/removal`, renewed)
  expect([refused.status, (await refused.text()).includes('the only way you can sign in')]).toEqual([409, true])
  expect((await world.signInBy(device)).status).toBe(303)
})

test('another phone takes the place of the one before once its code came, and every other session ends', async () => {
  using world = openConsole()
  const { cookie, email, secret } = await world.operator('Olu')
  world.later(MINUTE)
  const other = cookieOf(await world.signIn(email, world.code(secret)), 'session')
  await post(world, '/phone', other)
  const next = await world.secretAt(`${PLACE}/phone`, other)
  expect((await post(world, '/phone/confirmation', other, { code: '000000' })).status).toBe(422)
  expect((await world.ask(PLACE, { cookie })).status).toBe(200)
  expect((await post(world, '/phone/confirmation', other, { code: world.code(next) })).status).toBe(303)
  expect([(await world.ask(PLACE, { cookie })).status, (await world.ask(PLACE, { cookie: other })).status]).toEqual([303, 200])
  world.later(MINUTE)
  expect([(await world.signIn(email, world.code(secret))).status, (await world.signIn(email, world.code(next))).status]).toEqual([401, 303])
})

test('sessions are listed, and ended one by one or all but the own; nobody ends another’s', async () => {
  using world = openConsole()
  const [olu, pia] = [await world.operator('Olu'), await world.operator('Pia')]
  const again = async ({ email, secret }: Someone) => {
    world.later(MINUTE)
    return cookieOf(await world.signIn(email, world.code(secret), { 'user-agent': 'Mozilla/5.0 (Windows) Firefox' }), 'session')
  }
  const idsAt = async (cookie: string) =>
    [...(await (await world.ask(PLACE, { cookie })).text()).matchAll(/sessions\/([\w-]{43})\/removal/g)].map(([, id]) => id)
  const other = await again(olu)
  const [id] = await idsAt(olu.cookie)
  expect((await post(world, `/sessions/${id}/removal`, pia.cookie)).status).toBe(404)
  expect((await post(world, `/sessions/${id}/removal`, olu.cookie)).status).toBe(303)
  expect((await world.ask(PLACE, { cookie: other })).status).toBe(303)
  const [one, two] = [await again(olu), await again(olu)]
  expect((await post(world, '/sessions/others/removal', two)).status).toBe(303)
  const open = [olu.cookie, one, two, pia.cookie].map(async (cookie) => (await world.ask(PLACE, { cookie })).status)
  expect(await Promise.all(open)).toEqual([303, 303, 200, 200])
})

test('all of it can be done by JSON too', async () => {
  using world = openConsole()
  const { cookie, email, secret } = await world.operator('Olu')
  const ask = (method: string, path: string, json?: unknown) =>
    world.ask(`/api/admin/me${path}`, { method, cookie, headers: { accept: 'application/json' }, ...(json !== undefined && { json }) })
  type Own = { phoneSince: string | null; passkeys: { id: string; name: string }[]; sessions: { id: string; own: boolean }[] }
  const own = async () => (await (await ask('GET', '/security')).json()) as Own
  const device = openAuthenticator(CONSOLE)
  const options = (await (await ask('POST', '/passkeys/options')).json()) as Creation
  expect((await ask('POST', '/passkeys', { ...device.make(options), name: 'Desk' })).status).toBe(201)
  expect((await world.signInBy(device)).status).toBe(303)
  const { sessions, passkeys } = await own()
  expect([sessions.map((each) => each.own).sort(), passkeys.map(({ name }) => name)]).toEqual([[false, true], ['Desk']])
  expect((await ask('DELETE', `/sessions/${sessions.find((each) => !each.own)?.id}`)).status).toBe(204)
  expect((await own()).sessions).toHaveLength(1)
  expect([(await ask('DELETE', '/phone')).status, (await own()).phoneSince]).toEqual([204, null])
  expect((await ask('DELETE', `/passkeys/${passkeys[0]?.id}`)).status).toBe(409)
  const begun = (await (await ask('POST', '/phone/setups')).json()) as { secret: string }
  expect((await ask('PUT', '/phone', { code: '000000' })).status).toBe(422)
  expect((await ask('PUT', '/phone', { code: world.code(begun.secret) })).status).toBe(204)
  world.later(MINUTE)
  expect([(await world.signIn(email, world.code(secret))).status, (await world.signIn(email, world.code(begun.secret))).status]).toEqual([
    401, 303,
  ])
  expect([(await ask('DELETE', '/sessions')).status, (await own()).sessions.length]).toEqual([204, 1])
})
