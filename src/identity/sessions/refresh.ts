import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { getUser, type User, type UserId } from '../people/users.ts'
import { refreshTokens } from '../schema.tenant.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { limitsOf } from './session-limits.ts'
import { type From, noteSignIn } from './sessions.ts'

export const WEEK_MS = 7 * 24 * 3_600_000

/** The first token of a family: one sign-in of one program. */
export function startFamily(tx: Tx, userId: UserId, provenAt: Date | null, { userAgent, address }: From): string {
  noteSignIn(tx, userId)
  return nextOf(tx, { family: newId(), userId, provenAt, begunAt: tx.now, userAgent: userAgent.slice(0, 200), address })
}

export type Turned = { readonly user: User; readonly secret: string; readonly provenAt: Date | null; readonly family: string }

/** `undefined` is a refusal. A token that comes a second time was copied, so its whole family ends: the thief's as well as the owner's. */
export function rotate(tx: Tx, token: string): Turned | undefined {
  const found = find(tx, token)
  if (!found) return undefined
  if (found.usedAt) {
    endFamily(tx, found.family)
    record(tx, 'token.reused', found.userId)
    return undefined
  }
  const user = getUser(tx, found.userId)
  if (found.expiresAt <= tx.now || endOf(tx, found) <= tx.now || user.state !== 'active') return undefined
  tx.db.update(refreshTokens).set({ usedAt: tx.now }).where(eq(refreshTokens.tokenHash, found.tokenHash)).run()
  return { user, secret: nextOf(tx, found), provenAt: found.provenAt, family: found.family }
}

/** What a program's sign-out ends. */
export function endTokens(tx: Tx, token: string): void {
  const found = find(tx, token)
  if (!found) return
  endFamily(tx, found.family)
  record(tx, 'sign_out', found.userId)
}

const find = (tx: Tx, token: string) =>
  tx.db
    .select()
    .from(refreshTokens)
    .where(eq(refreshTokens.tokenHash, hashSecret(token)))
    .get()

export const endFamily = (tx: Tx, family: string) => void tx.db.delete(refreshTokens).where(eq(refreshTokens.family, family)).run()

/** Which sign-in a token is of. */
export const familyOf = (tx: Tx, token: string): string | undefined => find(tx, token)?.family

/** Access tokens of one that ended mean nothing any more, nor do those of one that lasted as long as the office lets any. */
export function isFamilyAlive(tx: Tx, family: string): boolean {
  const one = tx.db.select({ begunAt: refreshTokens.begunAt }).from(refreshTokens).where(eq(refreshTokens.family, family)).get()
  return one !== undefined && endOf(tx, one) > tx.now
}

type Family = Pick<typeof refreshTokens.$inferSelect, 'family' | 'userId' | 'provenAt' | 'begunAt' | 'userAgent' | 'address'>

const endOf = (tx: Tx, { begunAt }: Pick<Family, 'begunAt'>): Date => new Date(begunAt.getTime() + limitsOf(tx).longestMs)

function nextOf(tx: Tx, { family, userId, provenAt, begunAt, userAgent, address }: Family): string {
  const secret = newSecret()
  const expiresAt = new Date(tx.now.getTime() + WEEK_MS)
  tx.db
    .insert(refreshTokens)
    .values({ tokenHash: hashSecret(secret), expiresAt, family, userId, provenAt, begunAt, userAgent, address })
    .run()
  return secret
}
