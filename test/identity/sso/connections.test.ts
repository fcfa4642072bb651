import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import {
  changeConnection,
  enabledConnections,
  getConnection,
  listConnections,
  removeConnection,
  secretsOf,
  setSecret,
} from '../../../src/identity/sso/connections.ts'
import { meet } from '../../../src/identity/sso/people.ts'
import { openDesk } from '../desk.ts'
import { connect, said } from './connected.ts'

test('a provider is of one office, in its list and its trail', () => {
  using desk = openDesk()
  const connection = connect(desk.maple, { name: ' Example ID ' })
  expect(desk.maple.read(listConnections)).toMatchObject([{ id: connection.id, name: 'Example ID' }])
  expect(desk.harbor.read(listConnections)).toEqual([])
  expect(() => desk.harbor.read((tx) => getConnection(tx, connection.id))).toThrow('not found')
  desk.maple.write((tx) => void changeConnection(tx, connection.id, { ...connection, isEnabled: false }))
  expect(desk.maple.read(enabledConnections)).toEqual([])
  desk.maple.write((tx) => removeConnection(tx, connection.id))
  expect(desk.maple.read(listConnections)).toEqual([])
  const entries = desk.maple.read((tx) => listEvents(tx, { action: 'sso' }))
  expect(entries.map(({ action }) => action)).toEqual(['sso.removed', 'sso.changed', 'sso.added'])
})

test.each([
  [{ name: ' ' }, 'name'],
  [{ defaultRole: 'owner_admin' as const }, 'defaultRole'],
  [{ letsNewPeopleIn: true }, 'defaultRole'],
  [{ groupRoles: [{ group: 'g', role: 'owner_admin' as const }] }, 'groupRoles'],
  [
    {
      groupRoles: [
        { group: 'g', role: 'user' as const },
        { group: ' g ', role: 'admin' as const },
      ],
    },
    'groupRoles',
  ],
])('rules that make no sense are refused: %p', (rules, field) => {
  using desk = openDesk()
  expect(() => connect(desk.maple, rules)).toThrow(
    expect.objectContaining({ code: 'invalid', fields: expect.objectContaining({ [field]: expect.any(String) }) }),
  )
  expect(desk.maple.read(listConnections)).toEqual([])
})

test('a secret is kept apart, exchanged whole, not in the trail, and gone with its provider', () => {
  using desk = openDesk()
  const connection = connect(desk.maple)
  for (const secret of ['first-secret', 'second-secret']) desk.maple.write((tx) => setSecret(tx, connection.id, 'client', secret))
  expect(desk.maple.read((tx) => secretsOf(tx, connection.id).get('client'))).toBe('second-secret')
  expect(JSON.stringify(desk.maple.read((tx) => [listConnections(tx), listEvents(tx)]))).not.toContain('-secret"')
  desk.maple.write((tx) => removeConnection(tx, connection.id))
  expect(desk.maple.read((tx) => secretsOf(tx, connection.id).size)).toBe(0)
})

test('when its rules change, whoever came through it signs in again, and nobody else', async () => {
  using desk = openDesk()
  const connection = connect(desk.maple, { linksByAddress: true })
  desk.maple.write((tx) => void meet(tx, connection, said()))
  const [uma, abe] = [await desk.cookie('maple', 'uma@maple.test'), await desk.cookie('maple', 'abe@maple.test')]
  desk.maple.write((tx) => void changeConnection(tx, connection.id, { ...connection, linksByAddress: false }))
  const statuses = await Promise.all([uma, abe].map(async (cookie) => (await desk.visit('maple', 'GET', '/api/me', { cookie })).status))
  expect(statuses).toEqual([401, 200])
})
