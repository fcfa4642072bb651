import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { changeRole } from '../../src/identity/index.ts'
import { type Creation, openAuthenticator, type Request_ } from '../support/authenticator.ts'
import { codeOf, SURE } from '../support/second-factor.ts'
import { PASSWORD } from '../support/server.ts'
import { cookieOf, ORIGIN, openPasskeys, type PasskeyWorld } from './passkey-world.ts'

const MINUTE = 60_000
const SECURITY = '/settings/security'
const opens = async (world: PasskeyWorld, cookie: string) => (await world.ask('/faxes', { cookie })).status === 200
const codesIn = (html: string) => html.match(/<code>[0-9A-Z-]{29}<\/code>/g)?.length ?? 0
type Listed = {
  readonly data: readonly { readonly id: string; readonly name: string; readonly synced: boolean; readonly lastUsedAt: string }[]
}
const listed = async (world: PasskeyWorld, cookie: string) =>
  ((await (await world.ask('/api/me/passkeys', { cookie })).json()) as Listed).data
const step = (world: PasskeyWorld, cookie: string, proof: Record<string, string>) =>
  world.ask('/step-up', { cookie, form: { proofFor: `${SECURITY}/passkeys/setups`, proofMethod: 'POST', ...proof } })
/** Who has no second factor shows with the password that it is they. */
async function provenUser(world: PasskeyWorld): Promise<string> {
  const cookie = await world.signedIn('user')
  return cookieOf(await step(world, cookie, { proof: PASSWORD }), 'session')
}

test('the first passkey comes with recovery codes and ends every other session; the second does neither', async () => {
  using world = openPasskeys()
  const elsewhere = await world.signedIn('user')
  const first = await world.passkeyFor(await provenUser(world))
  expect([first.answer.status, codesIn(await first.answer.text())]).toEqual([200, 10])
  expect([await opens(world, elsewhere), await opens(world, first.cookie)]).toEqual([false, true])
  const second = await world.passkeyFor(first.cookie)
  expect([second.answer.status, second.answer.headers.get('location')]).toEqual([303, `${SECURITY}?notice=passkey`])
  expect(await opens(world, first.cookie)).toBe(true)
  // From then on the password alone does not let in.
  const again = await world.ask('/sign-in', { form: { email: world.offices.maple.emails.user, password: PASSWORD } })
  expect(again.headers.get('location')).toBe('/sign-in/code')
  const code = codeOf(world.offices.maple.file, world.offices.maple.emails.user)
  const inside = await world.ask('/sign-in/code', { cookie: cookieOf(again, 'half'), form: { code } })
  expect(await opens(world, cookieOf(inside, 'session'))).toBe(true)
})

test('a passkey is added only with a fresh proof, in the session that asked, from the office’s own page, once', async () => {
  using world = openPasskeys()
  const [ana, bo] = [await world.signedIn('owner_admin'), await world.signedIn('admin')]
  const options = (await (await world.ask('/api/me/passkeys/options', { method: 'POST', cookie: ana })).json()) as Creation
  const device = openAuthenticator(ORIGIN)
  const add = (cookie: string, said: unknown, name = 'Front desk') =>
    world.ask(`${SECURITY}/passkeys`, { cookie, form: { name, passkey: JSON.stringify(said) } })
  expect((await add(bo, device.make(options))).status).toBe(422)
  const fresh = async () => (await (await world.ask('/api/me/passkeys/options', { method: 'POST', cookie: ana })).json()) as Creation
  for (const mischief of [
    { origin: 'https://evil.example' },
    { rpId: 'harbor.localhost' },
    { withoutVerification: true },
    { challenge: 'B'.repeat(43) },
  ] as const)
    expect([mischief, (await add(ana, device.make(await fresh(), mischief))).status]).toEqual([mischief, 422])
  const said = device.make(await fresh())
  expect([(await add(ana, said)).status, (await add(ana, said)).status]).toEqual([303, 422])
  expect((await add(ana, device.make(await fresh()))).status).toBe(409)
  expect((await add(ana, openAuthenticator(ORIGIN).make(await fresh()), '   ')).status).toBe(422)
  world.later(5 * MINUTE + 1)
  expect((await world.ask('/api/me/passkeys/options', { method: 'POST', cookie: ana })).status).toBe(403)
  expect((await world.ask(`${SECURITY}/passkeys/setups`, { cookie: ana, form: {} })).status).toBe(403)
  expect((await listed(world, ana)).map(({ name }) => name)).toEqual(['Front desk'])
})

