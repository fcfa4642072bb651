import { asc, eq, isNull } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, forbidden, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { loseFactors } from '../factor/factor.ts'
import { endLinks } from '../links/account-links.ts'
import { endWelcome } from '../links/owner.ts'
import type { MadeSure } from '../made-sure.ts'
import type { Role } from '../permissions.ts'
import { users } from '../schema.tenant.ts'
import {
  addUser,
  change,
  changeRole,
  findUser,
  getUser,
  keepAnOwner,
  removedAddress,
  suspendUser,
  type User,
  type UserId,
} from './users.ts'

/*
 * invited → active ⇄ suspended, and from each of them → removed, which nobody comes back from: the row stays for its name.
 * What somebody may no longer do is looked up at each request, each few seconds of an open stream, and when a queued act begins.
 */
export type NewPerson = { readonly email: string; readonly name: string; readonly role: Role }

export const listPeople = (tx: Tx): User[] => {
  const known = tx.db.select({ id: users.id }).from(users).where(isNull(users.removedAt)).orderBy(asc(users.name), asc(users.id)).all()
  return known.map(({ id }) => getUser(tx, id))
}

/** Throws AppError not_found, also for whoever was removed. */
export function getPerson(tx: Tx, id: UserId): User {
  const person = findUser(tx, id)
  if (!person || person.removedAt) throw notFound('Person')
  return person
}

/** Someone who has a place here and no password yet. Throws AppError invalid, conflict or forbidden. */
export function invitePerson(tx: Tx, input: NewPerson): User {
  onlyOwnersMakeOwners(tx, input.role)
  const person = addUser(tx, input)
  record(tx, 'user.invited', person.id)
  return person
}

/** For another letter or link to who has not come yet. */
export function inviteAgain(tx: Tx, id: UserId, sure: MadeSure): User {
  const person = reachable(tx, id)
  if (person.state !== 'invited') throw conflict('They have been here already. Send them a link to choose another password instead.')
  endWelcome(tx, id)
  record(tx, 'user.invited', id, { again: true, ...sure })
  return person
}

export function setRole(tx: Tx, id: UserId, role: Role): User {
  othersOnly(tx, id, 'Another owner has to change your role.')
  reachable(tx, id)
  onlyOwnersMakeOwners(tx, role)
  return changeRole(tx, id, role)
}

export function suspendPerson(tx: Tx, id: UserId): User {
  othersOnly(tx, id, 'You cannot suspend yourself.')
  const person = reachable(tx, id)
  if (person.state === 'invited') throw conflict('They have not been here yet. Withdraw the invitation instead.')
  endLinks(tx, id)
  return suspendUser(tx, id)
}

export function letInAgain(tx: Tx, id: UserId): User {
  const person = reachable(tx, id)
  if (person.state !== 'suspended') return person
  const back = change(tx, id, { state: 'active', failedSignIns: 0, lockedUntil: null })
  record(tx, 'user.restored', id)
  return back
}

/** An invitation that nobody took up is withdrawn by it. What they did keeps their name; their address is free again. */
export function removePerson(tx: Tx, id: UserId): User {
  othersOnly(tx, id, 'You cannot remove yourself.')
  const person = reachable(tx, id)
  if (person.role === 'owner_admin' && person.state === 'active') keepAnOwner(tx, id)
  loseFactors(tx, id)
  endWelcome(tx, id)
  endLinks(tx, id)
  record(tx, person.state === 'invited' ? 'user.invitation_withdrawn' : 'user.removed', id)
  return change(tx, id, { state: 'suspended', removedAt: tx.now, email: removedAddress(id), passwordHash: null, pendingEmail: null })
}

/** Whom whoever acts may act on. */
export function reachable(tx: Tx, id: UserId): User {
  const person = getPerson(tx, id)
  if (person.role === 'owner_admin' && !isOwner(tx)) throw forbidden('Only an owner can do this to an owner.')
  return person
}

function onlyOwnersMakeOwners(tx: Tx, role: Role): void {
  if (role === 'owner_admin' && !isOwner(tx)) throw forbidden('Only an owner can make someone an owner.')
}

/** Operators and programs of the machine are asked nothing here. */
export function isOwner({ db, actor }: Tx): boolean {
  if (actor.kind !== 'user') return true
  return (
    db
      .select({ role: users.role })
      .from(users)
      .where(eq(users.id, actor.id as UserId))
      .get()?.role === 'owner_admin'
  )
}

function othersOnly({ actor }: Tx, id: UserId, message: string): void {
  if (actor.kind === 'user' && actor.id === id) throw conflict(message)
}
