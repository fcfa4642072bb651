import { and, eq, gt } from 'drizzle-orm'
import type { Id } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { operatorAccounts, operatorLinks } from './schema.control.ts'

const DAY_MS = 24 * 3_600_000

/** Takes the place of the one before. */
export function makeLink(tx: Tx, accountId: Id<'operator_account'>): string {
  const token = newSecret()
  const row = { tokenHash: hashSecret(token), expiresAt: new Date(tx.now.getTime() + DAY_MS) }
  tx.db
    .insert(operatorLinks)
    .values({ accountId, ...row })
    .onConflictDoUpdate({ target: operatorLinks.accountId, set: row })
    .run()
  return token
}

/** Whose it is, while it works. Looking does not use it up: mail programs look too. */
export const findLink = (tx: Tx, token: string) =>
  tx.db
    .select({ id: operatorAccounts.id, email: operatorAccounts.email, name: operatorAccounts.name })
    .from(operatorLinks)
    .innerJoin(operatorAccounts, eq(operatorAccounts.id, operatorLinks.accountId))
    .where(and(eq(operatorLinks.tokenHash, hashSecret(token)), gt(operatorLinks.expiresAt, tx.now), eq(operatorAccounts.state, 'invited')))
    .get()

export const dropLink = (tx: Tx, accountId: Id<'operator_account'>): void =>
  void tx.db.delete(operatorLinks).where(eq(operatorLinks.accountId, accountId)).run()
