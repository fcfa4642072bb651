import { expect, test } from 'bun:test'
import { acceptWelcome, changeRole, inviteOwner, suspendUser } from '../../../src/identity/index.ts'
import { askReset, beginReset, findReset, makeReset } from '../../../src/identity/links/resets.ts'
import { changeConnection, removeConnection } from '../../../src/identity/sso/connections.ts'
import { allowPasswords, possibleBreakGlass, requireSso } from '../../../src/identity/sso/only.ts'
import { SURE } from '../../support/second-factor.ts'
import { cookieOf, type Desk, openDesk, PASSWORD } from '../desk.ts'
import { connect } from './connected.ts'

function onlySso(desk: Desk) {
  const connection = connect(desk.maple, { linksByAddress: true })
  desk.maple.write((tx) => requireSso(tx, desk.ana.id))
  return connection
}

test('passwords are refused for all but one owner, with the words and the work of a wrong one', async () => {
  using desk = openDesk()
  onlySso(desk)
  const compared = desk.compared.count
  const answers = []
  for (const [email, password] of [
    ['uma@maple.test', PASSWORD],
    ['uma@maple.test', 'wrong'],
    ['nobody@maple.test', PASSWORD],
    ['ana@maple.test', 'wrong'],
  ] as const)
    answers.push(await desk.visit('maple', 'POST', '/sign-in', { form: { email, password } }))
  const bodies = await Promise.all(answers.map(async (each) => (await each.text()).replace(/value="[^"]*@[^"]*"/, '')))
  expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(401))
  for (const body of bodies) expect(body).toBe(bodies[0] as string)
  expect(desk.compared.count - compared).toBe(4)
  const ana = await desk.signIn('maple', 'ana@maple.test')
  expect([ana.status, cookieOf(ana).startsWith('session=')]).toEqual([303, true])
  expect((await desk.signIn('harbor', 'sam@harbor.test')).status).toBe(303)
})

test('nobody’s account is locked by passwords that are not asked for', async () => {
  using desk = openDesk()
  onlySso(desk)
  for (let n = 0; n < 6; n++) await desk.visit('maple', 'POST', '/sign-in', { form: { email: 'uma@maple.test', password: 'wrong' } })
  desk.maple.write(allowPasswords)
  expect((await desk.signIn('maple', 'uma@maple.test')).status).toBe(303)
})

test('tokens are refused for a password likewise', async () => {
  using desk = openDesk()
  onlySso(desk)
  const json = { email: 'uma@maple.test', password: PASSWORD }
  expect((await desk.visit('maple', 'POST', '/api/auth/token', { json })).status).toBe(401)
})

test('a link for another password is sent to that owner only, and those on their way end', () => {
  using desk = openDesk()
  const before = desk.maple.write((tx) => makeReset(tx, desk.uma.id))
  onlySso(desk)
  const later = desk.maple.write((tx) => makeReset(tx, desk.uma.id))
  for (const token of [before, later]) expect(desk.maple.read((tx) => findReset(tx, token))).toBeUndefined()
  desk.maple.write((tx) => {
    askReset(tx, 'uma@maple.test')
    askReset(tx, 'ana@maple.test')
  })
  const asked = desk.actions(desk.maple).filter((action) => action === 'password.reset_asked')
  expect(asked).toHaveLength(2)
  expect(() => desk.maple.write((tx) => void beginReset(tx, desk.uma.id, SURE))).toThrow('through your provider')
})

test('sessions that passwords began end with them, but for those of the owners concerned', async () => {
  using desk = openDesk()
  const [ana, uma] = [await desk.cookie('maple', 'ana@maple.test'), await desk.cookie('maple', 'uma@maple.test')]
  onlySso(desk)
  const statuses = await Promise.all([ana, uma].map(async (cookie) => (await desk.visit('maple', 'GET', '/api/me', { cookie })).status))
  expect(statuses).toEqual([200, 401])
})

test('an invitation leads to the provider and to no password', async () => {
  using desk = openDesk()
  const { token } = desk.maple.write((tx) => inviteOwner(tx, { email: 'new@maple.test' }))
  onlySso(desk)
  const form = { token, name: 'New', password: PASSWORD }
  for (const answer of [await desk.visit('maple', 'GET', `/welcome/${token}`), await desk.visit('maple', 'POST', '/welcome', { form })])
    expect([answer.status, answer.headers.get('location'), cookieOf(answer)]).toEqual([303, '/sign-in?invited=1', ''])
  expect(() => desk.maple.write((tx) => void acceptWelcome(tx, token, { name: 'New', passwordHash: 'x' }))).toThrow('through your provider')
})

test('it begins only with a provider that lets people in and an owner who has a password', () => {
  using desk = openDesk()
  expect(() => desk.maple.write((tx) => requireSso(tx, desk.ana.id))).toThrow('Add a provider')
  connect(desk.maple)
  expect(() => desk.maple.write((tx) => requireSso(tx, desk.uma.id))).toThrow(expect.objectContaining({ code: 'invalid' }))
  expect(desk.maple.read(possibleBreakGlass).map(({ id }) => id)).toEqual([desk.ana.id])
})

test('while it lasts, neither the last provider nor that owner can go', () => {
  using desk = openDesk()
  const connection = onlySso(desk)
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'owner_admin'))
  for (const act of [
    () => desk.maple.write((tx) => removeConnection(tx, connection.id)),
    () => desk.maple.write((tx) => void changeConnection(tx, connection.id, { ...connection, isEnabled: false })),
    () => desk.maple.write((tx) => void suspendUser(tx, desk.ana.id)),
    () => desk.maple.write((tx) => void changeRole(tx, desk.ana.id, 'user')),
  ])
    expect(act).toThrow(expect.objectContaining({ code: 'conflict' }))
  desk.maple.write(allowPasswords)
  desk.maple.write((tx) => removeConnection(tx, connection.id))
})
