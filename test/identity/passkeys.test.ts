import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { suspendUser } from '../../src/identity/index.ts'
import { openAuthenticator } from '../support/authenticator.ts'
import { PASSWORD } from '../support/server.ts'
import { cookieOf, ORIGIN, openPasskeys, type PasskeyWorld } from './passkey-world.ts'

const MINUTE = 60_000
const refusals = ({ offices }: PasskeyWorld) =>
  offices.maple.file.read((tx) => listEvents(tx, { action: 'passkey.refused' })).map(({ detail }) => JSON.parse(detail).because)
const opens = async (world: PasskeyWorld, cookie: string) => (await world.ask('/faxes', { cookie })).status === 200

test.each(['ES256', 'EdDSA'] as const)('a passkey (%s) signs in by itself, with both factors, in a session of its own', async (kind) => {
  using world = openPasskeys()
  const { device } = await world.passkeyFor(await world.signedIn('owner_admin'), { kind })
  const inside = await world.signInBy(device)
  expect([inside.status, inside.headers.get('location')]).toEqual([303, '/received'])
  const cookie = cookieOf(inside, 'session')
  expect(await opens(world, cookie)).toBe(true)
  // What asks for a fresh proof has one.
  expect((await world.ask('/settings/security/recovery-codes', { cookie, form: {} })).status).toBe(200)
  const entered = world.offices.maple.file.read((tx) => listEvents(tx, { action: 'sign_in.succeeded' }))[0]
  expect(JSON.parse(entered?.detail ?? '')).toEqual({ secondFactor: true, by: 'passkey' })
})