test('a passkey is renamed and removed by its own person, and by nobody else', async () => {
  using world = openPasskeys()
  const ana = await world.signedIn('owner_admin')
  await world.passkeyFor(ana)
  const [passkey] = await listed(world, ana)
  const place = `${SECURITY}/passkeys/${passkey?.id}`
  const [bo, elsewhere] = [await world.signedIn('admin'), await world.signedIn('owner_admin')]
  const sams = await world.signedIn('owner_admin', 'harbor')
  const tries = [
    await world.ask(place, { cookie: bo }),
    await world.ask(place, { cookie: bo, form: { name: 'Mine' } }),
    await world.ask(`${place}/removal`, { cookie: bo, form: {} }),
    await world.ask(`${place}/removal`, { cookie: sams, form: {} }, 'harbor'),
    await world.ask(`/api/me/passkeys/${passkey?.id}`, { method: 'PATCH', cookie: bo, json: { name: 'Mine' } }),
    await world.ask(`/api/me/passkeys/${passkey?.id}`, { method: 'DELETE', cookie: bo, headers: { accept: 'application/json' } }),
  ]
  expect(tries.map(({ status }) => status)).toEqual(Array(tries.length).fill(404))
  expect((await world.ask(place, { cookie: ana, form: { name: 'Desk by the door' } })).status).toBe(303)
  expect((await listed(world, ana)).map(({ name }) => name)).toEqual(['Desk by the door'])
  const gone = await world.ask(`${place}/removal`, { cookie: ana, form: {} })
  expect([gone.status, await opens(world, elsewhere), await listed(world, ana)]).toEqual([303, false, []])
  const told = world.offices.maple.file.read((tx) => listEvents(tx)).map(({ action }) => action)
  for (const action of ['passkey.added', 'passkey.renamed', 'passkey.removed'])
    expect(told.filter((each) => each === action)).toHaveLength(1)
})

test('the last factor of who must have one stays; who need not have one may remove it', async () => {
  using world = openPasskeys()
  const { file } = world.offices.maple
  const user = await world.passkeyFor(await provenUser(world))
  const [passkey] = await listed(world, user.cookie)
  file.write((tx) => void changeRole(tx, world.idOf('user') as never, 'admin'))
  const refused = await world.ask(`${SECURITY}/passkeys/${passkey?.id}/removal`, { cookie: user.cookie, form: {} })
  expect([refused.status, (await refused.text()).includes('This is your last second factor')]).toEqual([403, true])
  expect(await listed(world, user.cookie)).toHaveLength(1)
  file.write((tx) => void changeRole(tx, world.idOf('user') as never, 'user'))
  const gone = await world.ask(`${SECURITY}/passkeys/${passkey?.id}/removal`, { cookie: user.cookie, form: {} })
  expect(gone.status).toBe(303)
  const again = await world.ask('/sign-in', { form: { email: world.offices.maple.emails.user, password: PASSWORD } })
  expect(cookieOf(again, 'session')).not.toBe('')
})

test('with a passkey an owner may switch the phone off, and an owner’s reset takes passkeys, too', async () => {
  using world = openPasskeys()
  const { file, emails } = world.offices.maple
  const bo = await world.passkeyFor(await world.signedIn('admin'))
  const form = { code: codeOf(file, emails.admin), password: PASSWORD }
  const off = await world.ask(`${SECURITY}/factor/removal`, { cookie: bo.cookie, form })
  const cookie = cookieOf(off, 'session')
  expect([off.status, await opens(world, cookie), (await world.signInBy(bo.device)).status]).toEqual([303, true, 303])
  const ana = await world.signedIn('owner_admin')
  const reset = await world.ask(`${SECURITY}/people/${world.idOf('admin')}/factor/removal`, { cookie: ana, form: SURE })
  expect([reset.status, await opens(world, cookie), (await world.signInBy(bo.device)).status]).toEqual([303, false, 401])
})

