import { historyOf, listEvents } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { getUser, type UserId } from '../people/users.ts'
import { PERMISSIONS, type Permission, type Role } from '../permissions.ts'
import { type Decision, decide, type Resource } from './decide.ts'
import { isDeviceAsked } from './device-rule.ts'
import { openingsOf } from './emergencies.ts'
import { permissionOf } from './needed.ts'
import { clockIn, findRules } from './rules.ts'
import { deviceThen, keyThen, openingsThen, personThen, rulesThen } from './then.ts'

export type Explanation = {
  readonly permission: Permission
  readonly role: Role | undefined
  readonly at: Date
  readonly decision: Decision
}

/** As it would be decided this moment, wherever they are. Throws AppError invalid or not_found. */
export function explain(tx: Tx, personId: UserId, permission: string, zone: string): Explanation {
  const { id, role, state } = getUser(tx, personId)
  const asked = PERMISSIONS.find((each) => each === permission)
  if (!asked) throw invalid({ permission: `Choose from: ${PERMISSIONS.join(', ')}.` })
  const device = isDeviceAsked(tx) ? ('untold' as const) : undefined
  const context = { clock: clockIn(zone, tx.now), rules: findRules(tx), device, openings: openingsOf(tx, id) }
  return {
    permission: asked,
    role,
    at: tx.now,
    decision: decide({ actor: { kind: 'person', id, role, state }, permission: asked, context }),
  }
}

export type Replay = Explanation & { readonly seq: number; readonly action: string; readonly actorId: string }

/**
 * Decides an act of the trail again: as what, and under which rules, somebody acted is read from the entries before it. Where
 * they were at the time is in no entry, so addresses and devices are told and not held against them.
 */
export function replay(tx: Tx, seq: number, zone: string): Replay {
  const entry = listEvents(tx, { beforeSeq: seq + 1, limit: 1 })[0]
  if (entry?.seq !== seq) throw notFound('Entry')
  const { actorKind, actorId, action, subjectId, at } = entry
  if (actorKind !== 'user' && actorKind !== 'key') throw conflict('Frontdesk did this itself, or its operator: no role decided it.')
  const actor = actorKind === 'user' ? personThen(tx, actorId, seq) : keyThen(tx, actorId, seq)
  const context = {
    clock: clockIn(zone, at),
    rules: rulesThen(tx, seq),
    device: deviceThen(tx, seq),
    openings: openingsThen(tx, actorId, entry),
  }
  const [permission, resource] = [permissionOf(entry), resourceOf(tx, action, subjectId)]
  const decision = decide({ actor, permission, ...(resource && { resource }), context })
  return { seq, action, actorId, permission, role: actor.kind === 'person' ? actor.role : undefined, at, decision }
}

function resourceOf(tx: Tx, action: string, subjectId: string): Resource | undefined {
  if (action.startsWith('received.')) return { kind: 'assigned', to: [] }
  if (!action.startsWith('fax.') || subjectId === tx.tenantId) return undefined
  return { kind: 'sent', by: historyOf(tx, subjectId).find((each) => each.action === 'fax.submitted')?.actorId }
}
