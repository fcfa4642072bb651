import { and, eq, gt, lte } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { passkeyChallenges } from './schema.tenant.ts'

export type Purpose = (typeof passkeyChallenges.$inferSelect)['purpose']
/** The secret of the browser, session or half-open sign-in that asked, and what for. */
export type Asking = { readonly purpose: Purpose; readonly holder: string; readonly userId?: UserId | undefined }

const LASTS_MS = 5 * 60_000

export function makeChallenge(tx: Tx, { purpose, holder, userId }: Asking): string {
  tx.db.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAt, tx.now)).run()
  const challenge = newSecret()
  tx.db
    .insert(passkeyChallenges)
    .values({
      challengeHash: hashSecret(challenge),
      holderHash: hashSecret(holder),
      purpose,
      userId: userId ?? null,
      expiresAt: new Date(tx.now.getTime() + LASTS_MS),
    })
    .run()
  return challenge
}

/** Used up by it, whatever comes of the signature. undefined for one of another browser or purpose, and for a late one. */
export const takeChallenge = (tx: Tx, challenge: string, { purpose, holder }: Asking): { readonly userId: UserId | null } | undefined =>
  tx.db
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, hashSecret(challenge)),
        eq(passkeyChallenges.holderHash, hashSecret(holder)),
        eq(passkeyChallenges.purpose, purpose),
        gt(passkeyChallenges.expiresAt, tx.now),
      ),
    )
    .returning({ userId: passkeyChallenges.userId })
    .get()
