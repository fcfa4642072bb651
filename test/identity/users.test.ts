import { expect, test } from 'bun:test'
import { countEvents, listEvents } from '../../src/audit/index.ts'
import { addUser, changeRole, listUsers, suspendUser } from '../../src/identity/index.ts'
import { openDesk } from './desk.ts'

test('adding a person leaves one entry with role and state, not the address', () => {
  using desk = openDesk()
  const user = desk.maple.write((tx) => addUser(tx, { email: ' Nia@Maple.test ', name: 'Nia', role: 'auditor' }))
  expect(user).toMatchObject({ email: 'nia@maple.test', state: 'invited' })
  const [event] = desk.maple.read((tx) => listEvents(tx))
  expect(event).toMatchObject({ action: 'user.added', subjectId: user.id, detail: JSON.stringify({ role: 'auditor', state: 'invited' }) })
})

test('a person who is here already, or has no address, is refused and leaves nothing', () => {
  using desk = openDesk()
  const before = desk.maple.read((tx) => countEvents(tx))
  const add = (email: string) => desk.maple.write((tx) => addUser(tx, { email, name: 'Nia', role: 'user' }))
  expect(() => add('ANA@maple.test')).toThrow('already here')
  expect(() => add('no address')).toThrow('Check the form.')
  expect(desk.maple.read((tx) => countEvents(tx))).toBe(before)
  expect(desk.maple.read(listUsers)).toHaveLength(3)
})

test('what others see of a person has no password hash', () => {
  using desk = openDesk()
  expect(JSON.stringify(desk.maple.read(listUsers))).not.toContain('argon2')
})

test('an office keeps an owner', () => {
  using desk = openDesk()
  expect(() => desk.maple.write((tx) => suspendUser(tx, desk.ana.id))).toThrow('needs an owner')
  expect(() => desk.maple.write((tx) => changeRole(tx, desk.ana.id, 'user'))).toThrow('needs an owner')
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'owner_admin'))
  desk.maple.write((tx) => void suspendUser(tx, desk.ana.id))
  expect(desk.actions(desk.maple).slice(-2)).toEqual(['user.role_changed', 'user.suspended'])
})

test('a new role counts at the next request', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'uma@maple.test')
  const audit = async () => (await desk.visit('maple', 'GET', '/probe/audit', { cookie })).status
  expect(await audit()).toBe(403)
  desk.maple.write((tx) => void changeRole(tx, desk.uma.id, 'auditor'))
  expect(await audit()).toBe(200)
})

test("one office's people are not in another's", () => {
  using desk = openDesk()
  expect(desk.harbor.read(listUsers).map(({ name }) => name)).toEqual(['Sam'])
})
