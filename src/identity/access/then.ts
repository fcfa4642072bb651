import { type AuditEvent, historyOf, listEvents } from '../../audit/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { findUser, type UserId } from '../people/users.ts'
import { isRole, type Role } from '../permissions.ts'
import type { AccessRules, Actor, DeviceStanding, Opening } from './decide.ts'

type Told = Readonly<Record<string, unknown>>
const told = ({ detail }: AuditEvent): Told => JSON.parse(detail) as Told
const roleIn = (detail: Told, field: string): Role | undefined => {
  const role = String(detail[field] ?? '')
  return isRole(role) ? role : undefined
}

/** What somebody was when the entry of this number was written. */
export function personThen(tx: Tx, id: string, seq: number): Actor {
  const story = historyOf(tx, id)
  let role: Role | undefined
  let state: 'invited' | 'active' | 'suspended' = 'active'
  for (const event of story.filter((each) => each.seq < seq)) {
    if (event.action === 'user.added') {
      role = roleIn(told(event), 'role')
      state = told(event)['state'] === 'invited' ? 'invited' : 'active'
    } else if (event.action === 'user.role_changed') role = roleIn(told(event), 'to')
    else if (event.action === 'user.suspended' || event.action === 'user.removed') state = 'suspended'
    else if (COMES_IN.has(event.action)) state = 'active'
  }
  // Who was here before there was a trail is known by what they were changed from, or by never having been changed.
  const later = story.find((each) => each.seq > seq && each.action === 'user.role_changed')
  role ??= (later && roleIn(told(later), 'from')) ?? findUser(tx, id as UserId)?.role ?? 'patient'
  return { kind: 'person', id, role, state }
}
const COMES_IN: ReadonlySet<string> = new Set(['user.restored', 'user.password_set', 'user.welcomed', 'sign_in.succeeded'])

export function keyThen(tx: Tx, id: string, seq: number): Actor {
  const story = historyOf(tx, id).filter((each) => each.seq < seq)
  const added = story.find(({ action }) => action === 'key.added')
  const scopes = String((added && told(added)['scopes']) ?? '').split(' ')
  return { kind: 'key', scopes, isRevoked: story.some(({ action }) => action === 'key.revoked') }
}

export function rulesThen(tx: Tx, seq: number): AccessRules | undefined {
  const set = listEvents(tx, { action: 'access.rules_set', beforeSeq: seq, limit: 1 })[0]
  if (!set) return undefined
  const { days, from, until, addresses } = told(set)
  const time = (value: unknown) => (typeof value === 'string' ? value : null)
  return { days: String(days), from: time(from), until: time(until), addresses: String(addresses).split(' ').filter(Boolean) }
}

/** At which device somebody was is in no entry: what the office asked for is told, and not held against them. */
export function deviceThen(tx: Tx, seq: number): DeviceStanding | undefined {
  const last = (action: string) => listEvents(tx, { action, beforeSeq: seq, limit: 1 })[0]?.seq ?? 0
  return last('device.required') > last('device.not_required') ? 'untold' : undefined
}

export function openingsThen(tx: Tx, actorId: string, { seq, at }: Pick<AuditEvent, 'seq' | 'at'>): Opening[] {
  return listEvents(tx, { actorId, action: 'emergency.opened', beforeSeq: seq, limit: 500 })
    .filter((each) => at < new Date(String(told(each)['until'])))
    .filter((each) => !historyOf(tx, each.subjectId).some((later) => later.action === 'emergency.ended' && later.seq < seq))
    .map((each) => ({ id: each.subjectId, permission: String(told(each)['permission']) }))
}
