import { and, eq, lt } from 'drizzle-orm'
import { newId } from '../kit/ids.ts'
import type { Control, ControlTx } from './control.ts'
import { getTenantRow } from './directory.ts'
import type { KeyRing, LastingPurpose } from './keys.ts'
import { retiredKeys } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

const LASTING = ['files', 'tokens'] as const satisfies readonly LastingPurpose[]
/** As long as a link that was signed may be used, and longer than any document takes to be stored. */
export const KEPT_MS = 2 * 60 * 60_000

export type RetiredKey = Pick<typeof retiredKeys.$inferSelect, 'id' | 'tenantId' | 'purpose' | 'retiredAt'>

/** In the commit that exchanges a tenant's key: what the last one gave goes on under the next, and so does what came before. */
export function carryKeys(tx: ControlTx, keys: KeyRing, id: TenantId, from: Buffer, to: Buffer): void {
  for (const { id: row, purpose, sealed } of tx.db.select().from(retiredKeys).where(eq(retiredKeys.tenantId, id)).all())
    tx.db
      .update(retiredKeys)
      .set({ sealed: keys.carry(id, purpose, from, to, sealed) })
      .where(eq(retiredKeys.id, row))
      .run()
  for (const purpose of LASTING)
    tx.db
      .insert(retiredKeys)
      .values({ id: newId<'retired-key'>(), tenantId: id, purpose, sealed: keys.carry(id, purpose, from, to), retiredAt: tx.now })
      .run()
}

/** What earlier keys gave for a purpose, as long as they are kept. */
export function recallKeys(tx: ControlTx, keys: KeyRing, id: TenantId, purpose: LastingPurpose): Buffer[] {
  const { wrappedKey } = getTenantRow(tx, id)
  return tx.db
    .select()
    .from(retiredKeys)
    .where(and(eq(retiredKeys.tenantId, id), eq(retiredKeys.purpose, purpose)))
    .all()
    .map(({ sealed }) => keys.recall(id, purpose, wrappedKey, sealed))
}

/** Those whose time is over. A key for documents may go only when none is left under it. */
export const listOutlived = (tx: ControlTx): RetiredKey[] =>
  tx.db
    .select({ id: retiredKeys.id, tenantId: retiredKeys.tenantId, purpose: retiredKeys.purpose, retiredAt: retiredKeys.retiredAt })
    .from(retiredKeys)
    .where(lt(retiredKeys.retiredAt, new Date(tx.now.getTime() - KEPT_MS)))
    .all()

export async function destroyRetired(control: Control, gone: readonly RetiredKey[]): Promise<void> {
  if (gone.length === 0) return
  control.write((tx) => {
    for (const { id } of gone) tx.db.delete(retiredKeys).where(eq(retiredKeys.id, id)).run()
  })
  await control.scrub()
}
