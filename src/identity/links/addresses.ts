import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { change, EMAIL, findUserByEmail, getUser, normalEmail, type User, type UserId } from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import { endLinks, findLink, makeLink } from './account-links.ts'

export const pendingEmailOf = (tx: Tx, id: UserId): string | undefined =>
  tx.db.select({ email: users.pendingEmail }).from(users).where(eq(users.id, id)).get()?.email ?? undefined

/**
 * Nothing changes before the link that goes to the new address is used. An address of a colleague is taken down like any other, and
 * gets no letter: who works here is not for everyone to find out.
 */
export function askNewAddress(tx: Tx, id: UserId, typed: string): void {
  const email = normalEmail(typed)
  if (!EMAIL.test(email) || email.length > 254) throw invalid({ email: 'Enter an e-mail address such as ana@office.example.' })
  if (email === getUser(tx, id).email) throw invalid({ email: 'That is your address already.' })
  endLinks(tx, id, 'verification')
  change(tx, id, { pendingEmail: email })
  record(tx, 'user.email_asked', id)
  sendLetter(tx, { letter: 'verification', personId: id, address: email })
}

export function dropNewAddress(tx: Tx, id: UserId): void {
  endLinks(tx, id, 'verification')
  change(tx, id, { pendingEmail: null })
  record(tx, 'user.email_kept', id)
}

/** undefined when the address is no longer wanted, or somebody else has it. */
export function makeVerification(tx: Tx, id: UserId, email: string): string | undefined {
  if (pendingEmailOf(tx, id) !== email || findUserByEmail(tx, email)) return undefined
  return makeLink(tx, id, 'verification', email)
}

export function findVerification(tx: Tx, token: string): { readonly user: User; readonly email: string } | undefined {
  const found = findLink(tx, token, 'verification')
  if (!found?.email || pendingEmailOf(tx, found.user.id) !== found.email) return undefined
  return { user: found.user, email: found.email }
}

/** The old address is told. Links that went there end. Throws AppError not_found or conflict. */
export function acceptNewAddress(tx: Tx, token: string): User {
  const found = findVerification(tx, token)
  if (!found) throw notFound('Link')
  const { user, email } = found
  if (findUserByEmail(tx, email)) throw conflict('Someone with that e-mail address is already here.')
  endLinks(tx, user.id)
  const changed = change(tx, user.id, { email, pendingEmail: null })
  record(tx, 'user.email_changed', user.id)
  sendLetter(tx, { letter: 'address_changed', personId: user.id, address: user.email })
  return changed
}
