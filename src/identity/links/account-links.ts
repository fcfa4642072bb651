import { and, eq } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { findUser, type User, type UserId } from '../people/users.ts'
import { accountLinks } from '../schema.tenant.ts'
import { hashSecret, newSecret } from '../secrets.ts'

export type Purpose = (typeof accountLinks.$inferSelect)['purpose']
export const LINK_MS = 60 * 60_000

/** The token goes into one link and works once, for an hour. Another of its purpose makes the one before worthless. */
export function makeLink(tx: Tx, userId: UserId, purpose: Purpose, email: string | null = null): string {
  endLinks(tx, userId, purpose)
  const token = newSecret()
  const expiresAt = new Date(tx.now.getTime() + LINK_MS)
  tx.db
    .insert(accountLinks)
    .values({ tokenHash: hashSecret(token), userId, purpose, email, expiresAt })
    .run()
  return token
}

/** Whose link it is, while it works. Looking does not use it up: mail programs look too. */
export function findLink(tx: Tx, token: string, purpose: Purpose): { readonly user: User; readonly email: string | null } | undefined {
  const link = tx.db
    .select()
    .from(accountLinks)
    .where(and(eq(accountLinks.tokenHash, hashSecret(token)), eq(accountLinks.purpose, purpose)))
    .get()
  if (!link || link.expiresAt <= tx.now) return undefined
  const user = findUser(tx, link.userId)
  return user?.state === 'active' ? { user, email: link.email } : undefined
}

export const endLinks = (tx: Tx, userId: UserId, purpose?: Purpose): void =>
  void tx.db
    .delete(accountLinks)
    .where(and(eq(accountLinks.userId, userId), purpose && eq(accountLinks.purpose, purpose)))
    .run()
