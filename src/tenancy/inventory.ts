import { asc } from 'drizzle-orm'
import type { ControlTx } from './control.ts'
import type { KeyRing } from './keys.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'
import { wrappedBy } from './wrapping.ts'

export type InventoriedKey = {
  readonly id: TenantId
  readonly slug: string
  readonly state: string
  /** Absent when the key does not open under the master in use. */
  readonly keyId: string | undefined
  readonly masterId: string
  readonly createdAt: Date
  readonly rotatedAt: Date | null
}

/** Which keys there are and which master wrapped each, by ids that tell nothing of the keys. */
export const inventoryKeys = (tx: ControlTx, keys: KeyRing): InventoriedKey[] =>
  tx.db
    .select()
    .from(tenants)
    .orderBy(asc(tenants.createdAt), asc(tenants.id))
    .all()
    .map(({ id, slug, state, wrappedKey, createdAt, keyRotatedAt }) => ({
      id,
      slug,
      state,
      keyId: idOrNothing(keys, id, wrappedKey),
      masterId: wrappedBy(wrappedKey),
      createdAt,
      rotatedAt: keyRotatedAt,
    }))

function idOrNothing(keys: KeyRing, id: TenantId, wrapped: Buffer): string | undefined {
  try {
    return keys.keyIdOf(id, wrapped)
  } catch {
    return undefined
  }
}
