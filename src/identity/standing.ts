import { and, eq, inArray, isNotNull, isNull, ne, notInArray, type SQL } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { apiKeys, users } from './schema.tenant.ts'

/** People and keys that may come in, and those that are known and may not. */
export type Standing = { readonly may: readonly string[]; readonly mayNot: readonly string[] }

const isActive = eq(users.state, 'active')

export function standingOf(tx: Tx): Standing {
  const people = (which: SQL) => tx.db.select({ id: users.id }).from(users).where(which).all()
  const keys = (which: SQL) => tx.db.select({ id: apiKeys.id }).from(apiKeys).where(which).all()
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)
  return {
    may: ids([...people(isActive), ...keys(isNull(apiKeys.revokedAt))]),
    mayNot: ids([...people(ne(users.state, 'active')), ...keys(isNotNull(apiKeys.revokedAt))]),
  }
}

/** In an earlier file whoever may not come in now, or is not there any more, stays out; in a later one only whoever was shut out. */
export function shutOut(tx: Tx, { may, mayNot }: Standing, isLater: boolean): void {
  const people = isLater ? inArray(users.id, mayNot as never) : notInArray(users.id, may as never)
  const keys = isLater ? inArray(apiKeys.id, mayNot as never) : notInArray(apiKeys.id, may as never)
  const suspended = tx.db.update(users).set({ state: 'suspended' }).where(and(isActive, people)).returning({ id: users.id }).all()
  for (const { id } of suspended) record(tx, 'user.suspended', id)
  const live = and(isNull(apiKeys.revokedAt), keys)
  const revoked = tx.db.update(apiKeys).set({ revokedAt: tx.now }).where(live).returning({ id: apiKeys.id }).all()
  for (const { id } of revoked) record(tx, 'key.revoked', id)
}
