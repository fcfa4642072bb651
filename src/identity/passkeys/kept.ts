import { asc, eq, min } from 'drizzle-orm'
import type { Id } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { passkeyChallenges, passkeys } from './schema.tenant.ts'

/** Passkeys of a person of an office or of an operator: the tables have the same names in both kinds of file. */

export type PasskeyId = Id<'passkey'>
export type PasskeyRow = typeof passkeys.$inferSelect
/** As its person sees it. */
export type Passkey = Pick<PasskeyRow, 'id' | 'name' | 'isSynced' | 'since' | 'lastUsedAt'>

export const listPasskeys = (tx: Tx, userId: UserId): PasskeyRow[] =>
  tx.db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.since), asc(passkeys.id)).all()

/** Since when the person has had the oldest of those they have. */
export const passkeysSince = (tx: Tx, userId: UserId): Date | undefined =>
  tx.db
    .select({ since: min(passkeys.since) })
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .get()?.since ?? undefined

export const passkeyOf = (tx: Tx, credentialId: string): PasskeyRow | undefined =>
  tx.db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId)).get()

/** All of them, and what was asked of one and not answered. */
export function dropPasskeys(tx: Tx, userId: UserId): void {
  tx.db.delete(passkeys).where(eq(passkeys.userId, userId)).run()
  tx.db.delete(passkeyChallenges).where(eq(passkeyChallenges.userId, userId)).run()
}
