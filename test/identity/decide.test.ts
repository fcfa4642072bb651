import { expect, test } from 'bun:test'
import { type AccessRules, type Actor, decide, type Question, type Role } from '../../src/identity/index.ts'

const person = (role: Role): Actor => ({ kind: 'person', id: 'pia', role, state: 'active' })
const MONDAY_NOON = { clock: { day: 1, time: '12:00' } }
const RULES: AccessRules = { days: '12345', from: '07:00', until: '19:00', addresses: ['203.0.113.0/24'] }
const asked = (actor: Actor, more: Partial<Question> = {}) => decide({ actor, permission: 'faxes:read', context: MONDAY_NOON, ...more })
const refusing = (decision: ReturnType<typeof decide>) => decision.because.filter(({ allows }) => !allows).map(({ rule }) => rule)

test('a role allows or does not, and says so', () => {
  expect(asked(person('user'))).toEqual({
    allowed: true,
    because: [
      { rule: 'state', allows: true },
      { rule: 'role', allows: true },
    ],
  })
  expect(refusing(asked(person('user'), { permission: 'people' }))).toEqual(['role'])
  expect(refusing(asked({ ...person('owner_admin'), state: 'suspended' } as Actor))).toEqual(['state'])
})

test('a pharmacist sees the faxes they sent, and no others, and none that came', () => {
  expect(asked(person('pharmacist'))).toMatchObject({ allowed: true, reach: 'own' })
  expect(asked(person('pharmacist'), { resource: { kind: 'sent', by: 'pia' } }).allowed).toBe(true)
  expect(refusing(asked(person('pharmacist'), { resource: { kind: 'sent', by: 'uma' } }))).toEqual(['own'])
  expect(refusing(asked(person('pharmacist'), { resource: { kind: 'assigned', to: [] } }))).toEqual(['assigned'])
  expect(asked(person('pharmacist'), { resource: { kind: 'assigned', to: ['pia'] } }).allowed).toBe(true)
})

test('hours and addresses hold for everybody but owners', () => {
  const at = (day: number, time: string, address?: string) => ({ context: { clock: { day, time }, rules: RULES, address } })
  expect(asked(person('user'), at(1, '07:00', '203.0.113.9')).allowed).toBe(true)
  expect(refusing(asked(person('user'), at(1, '19:00', '203.0.113.9')))).toEqual(['hours'])
  expect(refusing(asked(person('user'), at(6, '12:00', '198.51.100.1')))).toEqual(['hours', 'address'])
  expect(refusing(asked(person('user'), at(1, '12:00', 'unknown')))).toEqual(['address'])
  expect(asked(person('user'), at(1, '12:00')).allowed).toBe(true)
  expect(asked(person('owner_admin'), at(7, '03:00', '198.51.100.1')).allowed).toBe(true)
})

test('where the office asks for an approved device, owners and admins need one', () => {
  const at = (device: 'approved' | 'other' | 'untold') => ({ context: { ...MONDAY_NOON, device } })
  for (const role of ['owner_admin', 'admin'] as const) {
    expect(refusing(asked(person(role), at('other')))).toEqual(['device'])
    for (const device of ['approved', 'untold'] as const) expect(asked(person(role), at(device)).allowed).toBe(true)
  }
  expect(asked(person('user'), at('other')).allowed).toBe(true)
})

test('an emergency gives what the role does not, but opens no closed door', () => {
  const openings = [{ id: 'e1', permission: 'faxes:read' }]
  const opened = { context: { ...MONDAY_NOON, openings } }
  expect(asked(person('pharmacist'), opened)).toMatchObject({ allowed: true, by: 'e1' })
  expect(asked(person('pharmacist'), opened).reach).toBeUndefined()
  expect(asked(person('pharmacist'), { ...opened, permission: 'faxes:write' })).toMatchObject({ allowed: true, reach: 'own' })
  expect(asked(person('pharmacist'), { ...opened, resource: { kind: 'sent', by: 'pia' } }).by).toBeUndefined()
  const closed = { context: { clock: { day: 7, time: '12:00' }, rules: RULES, openings } }
  expect(asked(person('pharmacist'), closed).allowed).toBe(false)
})

test('a key has its scopes until it is revoked', () => {
  const key = (isRevoked: boolean): Actor => ({ kind: 'key', scopes: ['faxes:read'], isRevoked })
  expect(asked(key(false)).allowed).toBe(true)
  expect(refusing(asked(key(false), { permission: 'faxes:write' }))).toEqual(['scope'])
  expect(refusing(asked(key(true)))).toEqual(['state'])
})