test('a signature that is not the key’s, another origin, another host and a person not verified are refused with one answer', async () => {
  using world = openPasskeys()
  const { device } = await world.passkeyFor(await world.signedIn('owner_admin'))
  const bad = [
    { forged: true },
    { origin: 'http://harbor.localhost:3000' },
    { origin: 'http://maple.localhost:3001' },
    { origin: 'https://maple.localhost:3000' },
    { rpId: 'harbor.localhost' },
    { rpId: 'localhost' },
    { withoutVerification: true },
    { userHandle: Buffer.from('somebody else').toString('base64url') },
    { challenge: 'A'.repeat(43) },
  ] as const
  const bodies = new Set<string>()
  for (const mischief of bad) {
    const answer = await world.signInBy(device, mischief)
    expect([mischief, answer.status, cookieOf(answer, 'session')]).toEqual([mischief, 401, ''])
    bodies.add((await answer.text()).replace(/value="[^"]*"/g, ''))
  }
  expect(bodies.size).toBe(1)
  expect(refusals(world)).toHaveLength(bad.length)
  expect((await world.signInBy(device)).status).toBe(303)
})

test('a challenge works once, within five minutes, in the browser that asked for it', async () => {
  using world = openPasskeys()
  const { device } = await world.passkeyFor(await world.signedIn('owner_admin'))
  const first = await world.challenge()
  const passkey = JSON.stringify(device.use(first.options))
  const other = await world.challenge()
  const bring = (cookie: string) => world.ask('/sign-in/passkey', { cookie, form: { passkey } })
  expect([(await bring('')).status, (await bring(other.cookie)).status]).toEqual([401, 401])
  expect([(await bring(first.cookie)).status, (await bring(first.cookie)).status]).toEqual([303, 401])
  const { options, cookie } = await world.challenge()
  world.later(5 * MINUTE)
  const late = await world.ask('/sign-in/passkey', { cookie, form: { passkey: JSON.stringify(device.use(options)) } })
  expect([late.status, new Set(refusals(world))]).toEqual([401, new Set(['late'])])
})

test('a challenge for making one or for a proof signs nobody in', async () => {
  using world = openPasskeys()
  const { device, cookie } = await world.passkeyFor(await world.signedIn('owner_admin'))
  const { challenge, rpId } = (await (await world.ask('/api/me/proofs/options', { method: 'POST', cookie })).json()) as never
  const passkey = JSON.stringify(device.use({ challenge, rpId }))
  const browser = cookie.replace('session=', 'browser=')
  expect((await world.ask('/sign-in/passkey', { cookie: browser, form: { passkey } })).status).toBe(401)
})

test('a count that went back is refused and in the trail; one that stays at nothing is that of a synced passkey', async () => {
  using world = openPasskeys()
  const { device, cookie } = await world.passkeyFor(await world.signedIn('owner_admin'))
  expect((await world.signInBy(device, { counter: 9 })).status).toBe(303)
  for (const counter of [9, 3, 0]) expect([counter, (await world.signInBy(device, { counter })).status]).toEqual([counter, 401])
  const went = world.offices.maple.file.read((tx) => listEvents(tx, { action: 'passkey.counter_went_back' }))
  expect(went.map(({ subjectId }) => subjectId)).toEqual(Array(3).fill(world.idOf('owner_admin')))
  const synced = await world.passkeyFor(cookie, { counts: false, synced: true })
  for (const _ of [1, 2]) expect((await world.signInBy(synced.device)).status).toBe(303)
  const page = await (await world.ask('/settings/security', { cookie })).text()
  expect([page.includes('Synced'), page.includes('On one device')]).toEqual([true, true])
})

test('a passkey of one office is nothing at the other', async () => {
  using world = openPasskeys()
  const { device } = await world.passkeyFor(await world.signedIn('owner_admin'))
  const { options, cookie } = await world.challenge('harbor')
  expect(options.rpId).toBe('harbor.localhost')
  for (const origin of [ORIGIN, 'http://harbor.localhost:3000']) {
    const passkey = JSON.stringify(device.use(options, { origin }))
    expect((await world.ask('/sign-in/passkey', { cookie, form: { passkey } }, 'harbor')).status).toBe(401)
  }
  // Nor does a challenge of the other do here.
  const here = JSON.stringify(device.use({ ...options, rpId: 'maple.localhost' }))
  expect((await world.ask('/sign-in/passkey', { cookie, form: { passkey: here } })).status).toBe(401)
})

test('who is suspended does not come in by passkey, and who was locked out by guesses at the password does', async () => {
  using world = openPasskeys()
  const { device } = await world.passkeyFor(await world.signedIn('admin'))
  const { maple } = world.offices
  for (let n = 0; n < 6; n++) await world.ask('/sign-in', { form: { email: maple.emails.admin, password: 'a wrong guess' } })
  expect((await world.ask('/sign-in', { form: { email: maple.emails.admin, password: PASSWORD } })).status).toBe(401)
  expect((await world.signInBy(device)).status).toBe(303)
  maple.file.write((tx) => void suspendUser(tx, world.idOf('admin') as never))
  expect(cookieOf(await world.signInBy(device), 'session')).toBe('')
})

test('after the password only a passkey of that person is asked for and taken', async () => {
  using world = openPasskeys()
  const { device: anas } = await world.passkeyFor(await world.signedIn('owner_admin'))
  const { device: bos } = await world.passkeyFor(await world.signedIn('admin'))
  const first = await world.ask('/sign-in', { form: { email: world.offices.maple.emails.owner_admin, password: PASSWORD } })
  const half = cookieOf(first, 'half')
  expect(await (await world.ask('/sign-in/code', { cookie: half })).text()).toContain('Use your passkey')
  const ask = async () => {
    const { options, cookie } = await world.challenge('maple', half)
    return { options, cookie: `${half}; ${cookie}` }
  }
  const one = await ask()
  expect(JSON.stringify(one.options)).toContain(anas.credentialId)
  expect(JSON.stringify(one.options)).not.toContain(bos.credentialId)
  const bring = (device: typeof anas, { options, cookie }: typeof one) =>
    world.ask('/sign-in/passkey', { cookie, form: { passkey: JSON.stringify(device.use(options)) } })
  expect([(await bring(bos, one)).status, (await bring(anas, await ask())).status]).toEqual([401, 303])
})

test('a program signs in by passkey for a pair of tokens', async () => {
  using world = openPasskeys()
  const { device } = await world.passkeyFor(await world.signedIn('owner_admin'))
  const { options, cookie } = await world.challenge()
  const answer = await world.ask('/api/auth/passkeys', { cookie, json: device.use(options) })
  const { accessToken } = (await answer.json()) as { accessToken: string }
  expect([answer.status, (await world.ask('/api/me', { bearer: accessToken })).status]).toEqual([200, 200])
  for (const json of [{}, { id: 'x', rawId: 'x', type: 'public-key', response: {} }, device.use(options)])
    expect([401, 422]).toContain((await world.ask('/api/auth/passkeys', { cookie, json })).status)
})

test('nothing that a form may hold in place of a passkey is an error of ours', async () => {
  using world = openPasskeys()
  const { options, cookie } = await world.challenge()
  const said = openAuthenticator(ORIGIN).use(options)
  const broken = ['', 'null', '{', '[]', '"x"', JSON.stringify({ ...said, response: { ...said.response, clientDataJSON: 'e30' } })]
  for (const passkey of [...broken, JSON.stringify({ ...said, id: 'é' }), JSON.stringify(said)])
    expect([passkey, (await world.ask('/sign-in/passkey', { cookie, form: { passkey } })).status]).toEqual([passkey, 401])
})

test('the file holds no challenge, and those that ran out are gone with the next', async () => {
  using world = openPasskeys()
  const { options } = await world.challenge()
  const rows = () => world.offices.maple.file.read((tx) => tx.db.all(sql`SELECT * FROM passkey_challenges`))
  expect(JSON.stringify(rows())).not.toContain(options.challenge)
  world.later(5 * MINUTE)
  await world.challenge()
  expect(rows()).toHaveLength(1)
})
