import { and, eq, inArray, isNotNull, isNull, ne, notInArray, type SQL } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type DevicesToday, devicesToday, keepDevices } from '../access/devices-today.ts'
import { passkeys } from '../passkeys/schema.tenant.ts'
import { apiKeys, factors, recoveryCodes, users } from '../schema.tenant.ts'
import { type Connection, listConnections } from '../sso/connections.ts'
import { keepProviders } from '../sso/standing.ts'

/** People and keys that may come in, those that are known and may not, and everybody's second factor. */
export type Standing = {
  readonly may: readonly string[]
  readonly mayNot: readonly string[]
  readonly factors: readonly (typeof factors.$inferSelect)[]
  readonly passkeys: readonly (typeof passkeys.$inferSelect)[]
  readonly recoveryCodes: readonly (typeof recoveryCodes.$inferSelect)[]
  /** What owners and admins come in from, and whether it takes one. */
  readonly devices: DevicesToday
  /** Their secrets, ends and addresses as of today. */
  readonly keys: readonly (typeof apiKeys.$inferSelect)[]
  /** Through which people sign in, and by what rules. */
  readonly providers: readonly Connection[]
}

const isActive = eq(users.state, 'active')

export function standingOf(tx: Tx): Standing {
  const people = (which: SQL) => tx.db.select({ id: users.id }).from(users).where(which).all()
  const keys = (which: SQL) => tx.db.select({ id: apiKeys.id }).from(apiKeys).where(which).all()
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)
  return {
    may: ids([...people(isActive), ...keys(isNull(apiKeys.revokedAt))]),
    mayNot: ids([...people(ne(users.state, 'active')), ...keys(isNotNull(apiKeys.revokedAt))]),
    factors: tx.db.select().from(factors).all(),
    passkeys: tx.db.select().from(passkeys).all(),
    recoveryCodes: tx.db.select().from(recoveryCodes).all(),
    devices: devicesToday(tx),
    keys: tx.db.select().from(apiKeys).all(),
    providers: listConnections(tx),
  }
}

/** In an earlier file whoever may not come in now, or is not there any more, stays out; in a later one only whoever was shut out. */
export function shutOut(tx: Tx, { may, mayNot, devices, keys: known, providers, ...proofs }: Standing, isLater: boolean): void {
  keepFactors(tx, [...may, ...mayNot], proofs)
  keepDevices(tx, devices)
  for (const key of known) keepKey(tx, key)
  keepProviders(tx, providers, isLater)
  const people = isLater ? inArray(users.id, mayNot as never) : notInArray(users.id, may as never)
  const keys = isLater ? inArray(apiKeys.id, mayNot as never) : notInArray(apiKeys.id, may as never)
  const suspended = tx.db.update(users).set({ state: 'suspended' }).where(and(isActive, people)).returning({ id: users.id }).all()
  for (const { id } of suspended) record(tx, 'user.suspended', id)
  const live = and(isNull(apiKeys.revokedAt), keys)
  const revoked = tx.db.update(apiKeys).set({ revokedAt: tx.now }).where(live).returning({ id: apiKeys.id }).all()
  for (const { id } of revoked) record(tx, 'key.revoked', id)
}

/** A secret that was exchanged since does not come back, nor what it might do from elsewhere or for longer. */
function keepKey(tx: Tx, key: typeof apiKeys.$inferSelect): void {
  const { secretHash, prefix, rotatedAt, previousHash, previousPrefix, previousUntil, expiresAt, addresses, perMinute } = key
  tx.db
    .update(apiKeys)
    .set({ secretHash, prefix, rotatedAt, previousHash, previousPrefix, previousUntil, expiresAt, addresses, perMinute })
    .where(eq(apiKeys.id, key.id))
    .run()
}

/** A phone or passkey that was lost since, and a recovery code that was used since, do not come back. */
function keepFactors(tx: Tx, known: readonly string[], proofs: Pick<Standing, 'factors' | 'passkeys' | 'recoveryCodes'>): void {
  tx.db
    .delete(factors)
    .where(inArray(factors.userId, known as never))
    .run()
  tx.db
    .delete(passkeys)
    .where(inArray(passkeys.userId, known as never))
    .run()
  tx.db
    .delete(recoveryCodes)
    .where(inArray(recoveryCodes.userId, known as never))
    .run()
  const here = new Set<string>(
    tx.db
      .select({ id: users.id })
      .from(users)
      .all()
      .map(({ id }) => id),
  )
  for (const each of proofs.factors) if (here.has(each.userId)) tx.db.insert(factors).values(each).run()
  for (const each of proofs.passkeys) if (here.has(each.userId)) tx.db.insert(passkeys).values(each).run()
  for (const each of proofs.recoveryCodes) if (here.has(each.userId)) tx.db.insert(recoveryCodes).values(each).run()
}