test('a passkey is a fresh proof of its own person, in the session that asked', async () => {
  using world = openPasskeys()
  const ana = await world.passkeyFor(await world.signedIn('owner_admin'))
  const bo = await world.passkeyFor(await world.signedIn('admin'))
  world.later(6 * MINUTE)
  const asked = await world.ask(`${SECURITY}/passkeys/setups`, { cookie: ana.cookie, form: {} })
  expect([asked.status, (await asked.text()).includes('Use your passkey')]).toEqual([403, true])
  const options = async (cookie: string) =>
    (await (await world.ask('/api/me/proofs/options', { method: 'POST', cookie })).json()) as Request_
  const bring = (cookie: string, said: unknown) => step(world, cookie, { passkey: JSON.stringify(said) })
  expect((await bring(ana.cookie, bo.device.use(await options(ana.cookie)))).status).toBe(422)
  expect((await bring(ana.cookie, ana.device.use(await options(bo.cookie)))).status).toBe(422)
  expect((await bring(ana.cookie, ana.device.use((await world.challenge()).options))).status).toBe(422)
  expect((await world.ask(`${SECURITY}/passkeys/setups`, { cookie: ana.cookie, form: {} })).status).toBe(403)
  const led = await bring(ana.cookie, ana.device.use(await options(ana.cookie)))
  expect(led.status).toBe(307)
  expect((await world.ask(`${SECURITY}/passkeys/setups`, { cookie: cookieOf(led, 'session'), form: {} })).status).toBe(303)
})

test('a program proves itself by passkey with its token', async () => {
  using world = openPasskeys()
  const { device } = await world.passkeyFor(await world.signedIn('owner_admin'))
  const { options, cookie } = await world.challenge()
  const pair = (await (await world.ask('/api/auth/passkeys', { cookie, json: device.use(options) })).json()) as { accessToken: string }
  world.later(6 * MINUTE)
  const bearer = pair.accessToken
  const asked = (await (await world.ask('/api/me/proofs/options', { method: 'POST', bearer })).json()) as Request_
  const proven = await world.ask('/api/me/proofs', { bearer, json: { passkey: device.use(asked) } })
  const { accessToken } = (await proven.json()) as { accessToken: string }
  const key = { json: { name: 'Chart', scopes: ['faxes:read'] } }
  expect([
    (await world.ask('/api/keys', { bearer, ...key })).status,
    (await world.ask('/api/keys', { bearer: accessToken, ...key })).status,
  ]).toEqual([403, 201])
})

test('who must have a second factor and has none makes a passkey between the password and the first page', async () => {
  using world = openPasskeys()
  const { file, emails } = world.offices.maple
  file.write((tx) => void changeRole(tx, world.idOf('user') as never, 'admin'))
  const half = cookieOf(await world.ask('/sign-in', { form: { email: emails.user, password: PASSWORD } }), 'half')
  expect(await (await world.ask('/sign-in/factor', { cookie: half })).text()).toContain('Use a passkey')
  const ask = (cookie: string) =>
    world.ask('/sign-in/factor/passkey/options', { method: 'POST', cookie, headers: { accept: 'application/json' } })
  expect((await ask('')).status).toBe(401)
  const device = openAuthenticator(ORIGIN)
  const passkey = JSON.stringify(device.make((await (await ask(half)).json()) as Creation))
  const other = cookieOf(await world.ask('/sign-in', { form: { email: emails.user, password: PASSWORD } }), 'half')
  const bring = (cookie: string) => world.ask('/sign-in/factor/passkey', { cookie, form: { passkey, next: '/received' } })
  expect(cookieOf(await bring(other), 'session')).toBe('')
  const done = await bring(half)
  expect([done.status, codesIn(await done.text()), await opens(world, cookieOf(done, 'session'))]).toEqual([200, 10, true])
  expect((await ask(half)).status).toBe(401)
})
