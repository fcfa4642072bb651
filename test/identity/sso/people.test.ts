import { expect, test } from 'bun:test'
import { countEvents, listEvents } from '../../../src/audit/index.ts'
import { changeRole, findUserByEmail, listUsers, type Role, suspendUser } from '../../../src/identity/index.ts'
import { invitePerson, removePerson } from '../../../src/identity/people/people.ts'
import type { Connection, ConnectionInput } from '../../../src/identity/sso/connections.ts'
import { type Claims, type Meeting, meet, unlink } from '../../../src/identity/sso/people.ts'
import { cookieOf, type Desk, openDesk } from '../desk.ts'
import { connect, said } from './connected.ts'

const meetAt = (desk: Desk, connection: Connection, claims: Partial<Claims> = {}): Meeting =>
  desk.maple.write((tx) => meet(tx, connection, said(claims)))
const refusal = (meeting: Meeting) => ('refused' in meeting ? meeting.refused : undefined)
const roleIn = (meeting: Meeting) => ('person' in meeting ? meeting.person.role : undefined)
const nobodyNew = (desk: Desk, act: () => void) => {
  const [people, entries] = [desk.maple.read(listUsers), desk.maple.read((tx) => countEvents(tx))]
  act()
  expect([desk.maple.read(listUsers), desk.maple.read((tx) => countEvents(tx))]).toEqual([people, entries])
}
const GROUPS: Partial<ConnectionInput> = {
  linksByAddress: true,
  groupRoles: [
    { group: 'bosses', role: 'owner_admin' },
    { group: 'leads', role: 'admin' },
    { group: 'desk', role: 'user' },
  ],
  groupsMakeOwners: true,
  defaultRole: 'auditor',
}

test('an address alone makes nobody the person who has it here', () => {
  using desk = openDesk()
  const closed = connect(desk.maple, { letsNewPeopleIn: true, defaultRole: 'user' })
  const open = connect(desk.maple, { letsNewPeopleIn: true, defaultRole: 'user', linksByAddress: true })
  nobodyNew(desk, () => {
    expect(refusal(meetAt(desk, closed))).toBe('address_taken')
    expect(refusal(meetAt(desk, open, { emailVerified: false }))).toBe('address_unverified')
    expect(refusal(meetAt(desk, open, { subject: '' }))).toBe('no_subject')
  })
})

test('who is linked once is known by the account from then on, whatever its address says', () => {
  using desk = openDesk()
  const connection = connect(desk.maple, { linksByAddress: true })
  expect(meetAt(desk, connection)).toMatchObject({ person: { id: desk.uma.id } })
  const later = meetAt(desk, connection, { email: 'ana@maple.test', emailVerified: false, name: 'Else' })
  expect(later).toMatchObject({ person: { id: desk.uma.id, email: 'uma@maple.test', name: 'Uma' } })
  expect(desk.maple.read((tx) => listEvents(tx, { action: 'sso.linked' }))).toHaveLength(1)
})

test('another account with the same address is not the same person, until an owner unlinks the one before', () => {
  using desk = openDesk()
  const connection = connect(desk.maple, { linksByAddress: true })
  meetAt(desk, connection)
  expect(refusal(meetAt(desk, connection, { subject: 'sub-2' }))).toBe('linked_otherwise')
  desk.maple.write((tx) => unlink(tx, connection.id, desk.uma.id))
  expect(meetAt(desk, connection, { subject: 'sub-2' })).toMatchObject({ person: { id: desk.uma.id } })
})

test('who was invited comes in by it, and their link is worth nothing any more', () => {
  using desk = openDesk()
  const connection = connect(desk.maple, { linksByAddress: true })
  desk.maple.write((tx) => void invitePerson(tx, { email: 'new@maple.test', name: 'New', role: 'auditor' }))
  const met = meetAt(desk, connection, { subject: 'sub-3', email: ' NEW@maple.test ' })
  expect(met).toMatchObject({ person: { state: 'active', role: 'auditor', name: 'New' } })
  expect(desk.actions(desk.maple)).toContain('user.welcomed')
})

test('somebody new comes in only where an owner said so, with an address that is vouched for', () => {
  using desk = openDesk()
  const [closed, open] = [connect(desk.maple), connect(desk.maple, { letsNewPeopleIn: true, defaultRole: 'auditor' })]
  const fresh = { subject: 'sub-9', email: 'zoe@maple.test', name: '  Zoe Ng ' }
  nobodyNew(desk, () => {
    expect(refusal(meetAt(desk, closed, fresh))).toBe('unknown')
    expect(refusal(meetAt(desk, open, { ...fresh, emailVerified: false }))).toBe('address_unverified')
    expect(refusal(meetAt(desk, open, { ...fresh, email: undefined }))).toBe('no_address')
    expect(refusal(meetAt(desk, open, { ...fresh, email: 'not an address' }))).toBe('no_address')
  })
  expect(meetAt(desk, open, fresh)).toMatchObject({ person: { email: 'zoe@maple.test', name: 'Zoe Ng', role: 'auditor', state: 'active' } })
  expect(meetAt(desk, open, { ...fresh, email: undefined })).toMatchObject({ person: { email: 'zoe@maple.test' } })
  expect(desk.harbor.read((tx) => findUserByEmail(tx, 'zoe@maple.test'))).toBeUndefined()
})

