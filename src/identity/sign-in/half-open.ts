import { eq, lt } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { getUser, type User, type UserId } from '../people/users.ts'
import { halfOpen } from '../schema.tenant.ts'
import { hashSecret, isSecret, newSecret } from '../secrets.ts'

const LASTS_MS = 5 * 60_000
export const HALF_OPEN_SECONDS = LASTS_MS / 1000

const browserOf = (userAgent: string) => userAgent.slice(0, 200)

/** Between the password and the code: a secret for this browser, which is no session and opens no page but the next step. */
export function startHalfOpen(tx: Tx, userId: UserId, userAgent: string): string {
  tx.db.delete(halfOpen).where(lt(halfOpen.expiresAt, tx.now)).run()
  const secret = newSecret()
  const expiresAt = new Date(tx.now.getTime() + LASTS_MS)
  tx.db
    .insert(halfOpen)
    .values({ idHash: hashSecret(secret), userId, userAgent: browserOf(userAgent), expiresAt })
    .run()
  return secret
}

/** Who it is of, while it lasts and in the browser it began in. */
export function findHalfOpen(tx: Tx, secret: string, userAgent: string): User | undefined {
  if (!isSecret(secret)) return undefined
  const row = tx.db
    .select()
    .from(halfOpen)
    .where(eq(halfOpen.idHash, hashSecret(secret)))
    .get()
  if (!row || row.expiresAt <= tx.now || row.userAgent !== browserOf(userAgent)) return undefined
  const user = getUser(tx, row.userId)
  return user.state === 'active' ? user : undefined
}

/** All of this person's: who signed in needs none of them. */
export const endHalfOpen = (tx: Tx, userId: UserId): void => void tx.db.delete(halfOpen).where(eq(halfOpen.userId, userId)).run()
