import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { refreshTokens } from './schema.tenant.ts'
import { hashSecret, newSecret } from './secrets.ts'
import { noteSignIn } from './sessions.ts'
import { getUser, type User, type UserId } from './users.ts'

const WEEK_MS = 7 * 24 * 3_600_000

/** The first token of a family: one sign-in of one program. */
export function startFamily(tx: Tx, userId: UserId, provenAt: Date | null): string {
  noteSignIn(tx, userId)
  return nextOf(tx, newId(), userId, provenAt)
}

export type Turned = { readonly user: User; readonly secret: string; readonly provenAt: Date | null }

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
  if (found.expiresAt <= tx.now || user.state !== 'active') return undefined
  tx.db.update(refreshTokens).set({ usedAt: tx.now }).where(eq(refreshTokens.tokenHash, found.tokenHash)).run()
  return { user, secret: nextOf(tx, found.family, user.id, found.provenAt), provenAt: found.provenAt }
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

const endFamily = (tx: Tx, family: string) => void tx.db.delete(refreshTokens).where(eq(refreshTokens.family, family)).run()

function nextOf(tx: Tx, family: string, userId: UserId, provenAt: Date | null): string {
  const secret = newSecret()
  const expiresAt = new Date(tx.now.getTime() + WEEK_MS)
  tx.db
    .insert(refreshTokens)
    .values({ tokenHash: hashSecret(secret), family, userId, expiresAt, provenAt })
    .run()
  return secret
}