test('who came in without a password has none that opens', async () => {
  using desk = openDesk()
  meetAt(desk, connect(desk.maple, { letsNewPeopleIn: true, defaultRole: 'user' }), { subject: 's', email: 'zoe@maple.test' })
  const compared = desk.compared.count
  for (const password of ['', 'four words you will remember', 'undefined']) {
    const answer = await desk.visit('maple', 'POST', '/sign-in', { form: { email: 'zoe@maple.test', password } })
    expect([answer.status, cookieOf(answer)]).toEqual([401, ''])
  }
  expect(desk.compared.count - compared).toBe(3)
})

test('suspended stays out, and removed stays out until an owner invites again', () => {
  using desk = openDesk()
  const connection = connect(desk.maple, { linksByAddress: true, letsNewPeopleIn: true, defaultRole: 'user' })
  meetAt(desk, connection)
  desk.maple.write((tx) => void suspendUser(tx, desk.uma.id))
  nobodyNew(desk, () => expect(refusal(meetAt(desk, connection))).toBe('suspended'))
  desk.maple.write((tx) => void removePerson(tx, desk.uma.id))
  nobodyNew(desk, () => expect(refusal(meetAt(desk, connection))).toBe('removed'))
  const again = desk.maple.write((tx) => invitePerson(tx, { email: 'uma@maple.test', name: 'Uma', role: 'user' }))
  expect(meetAt(desk, connection)).toMatchObject({ person: { id: again.id, state: 'active' } })
})

test('suspended stays out also when the account was never seen before', () => {
  using desk = openDesk()
  const connection = connect(desk.maple, { linksByAddress: true, letsNewPeopleIn: true, defaultRole: 'user' })
  desk.maple.write((tx) => void suspendUser(tx, desk.uma.id))
  nobodyNew(desk, () => expect(refusal(meetAt(desk, connection))).toBe('suspended'))
})

test.each<[readonly string[] | undefined, Role]>([
  [['desk', 'leads'], 'admin'],
  [['desk'], 'user'],
  [['DESK'], 'auditor'],
  [[], 'auditor'],
  [undefined, 'auditor'],
])('groups %p make Uma a %s at each sign-in', (groups, role) => {
  using desk = openDesk()
  const connection = connect(desk.maple, GROUPS)
  expect(roleIn(meetAt(desk, connection, { groups: ['leads'] }))).toBe('admin')
  expect(roleIn(meetAt(desk, connection, { groups }))).toBe(role)
})

test('without a table groups change nothing; with one and no default, who is in none stays out', () => {
  using desk = openDesk()
  expect(roleIn(meetAt(desk, connect(desk.maple, { linksByAddress: true }), { groups: ['leads'] }))).toBe('user')
  const strict = connect(desk.maple, { ...GROUPS, defaultRole: null, letsNewPeopleIn: true })
  nobodyNew(desk, () => {
    expect(refusal(meetAt(desk, strict, { groups: ['other'] }))).toBe('no_group')
    expect(refusal(meetAt(desk, strict, { subject: 's', email: 'zoe@maple.test', groups: ['other'] }))).toBe('no_group')
  })
  expect(roleIn(meetAt(desk, strict, { subject: 's', email: 'zoe@maple.test', groups: ['desk'] }))).toBe('user')
})

test('groups make owners only where an owner allowed it, and never unmake the last one', () => {
  using desk = openDesk()
  const careful = connect(desk.maple, { linksByAddress: true, groupRoles: [{ group: 'desk', role: 'user' }], defaultRole: 'auditor' })
  const ana = { subject: 'ana', email: 'ana@maple.test' }
  expect(roleIn(meetAt(desk, careful, { ...ana, groups: ['desk'] }))).toBe('owner_admin')
  const open = connect(desk.maple, GROUPS)
  expect(roleIn(meetAt(desk, open, { ...ana, groups: [] }))).toBe('owner_admin')
  expect(roleIn(meetAt(desk, open, { groups: ['bosses'] }))).toBe('owner_admin')
  expect(roleIn(meetAt(desk, open, { ...ana, groups: ['leads'] }))).toBe('admin')
  expect(roleIn(meetAt(desk, open, { groups: [] }))).toBe('owner_admin')
  desk.maple.write((tx) => void changeRole(tx, desk.ana.id, 'owner_admin'))
  expect(roleIn(meetAt(desk, careful, { ...ana, groups: [] }))).toBe('owner_admin')
})
