import { asc, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type KeyPair, newKeyPair } from './saml-certificate.ts'
import { samlKeys } from './schema.tenant.ts'

export type KeptPair = typeof samlKeys.$inferSelect
const NAME = 'Frontdesk single sign-on'

/** The one in use first; after it the one that is to take its place. */
export const keyPairs = (tx: Tx): KeptPair[] => tx.db.select().from(samlKeys).orderBy(asc(samlKeys.createdAt), asc(samlKeys.id)).all()

/** The office's own, made when it is first needed. */
export async function someKeyPairs(tenant: Tenant, make: () => Promise<KeyPair>): Promise<readonly KeptPair[]> {
  const before = tenant.read(keyPairs)
  if (before.length > 0) return before
  const made = await make()
  return tenant.write((tx) => {
    const meanwhile = keyPairs(tx)
    return meanwhile.length > 0 ? meanwhile : [keep(tx, made)]
  })
}

export const makeKeyPair = (now: Date): Promise<KeyPair> => newKeyPair(NAME, now)

/** Both are in the metadata from now on; the old one stays in use until the providers know the new one. Throws AppError conflict. */
export function addNextKey(tx: Tx, pair: KeyPair): void {
  if (keyPairs(tx).length > 1) throw conflict('A new key is waiting already. Put it in use or throw it away first.')
  keep(tx, pair)
}

/** The new key is used, and the old one is gone. Throws AppError conflict. */
export function useNextKey(tx: Tx): void {
  const [old] = waiting(tx)
  tx.db.delete(samlKeys).where(eq(samlKeys.id, old.id)).run()
  record(tx, 'sso.key_exchanged', tx.tenantId)
}

/** Throws AppError conflict. */
export function dropNextKey(tx: Tx): void {
  const [, next] = waiting(tx)
  tx.db.delete(samlKeys).where(eq(samlKeys.id, next.id)).run()
  record(tx, 'sso.key_dropped', tx.tenantId)
}

function waiting(tx: Tx): [KeptPair, KeptPair] {
  const [old, next] = keyPairs(tx)
  if (!old || !next) throw conflict('There is no new key.')
  return [old, next]
}

function keep(tx: Tx, pair: KeyPair): KeptPair {
  const kept = tx.db
    .insert(samlKeys)
    .values({ ...pair, id: newId<'saml_key'>(), createdAt: tx.now })
    .returning()
    .get()
  record(tx, 'sso.key_made', tx.tenantId)
  return kept
}
