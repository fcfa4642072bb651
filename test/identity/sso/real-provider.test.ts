import { afterAll, beforeAll, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { findUserByEmail } from '../../../src/identity/index.ts'
import { requireSso } from '../../../src/identity/sso/only.ts'
import { cookieOf, PASSWORD } from '../desk.ts'
import { openProvider, type RealProvider } from './real-provider.ts'
import { connectTo, isIn, openSsoDesk, outcome, type SsoDesk } from './signing-in.ts'

const PEOPLE = [
  { sub: 'uma', email: 'uma@maple.test', email_verified: true, name: 'Uma Reyes', groups: ['desk'] },
  { sub: 'zoe', email: 'zoe@maple.test', email_verified: true, name: 'Zoe Ng', groups: ['desk', 'leads'] },
  { sub: 'eve', email: 'uma@maple.test', email_verified: false, name: 'Eve' },
]
let provider: RealProvider
beforeAll(async () => {
  provider = await openProvider(PEOPLE)
})
afterAll(() => provider[Symbol.asyncDispose]())

async function through(desk: SsoDesk, connection: ReturnType<typeof connectTo>, sub: string, query = '') {
  const { to, cookie } = await desk.go(connection, { query })
  return desk.back(await provider.signIn(to, sub), cookie)
}

test('a person of the office comes in through a real provider, and no other with the same address', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, { issuer: provider.url })
  const eve = await through(desk, connection, 'eve')
  expect([outcome(eve), isIn(eve)]).toEqual(['address', false])
  const uma = await through(desk, connection, 'uma', '?next=/received')
  expect([uma.headers.get('location'), isIn(uma)]).toEqual(['/received', true])
  const me = await desk.visit('maple', 'GET', '/api/me', { cookie: cookieOf(uma) })
  expect(await me.json()).toMatchObject({ user: { id: desk.uma.id } })
  expect(outcome(await through(desk, connection, 'eve'))).toBe('address')
})

test('somebody new comes in with the role of their group, told by the provider’s userinfo', async () => {
  using desk = openSsoDesk()
  const groupRoles = [{ group: 'leads', role: 'auditor' as const }]
  const connection = connectTo(desk.maple, { issuer: provider.url }, { letsNewPeopleIn: true, defaultRole: 'user', groupRoles })
  expect(isIn(await through(desk, connection, 'zoe'))).toBe(true)
  expect(desk.maple.read((tx) => findUserByEmail(tx, 'zoe@maple.test'))).toMatchObject({ name: 'Zoe Ng', role: 'auditor', state: 'active' })
})

test('where the provider is the only way, it is one, and the owner’s password is the other', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, { issuer: provider.url })
  desk.maple.write((tx) => requireSso(tx, desk.ana.id))
  const page = await (await desk.visit('maple', 'GET', '/sign-in')).text()
  expect(page).toContain(`href="/sign-in/sso/${connection.id}"`)
  expect(isIn(await through(desk, connection, 'uma'))).toBe(true)
  expect((await desk.visit('maple', 'POST', '/sign-in', { form: { email: 'uma@maple.test', password: PASSWORD } })).status).toBe(401)
  expect(isIn(await desk.signIn('maple', 'ana@maple.test'))).toBe(true)
})

test('who is to show afresh who they are signs in there again, and has then shown it here too', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, { issuer: provider.url })
  const { to, cookie } = await desk.go(connection, { query: '?afresh=1' })
  expect([new URL(to).searchParams.get('prompt'), new URL(to).searchParams.get('max_age')]).toEqual(['login', '0'])
  const answer = await desk.back(await provider.signIn(to, 'uma'), cookie)
  const sessions = desk.maple.read((tx) => tx.db.all(sql`SELECT proven_at FROM sessions`))
  expect([isIn(answer), sessions]).toEqual([true, [{ proven_at: desk.now.value.getTime() }]])
})
