import { forbidden, unapproved } from '../../kit/errors.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { ALLOWED, type Permission, type Role } from '../permissions.ts'
import { type Because, decide } from './decide.ts'
import { deviceStanding } from './device-rule.ts'
import { openingsOf } from './emergencies.ts'
import { clockIn, findRules } from './rules.ts'

export type Knock = {
  readonly user: { readonly id: string; readonly role: Role }
  /** What the route asks for. */
  readonly access: string | undefined
  readonly address: string
  /** The secret of the browser that they come with. */
  readonly browser: string | undefined
  /** What is open from every device: asking for its approval. */
  readonly isAtAnyDevice: boolean
  readonly zoneOf: (tx: Tx) => string
}
export type Admitted = {
  readonly permissions: ReadonlySet<string>
  readonly reach?: 'own'
  /** The emergency by which they came in. */
  readonly by?: string
}

/** A person at the door, as the rules are at this moment. Throws AppError forbidden when it is not the time or the place, unapproved at another device. */
export function admitPerson(tenant: Tenant, { user: { id, role }, access, address, browser, isAtAnyDevice, zoneOf }: Knock): Admitted {
  const { openings, ...context } = tenant.read((tx) => {
    const rules = findRules(tx)
    const device = isAtAnyDevice ? undefined : deviceStanding(tx, browser)
    return { rules, device, openings: openingsOf(tx, id), clock: rules ? clockIn(zoneOf(tx), tx.now) : NO_CLOCK }
  })
  // The session or token that was found is of somebody active.
  const actor = { kind: 'person', id, role, state: 'active' } as const
  const permission = access === undefined || access === 'signed_in' ? 'account' : access
  const { because, reach, by } = decide({ actor, permission, context: { ...context, address, openings } })
  const refused = because.find(({ rule, allows }) => !allows && rule !== 'role')
  if (refused?.rule === 'device') throw unapproved()
  if (refused) throw forbidden(WHY[refused.rule])
  const permissions =
    openings.length === 0 ? ALLOWED[role] : new Set([...ALLOWED[role], ...openings.map((each) => each.permission as Permission)])
  return { permissions, ...(reach && { reach }), ...(by !== undefined && { by }) }
}

/** Where there are no rules nobody looks at it, and reading it would cost each request. */
const NO_CLOCK = { day: 1, time: '00:00' }

const WHY: Readonly<Partial<Record<Because['rule'], string>>> = {
  hours: 'Your office is closed to you at this time of day. An owner can change the hours.',
  address: 'Your office lets you in from its own addresses only. An owner can add this one.',
}
