import { eq } from 'drizzle-orm'
import type { ControlTx } from './control.ts'
import { getTenantRow } from './directory.ts'
import { retiredKeys, tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

/** What the control database of some moment says of a tenant's key, and of those before it. */
export type KeyThen = {
  readonly key: Pick<typeof tenants.$inferSelect, 'wrappedKey' | 'keyTurns' | 'keyRotatedAt'>
  readonly retired: readonly (typeof retiredKeys.$inferSelect)[]
}

export function keyThen(tx: ControlTx, id: TenantId): KeyThen {
  const { wrappedKey, keyTurns, keyRotatedAt } = getTenantRow(tx, id)
  return {
    key: { wrappedKey, keyTurns, keyRotatedAt },
    retired: tx.db.select().from(retiredKeys).where(eq(retiredKeys.tenantId, id)).all(),
  }
}

/** As if the key had not been exchanged since: for an office whose file under the next key is nowhere. */
export function returnToKey(tx: ControlTx, id: TenantId, { key, retired }: KeyThen): void {
  tx.db
    .update(tenants)
    .set({ ...key, keyState: 'settled' })
    .where(eq(tenants.id, id))
    .run()
  tx.db.delete(retiredKeys).where(eq(retiredKeys.tenantId, id)).run()
  for (const each of retired) tx.db.insert(retiredKeys).values(each).run()
}
