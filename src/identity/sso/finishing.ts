import { record } from '../../audit/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { nextStep } from '../factor/factor-rules.ts'
import type { User } from '../people/users.ts'
import { type Entry, type Granted, succeed } from '../sign-in/sign-in.ts'
import type { Connection } from './connections.ts'
import { type Claims, meet, type Unmet } from './people.ts'
import { noteProvider } from './provider-sessions.ts'
import type { ConnectionId } from './schema.tenant.ts'

export type Verified = Claims & {
  /** When they last showed there who they are; undefined when that was not said. */
  readonly authenticatedAt: Date | undefined
  /** A second factor was asked for there, and the owner of the office relies on it. */
  readonly factorGiven: boolean
}
export type Finished = Granted | { readonly refused: Unmet }

/** In, or half-way in, as after the right password. What the provider vouches for is the first factor, and the second only where an owner said so. */
export function finish(tx: Tx, connection: Connection, verified: Verified, entry: Entry & Required<Pick<Entry, 'halfway'>>): Finished {
  const met = meet(tx, connection, verified)
  if ('refused' in met) return refuse(tx, connection.id, met.refused)
  const { person } = met
  const theirs = { ...tx, actor: { kind: 'user', id: person.id } as const }
  const next = verified.factorGiven ? 'in' : nextStep(theirs, person)
  record(theirs, 'sso.recognised', person.id, { connection: connection.id, secondFactor: verified.factorGiven })
  if (next !== 'in') {
    record(theirs, 'sign_in.half_way', person.id)
    return { user: person, next, secret: entry.halfway(theirs, person, next), provenAt: null }
  }
  const provenAt = notLater(verified.authenticatedAt, tx.now)
  const grant = (tx: Tx, user: User) => {
    const secret = entry.grant(tx, user, provenAt)
    if (verified.factorGiven) noteProvider(tx, secret, connection.id)
    return secret
  }
  return succeed(theirs, person, provenAt, grant)
}

/** `why` is a word of ours: nothing that came from outside goes into the trail. */
export function refuse<Why extends string>(tx: Tx, connectionId: ConnectionId, why: Why): { readonly refused: Why } {
  record(tx, 'sso.refused', connectionId, { why })
  return { refused: why }
}

/** A provider whose clock is ahead proves nothing about a time to come. */
const notLater = (at: Date | undefined, now: Date): Date | null => (at ? new Date(Math.min(at.getTime(), now.getTime())) : null)
