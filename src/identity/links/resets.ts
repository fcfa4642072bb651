import { record } from '../../audit/index.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { MadeSure } from '../made-sure.ts'
import { reachable } from '../people/people.ts'
import { findUserByEmail, setPassword, type User, type UserId } from '../people/users.ts'
import { mayUsePassword } from '../sso/break-glass.ts'
import { endLinks, findLink, makeLink } from './account-links.ts'

/**
 * Somebody forgot a password. The same rows are written whether the address is known or not, so that neither answer nor time
 * tells; a letter to nobody ends where it would be sent.
 */
export function askReset(tx: Tx, email: string): void {
  const user = findUserByEmail(tx, email)
  const known = user?.state === 'active' && mayUsePassword(tx, user.id) ? user : undefined
  record(tx, 'password.reset_asked', known?.id ?? 'unknown')
  sendLetter(tx, { letter: 'reset', personId: known?.id ?? newId(), address: known?.email ?? '' })
}

/** Begun by an owner for someone who is at a loss. */
export function beginReset(tx: Tx, id: UserId, sure: MadeSure): User {
  const person = reachable(tx, id)
  if (person.state === 'invited') throw conflict('They have not chosen a password yet. Send the invitation again instead.')
  if (person.state !== 'active') throw conflict('They are suspended. Let them in again first.')
  if (!mayUsePassword(tx, id)) throw conflict('Nobody but one owner uses a password here: they sign in through your provider.')
  record(tx, 'password.reset_begun', id, sure)
  return person
}

export const makeReset = (tx: Tx, id: UserId): string => makeLink(tx, id, 'reset')

export function findReset(tx: Tx, token: string): User | undefined {
  const user = findLink(tx, token, 'reset')?.user
  return user && mayUsePassword(tx, user.id) ? user : undefined
}

/** Everybody who knew the old password is signed out. Throws AppError not_found for a link that was used, has run out, or never was. */
export function acceptReset(tx: Tx, token: string, passwordHash: string): User {
  const user = findReset(tx, token)
  if (!user) throw notFound('Link')
  endLinks(tx, user.id)
  return setPassword(tx, user.id, passwordHash)
}
