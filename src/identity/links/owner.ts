import { and, eq, isNull } from 'drizzle-orm'
import { conflict, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { addUser, findUserByEmail, getUser, renameUser, setPassword, type User, type UserId } from '../people/users.ts'
import { welcomeLinks } from '../schema.tenant.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { mayUsePassword } from '../sso/break-glass.ts'

const WEEK_MS = 7 * 24 * 3_600_000

/** The token goes into one link, works once and for a week. Inviting again makes the link before it worthless. */
export function inviteOwner(
  tx: Tx,
  input: { readonly email: string; readonly name?: string },
): { readonly user: User; readonly token: string } {
  const known = findUserByEmail(tx, input.email)
  if (known && known.state !== 'invited') throw conflict('Someone with that e-mail address is already here.')
  const user = known ?? addUser(tx, { email: input.email, name: input.name ?? 'Owner', role: 'owner_admin' })
  return { user, token: makeWelcome(tx, user.id) }
}

export function makeWelcome(tx: Tx, userId: UserId): string {
  endWelcome(tx, userId)
  const token = newSecret()
  const expiresAt = new Date(tx.now.getTime() + WEEK_MS)
  tx.db
    .insert(welcomeLinks)
    .values({ tokenHash: hashSecret(token), userId, expiresAt })
    .run()
  return token
}

export const endWelcome = (tx: Tx, userId: UserId): void => void tx.db.delete(welcomeLinks).where(eq(welcomeLinks.userId, userId)).run()

/** Who the link is for, while it works. Looking does not use it up: mail programs look too. */
export function findWelcome(tx: Tx, token: string): User | undefined {
  const link = tx.db
    .select()
    .from(welcomeLinks)
    .where(and(eq(welcomeLinks.tokenHash, hashSecret(token)), isNull(welcomeLinks.usedAt)))
    .get()
  if (!link || link.expiresAt <= tx.now) return undefined
  const user = getUser(tx, link.userId)
  return user.state === 'invited' ? user : undefined
}

/** Throws AppError not_found for a link that was used, has run out, or never was; invalid for a name that is none; conflict where nobody has a password. */
export function acceptWelcome(tx: Tx, token: string, input: { readonly name: string; readonly passwordHash: string }): User {
  const user = findWelcome(tx, token)
  if (!user) throw notFound('Welcome link')
  if (!mayUsePassword(tx, user.id)) throw conflict('Nobody chooses a password here: sign in through your provider.')
  tx.db
    .update(welcomeLinks)
    .set({ usedAt: tx.now })
    .where(eq(welcomeLinks.tokenHash, hashSecret(token)))
    .run()
  renameUser(tx, user.id, input.name)
  return setPassword(tx, user.id, input.passwordHash)
}
