import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { addUser, beginWithFactors, needsFactor, totpAt } from '../../src/identity/index.ts'
import { provisionOffice } from '../../src/platform/index.ts'
import { system } from '../../src/tenancy/index.ts'
import { PASSWORD } from '../support/server.ts'
import { cookieOf, openDesk, shownSecret } from './desk.ts'
import { openPeople, type People } from './people-world.ts'

const asksUsers = ({ maple }: People) => maple.file.read((tx) => needsFactor(tx, { role: 'user' }))

test('a new office asks a second factor of everybody; one from before asks whom its owner chose', () => {
  using desk = openDesk()
  const { id } = provisionOffice(desk, { name: 'Elm Clinic', slug: 'elm', ownerEmail: 'olga@elm.test' })
  const asked = [desk.tenants.as(id, system('test')), desk.maple].map((office) => office.read((tx) => needsFactor(tx, { role: 'user' })))
  expect(asked).toEqual([true, false])
})

test('the first sign-in of a receptionist leads into setting one up, by a passkey first and by the phone second', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  maple.file.write(beginWithFactors)
  const form = { email: maple.emails.user, password: PASSWORD, next: '/faxes/new' }
  const first = await ask('maple', 'POST', '/sign-in', { form })
  expect(first.headers.get('location')).toBe('/sign-in/factor?next=%2Ffaxes%2Fnew')
  const half = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect((await ask('maple', 'GET', '/faxes/new', { cookie: half })).status).toBe(303)
  const { text } = await ask('maple', 'GET', '/sign-in/factor?next=%2Ffaxes%2Fnew', { cookie: half })
  const [passkey, phone] = [text.indexOf('Use a passkey'), text.indexOf('With your phone')]
  expect([passkey > 0, phone > passkey]).toEqual([true, true])
  const code = totpAt(shownSecret(text), new Date())
  const done = await ask('maple', 'POST', '/sign-in/factor', { cookie: half, form: { code, next: '/faxes/new' } })
  const session = done.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect([done.text.includes('href="/faxes/new"'), (await ask('maple', 'GET', '/faxes/new', { cookie: session })).status]).toEqual([
    true,
    200,
  ])
})

test('only an owner asks it of owners and admins only, having understood what that means; the trail keeps it', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  maple.file.write(beginWithFactors)
  const [ana, bo] = [await people.as('maple', 'owner_admin'), await people.as('maple', 'admin')]
  const { accessToken: bearer } = await people.tokens('maple', 'owner_admin')
  const understood = { understood: 'on' }
  expect((await ask('maple', 'POST', '/settings/security/rule', { cookie: bo, form: understood })).status).toBe(403)
  expect((await ask('maple', 'GET', '/settings/security', { cookie: ana })).text).toContain('NIST SP 800-63B calls that level 1')
  const refused = await ask('maple', 'POST', '/settings/security/rule', { cookie: ana, form: { understood: '' } })
  expect([refused.status, refused.text.includes('Tick that you understand')]).toEqual([422, true])
  expect((await ask('maple', 'PATCH', '/api/sign-in-rules', { bearer, json: { factorForAll: false } })).status).toBe(422)
  expect(asksUsers(people)).toBe(true)
  expect((await ask('maple', 'POST', '/settings/security/rule', { cookie: ana, form: understood })).status).toBe(303)
  expect(asksUsers(people)).toBe(false)
  const chosen = maple.file.read((tx) => listEvents(tx, { action: 'factor.required_by_role' }))
  expect(chosen).toMatchObject([{ actorId: people.person('maple', maple.emails.owner_admin).id }])
})

test('where it is not asked of everybody, a password that is too short alone lets nobody in without one', async () => {
  using desk = openDesk()
  const password = 'tin kite'
  const passwordHash = await desk.identity.passwords.hash(password)
  const email = 'una@maple.test'
  desk.maple.write((tx) => void addUser(tx, { name: 'Una', email, role: 'user', passwordHash }))
  const first = await desk.visit('maple', 'POST', '/sign-in', { form: { email, password } })
  expect(first.headers.get('location')).toBe('/sign-in/factor')
  expect((await desk.visit('maple', 'POST', '/api/auth/token', { json: { email, password } })).status).toBe(401)
  const half = cookieOf(first)
  const page = await (await desk.visit('maple', 'GET', '/sign-in/factor', { cookie: half })).text()
  const form = { code: totpAt(shownSecret(page), desk.now.value) }
  const inside = await desk.visit('maple', 'POST', '/sign-in/factor', { cookie: half, form })
  expect((await desk.visit('maple', 'GET', '/probe', { cookie: cookieOf(inside) })).status).toBe(200)
})
