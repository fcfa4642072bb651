import { and, eq, ne } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import { NO_PASSWORD } from '../sign-in/passwords.ts'
import { breakGlassOf, mayUsePassword } from './break-glass.ts'
import { enabledConnections } from './connections.ts'
import { ssoSubjects } from './schema.tenant.ts'

/** What the sign-in page offers. */
export type SignInWays = {
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  /** Nobody but one owner may use a password: the form stands back. */
  readonly isSsoOnly: boolean
}

export const signInWays = (tx: Tx): SignInWays => ({
  providers: enabledConnections(tx).map(({ id, name }) => ({ id, name })),
  isSsoOnly: breakGlassOf(tx) !== undefined,
})

/** One that they may use: not where a provider is the only way in for them. */
export function hasPassword(tx: Tx, userId: UserId): boolean {
  const has = and(eq(users.id, userId), ne(users.passwordHash, NO_PASSWORD))
  return mayUsePassword(tx, userId) && tx.db.select({ id: users.id }).from(users).where(has).get() !== undefined
}

/** How somebody without a second factor of ours can show again that it is they. */
export type ProofWays = { readonly password: boolean; readonly providers: SignInWays['providers'] }

export function proofWays(tx: Tx, userId: UserId): ProofWays {
  const own = tx.db.select({ id: ssoSubjects.connectionId }).from(ssoSubjects).where(eq(ssoSubjects.userId, userId)).all()
  const linked = new Set(own.map(({ id }) => id))
  return {
    password: hasPassword(tx, userId),
    providers: enabledConnections(tx)
      .filter(({ id }) => linked.has(id))
      .map(({ id, name }) => ({ id, name })),
  }
}
