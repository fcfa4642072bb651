import { isWithin, type Network, parseNetwork } from '../../kit/networks.ts'
import { ALLOWED, OWN_ONLY, type Permission, type Role } from '../permissions.ts'

export type Actor =
  | { readonly kind: 'person'; readonly id: string; readonly role: Role; readonly state: 'invited' | 'active' | 'suspended' }
  | { readonly kind: 'key'; readonly scopes: readonly string[]; readonly isRevoked: boolean }
/** Whose it is: who sent a fax, to whom a received fax or a patient is assigned. Nothing is assigned to anybody yet. */
export type Resource =
  | { readonly kind: 'sent'; readonly by: string | undefined }
  | { readonly kind: 'assigned'; readonly to: readonly string[] }
export type AccessRules = {
  readonly days: string
  readonly from: string | null
  readonly until: string | null
  readonly addresses: readonly string[]
}
/** Of the browser that somebody comes with, where the office asks for an approved one; untold where nobody is at any. */
export type DeviceStanding = 'approved' | 'other' | 'untold'
/** A right taken in an emergency, while it lasts. */
export type Opening = { readonly id: string; readonly permission: string }
export type Context = {
  /** The office's own weekday and clock. */
  readonly clock: { readonly day: number; readonly time: string }
  /** Unknown where nobody asks at the moment: then what the office says of addresses is told, not held against anybody. */
  readonly address?: string | undefined
  readonly rules?: AccessRules | undefined
  /** Undefined where the office asks for no approved device. */
  readonly device?: DeviceStanding | undefined
  readonly openings?: readonly Opening[]
}
export type Because = {
  readonly rule: 'state' | 'role' | 'scope' | 'own' | 'assigned' | 'hours' | 'address' | 'device' | 'emergency'
  readonly allows: boolean
}
export type Decision = {
  readonly allowed: boolean
  readonly because: readonly Because[]
  /** They see what is their own, and nothing else. */
  readonly reach?: 'own'
  /** The emergency without which it would have been refused, or only for their own. */
  readonly by?: string
}
export type Question = {
  readonly actor: Actor
  readonly permission: Permission | string
  readonly resource?: Resource
  readonly context: Context
}

/** The one place where role and circumstances meet. It asks nobody and nothing: the same question has the same answer for ever. */
export function decide({ actor, permission, resource, context }: Question): Decision {
  if (actor.kind === 'key') {
    const because = [...(actor.isRevoked ? [no('state')] : []), says('scope', actor.scopes.includes(permission))]
    return { allowed: because.every(({ allows }) => allows), because }
  }
  const before = [says('state', actor.state === 'active'), ...circumstances(actor.role, context), ...deviceOf(actor.role, context)]
  const byRole = ALLOWED[actor.role].has(permission as Permission)
  const isOwnOnly = OWN_ONLY.has(actor.role)
  const own = byRole && isOwnOnly && resource && permission.startsWith('faxes:') ? [ownership(actor.id, resource)] : []
  const opening = context.openings?.find((each) => each.permission === permission)
  const granted = byRole && own.every(({ allows }) => allows)
  const needed = opening && (!granted || (isOwnOnly && !resource)) ? opening : undefined
  const because = [...before, says('role', byRole), ...own, ...(needed ? [says('emergency', true)] : [])]
  const allowed = before.every(({ allows }) => allows) && (granted || opening !== undefined)
  return { allowed, because, ...(allowed && isOwnOnly && !opening && { reach: 'own' }), ...(allowed && needed && { by: needed.id }) }
}

const says = (rule: Because['rule'], allows: boolean): Because => ({ rule, allows })
const no = (rule: Because['rule']): Because => says(rule, false)

const ownership = (id: string, resource: Resource): Because =>
  resource.kind === 'sent' ? says('own', resource.by === id) : says('assigned', resource.to.includes(id))

/** Owners come in always and from everywhere: else one who mistypes an address would lock the office. */
function circumstances(role: Role, { rules, clock, address }: Context): Because[] {
  if (!rules || role === 'owner_admin') return []
  const { days, from, until, addresses } = rules
  const isOpen = from === null || until === null || (days.includes(String(clock.day)) && clock.time >= from && clock.time < until)
  return [
    ...(from === null ? [] : [says('hours', isOpen)]),
    ...(addresses.length === 0 ? [] : [says('address', address === undefined || isWithin(address, networksOf(addresses)))]),
  ]
}

/** Owners and admins, whose sessions could change who comes in at all. */
const BOUND_TO_DEVICES: ReadonlySet<Role> = new Set(['owner_admin', 'admin'])
export const isBoundToDevices = (role: Role): boolean => BOUND_TO_DEVICES.has(role)

const deviceOf = (role: Role, { device }: Context): Because[] =>
  device === undefined || !isBoundToDevices(role) ? [] : [says('device', device !== 'other')]

const networksOf = (addresses: readonly string[]): Network[] => addresses.map(parseNetwork).filter((each) => each !== undefined)
