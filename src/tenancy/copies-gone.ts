import { and, asc, eq, isNotNull, isNull, lte, notInArray } from 'drizzle-orm'
import type { ControlTx } from './control.ts'
import type { DestroyedTenant } from './ending.ts'
import { destroyedCopies, destroyedTenants, tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

export type DestroyedCopies = typeof destroyedCopies.$inferSelect
/** What one look at a bucket came to. */
export type CopiesFound = Pick<DestroyedCopies, 'removed' | 'bytes' | 'kept' | 'keptUntil'>

/** From now on what that bucket has of any destroyed office is to be removed. */
export function expectCopiesGone(tx: ControlTx, place: string): void {
  for (const { id } of tx.db.select({ id: destroyedTenants.id }).from(destroyedTenants).all())
    tx.db.insert(destroyedCopies).values({ id, place, nextAt: tx.now }).onConflictDoNothing().run()
}

/** Of which that bucket still has something, and whose turn it is. What it has of one that was brought in again is that one's own. */
export const listLingering = (tx: ControlTx, place: string): DestroyedTenant[] =>
  tx.db
    .select({ office: destroyedTenants })
    .from(destroyedCopies)
    .innerJoin(destroyedTenants, eq(destroyedTenants.id, destroyedCopies.id))
    .where(
      and(
        eq(destroyedCopies.place, place),
        isNull(destroyedCopies.goneAt),
        lte(destroyedCopies.nextAt, tx.now),
        isNotNull(destroyedTenants.certificate),
        notInArray(destroyedTenants.id, tx.db.select({ id: tenants.id }).from(tenants)),
      ),
    )
    .all()
    .map(({ office }) => office)

/** Nobody looks there before then. */
export const leaveCopies = (tx: ControlTx, id: TenantId, place: string, nextAt: Date): void =>
  void tx.db
    .update(destroyedCopies)
    .set({ nextAt })
    .where(and(eq(destroyedCopies.id, id), eq(destroyedCopies.place, place)))
    .run()

export const listCopiesOf = (tx: ControlTx, id: TenantId): DestroyedCopies[] =>
  tx.db.select().from(destroyedCopies).where(eq(destroyedCopies.id, id)).orderBy(asc(destroyedCopies.place)).all()

/** Adds up what several looks removed; without `nextAt` nothing is left there. */
export function noteCopies(tx: ControlTx, id: TenantId, place: string, found: CopiesFound, nextAt: Date | undefined): void {
  const here = and(eq(destroyedCopies.id, id), eq(destroyedCopies.place, place))
  const before = tx.db.select().from(destroyedCopies).where(here).get()
  const [removed, bytes] = [(before?.removed ?? 0) + found.removed, (before?.bytes ?? 0) + found.bytes]
  const ahead = nextAt ? { nextAt } : { goneAt: tx.now }
  tx.db
    .update(destroyedCopies)
    .set({ removed, bytes, kept: found.kept, keptUntil: found.keptUntil, ...ahead })
    .where(here)
    .run()
}
