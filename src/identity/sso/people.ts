import { and, asc, eq, isNull } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { endWelcome } from '../links/owner.ts'
import { addUser, change, changeRole, EMAIL, findUserByEmail, getUser, normalEmail, type User, type UserId } from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { NO_PASSWORD } from '../sign-in/passwords.ts'
import type { Connection } from './connections.ts'
import { roleAt, roleOfGroups } from './roles.ts'
import { type ConnectionId, ssoSubjects } from './schema.tenant.ts'

/** What a provider said of somebody, after its signature, audience, time and everything else were found right. */
export type Claims = {
  /** By which the provider knows them, whatever becomes of their name and address. */
  readonly subject: string
  readonly email: string | undefined
  /** The provider vouches that the address is theirs. */
  readonly emailVerified: boolean
  readonly name: string | undefined
  /** Undefined when nothing was said of groups. */
  readonly groups: readonly string[] | undefined
}
export type Unmet =
  | 'no_subject'
  | 'suspended'
  | 'removed'
  | 'unknown'
  | 'no_address'
  | 'address_unverified'
  | 'address_taken'
  | 'linked_otherwise'
  | 'no_group'
export type Meeting = { readonly person: User } | { readonly refused: Unmet }

const LONGEST_SUBJECT = 1_024

/** Who that is here. Nothing was changed when the answer is a refusal. */
export function meet(tx: Tx, connection: Connection, claims: Claims): Meeting {
  const { subject } = claims
  if (subject === '' || subject.length > LONGEST_SUBJECT) return { refused: 'no_subject' }
  const known = findSubject(tx, connection, subject)
  if (known?.removedAt === null) return enter(tx, connection, known, claims)
  const email = addressOf(claims)
  const namesake = email === undefined ? undefined : findUserByEmail(tx, email)
  if (namesake) return link(tx, connection, namesake, claims)
  // Whoever was removed comes back when an owner invites them again, not because the provider still knows them.
  return known ? { refused: 'removed' } : join(tx, connection, claims, email)
}

function findSubject(tx: Tx, { id }: Connection, subject: string): User | undefined {
  const own = and(eq(ssoSubjects.connectionId, id), eq(ssoSubjects.subject, subject))
  const row = tx.db.select({ userId: ssoSubjects.userId }).from(ssoSubjects).where(own).get()
  return row && getUser(tx, row.userId)
}

function addressOf({ email }: Claims): string | undefined {
  const address = normalEmail(email ?? '')
  return EMAIL.test(address) && address.length <= 254 ? address : undefined
}

function enter(tx: Tx, connection: Connection, person: User, { groups = [] }: Claims): Meeting {
  if (person.state === 'suspended') return { refused: 'suspended' }
  const role = roleAt(tx, connection, person, groups)
  if (!role) return { refused: 'no_group' }
  const here = person.state === 'invited' ? arrive(tx, person) : person
  return { person: role === here.role ? here : changeRole(tx, here.id, role) }
}

/** Somebody of this office has the address: they are the same person only if the provider vouches for it and an owner allowed it. */
function link(tx: Tx, connection: Connection, person: User, claims: Claims): Meeting {
  if (!connection.linksByAddress) return { refused: 'address_taken' }
  if (!claims.emailVerified) return { refused: 'address_unverified' }
  if (isLinked(tx, connection, person.id)) return { refused: 'linked_otherwise' }
  const met = enter(tx, connection, person, claims)
  if ('person' in met) tie(tx, connection, claims.subject, person.id)
  return met
}

function join(tx: Tx, connection: Connection, claims: Claims, email: string | undefined): Meeting {
  if (!connection.letsNewPeopleIn) return { refused: 'unknown' }
  if (email === undefined) return { refused: 'no_address' }
  if (!claims.emailVerified) return { refused: 'address_unverified' }
  const role = roleOfGroups(connection, claims.groups ?? [])
  if (!role) return { refused: 'no_group' }
  const name = claims.name?.trim().slice(0, 120) || email
  const person = arrive(tx, addUser(tx, { email, name: name.slice(0, 120), role }))
  tie(tx, connection, claims.subject, person.id)
  return { person }
}

/** What an invitation was for has happened, and its link has nothing more to give. */
function arrive(tx: Tx, { id }: User): User {
  endWelcome(tx, id)
  record(tx, 'user.welcomed', id)
  return change(tx, id, { state: 'active', passwordHash: NO_PASSWORD })
}

const isLinked = (tx: Tx, { id }: Connection, userId: UserId): boolean =>
  tx.db
    .select({ subject: ssoSubjects.subject })
    .from(ssoSubjects)
    .where(and(eq(ssoSubjects.connectionId, id), eq(ssoSubjects.userId, userId)))
    .get() !== undefined

/** An account whose person was removed may belong to who was invited since. */
function tie(tx: Tx, { id: connectionId }: Connection, subject: string, userId: UserId): void {
  const { connectionId: of, subject: called } = ssoSubjects
  tx.db
    .insert(ssoSubjects)
    .values({ connectionId, subject, userId, linkedAt: tx.now })
    .onConflictDoUpdate({ target: [of, called], set: { userId, linkedAt: tx.now } })
    .run()
  record(tx, 'sso.linked', userId, { connection: connectionId })
}

/** Whose accounts at the provider are known, for the owner. */
export const linkedPeople = (tx: Tx, connectionId: ConnectionId) =>
  tx.db
    .select({ id: users.id, name: users.name, email: users.email, linkedAt: ssoSubjects.linkedAt })
    .from(ssoSubjects)
    .innerJoin(users, eq(users.id, ssoSubjects.userId))
    .where(and(eq(ssoSubjects.connectionId, connectionId), isNull(users.removedAt)))
    .orderBy(asc(users.name), asc(users.id))
    .all()

/** For who has another account at the provider now. They are signed out. Throws AppError not_found. */
export function unlink(tx: Tx, connectionId: ConnectionId, userId: UserId): void {
  const own = and(eq(ssoSubjects.connectionId, connectionId), eq(ssoSubjects.userId, userId))
  if (tx.db.delete(ssoSubjects).where(own).returning().all().length === 0) throw notFound('Person')
  endAllSessions(tx, userId)
  record(tx, 'sso.unlinked', userId, { connection: connectionId })
}
