import { desc, eq, isNull, sql } from 'drizzle-orm'
import { conflict, invalid } from '../kit/errors.ts'
import type { ControlTx } from './control.ts'
import { getTenantRow, type TenantRow } from './directory.ts'
import { destroyedTenants, tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

const DAY_MS = 86_400_000
const MOST_DAYS = 3_650

/** Nobody comes in from now on; after the grace its key may be destroyed. Answers when. Throws AppError invalid or conflict. */
export function closeTenant(tx: ControlTx, id: TenantId, graceDays: number): Date {
  const { state } = getTenantRow(tx, id)
  if (!Number.isInteger(graceDays) || graceDays < 0 || graceDays > MOST_DAYS)
    throw invalid({ grace: `Enter a number of days from 0 to ${MOST_DAYS}.` })
  if (state !== 'active' && state !== 'suspended') throw conflict(`This office is ${state}: it cannot be closed.`)
  const closesAt = new Date(tx.now.getTime() + graceDays * DAY_MS)
  tx.db.update(tenants).set({ state: 'closing', closesAt }).where(eq(tenants.id, id)).run()
  return closesAt
}

/** Throws AppError conflict for an office that is not closing. */
export function reopenTenant(tx: ControlTx, id: TenantId): void {
  const { state } = getTenantRow(tx, id)
  if (state !== 'closing') throw conflict(`This office is ${state}, not closing.`)
  tx.db.update(tenants).set({ state: 'active', closesAt: null }).where(eq(tenants.id, id)).run()
}

/** Throws AppError conflict while the grace runs, or for an office that was never closed. */
export function checkGraceIsOver(tx: ControlTx, { state, closesAt }: TenantRow): void {
  if (state !== 'closing' || !closesAt) throw conflict('This office is not closed. Close it first, or say --now.')
  if (closesAt > tx.now) throw conflict(`This office may be destroyed from ${closesAt.toISOString()}. Wait, reopen it, or say --now.`)
}

export type DestroyedTenant = typeof destroyedTenants.$inferSelect
export type Destruction = Omit<DestroyedTenant, 'id' | 'slug' | 'name' | 'destroyedAt' | 'certificate'>

/**
 * The key is overwritten and its row goes, with every other row of the control plane that names the tenant. Irreversible at the
 * commit; `Control.scrub` must follow, because the log still holds the page as it was.
 */
export function destroyKey(tx: ControlTx, { id, slug, name, wrappedKey }: TenantRow, destruction: Destruction): void {
  tx.db
    .update(tenants)
    .set({ wrappedKey: Buffer.alloc(wrappedKey.length) })
    .where(eq(tenants.id, id))
    .run()
  tx.db.delete(tenants).where(eq(tenants.id, id)).run()
  removeRowsNaming(tx, id)
  tx.db
    .insert(destroyedTenants)
    .values({ id, slug, name, ...destruction, destroyedAt: tx.now })
    .run()
}

function removeRowsNaming(tx: ControlTx, id: TenantId): void {
  for (const { table } of tablesNamingTenants(tx)) tx.db.run(sql`DELETE FROM ${sql.identifier(table)} WHERE tenant_id = ${id}`)
}

/** It lives in another cell from now on, and is known there. */
export function forgetTenant(tx: ControlTx, id: TenantId): void {
  tx.db.delete(tenants).where(eq(tenants.id, id)).run()
  removeRowsNaming(tx, id)
}

/** Found in the file itself, so that a module that adds such a table need not be known here. */
const tablesNamingTenants = (tx: ControlTx) =>
  tx.db.all<{ readonly table: string }>(
    sql`SELECT m.name AS "table" FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'tenant_id'`,
  )

/** Those whose key is gone and whose files may still lie there. */
export const listUncertified = (tx: ControlTx): DestroyedTenant[] =>
  tx.db.select().from(destroyedTenants).where(isNull(destroyedTenants.certificate)).all()

export const certify = (tx: ControlTx, id: TenantId, certificate: string): void =>
  void tx.db.update(destroyedTenants).set({ certificate }).where(eq(destroyedTenants.id, id)).run()

/** The latest of this name: a name is free again once its office is destroyed. */
export const findDestroyed = (tx: ControlTx, slug: string): DestroyedTenant | undefined =>
  tx.db.select().from(destroyedTenants).where(eq(destroyedTenants.slug, slug)).orderBy(desc(destroyedTenants.destroyedAt)).get()

export const findCertificate = (tx: ControlTx, id: TenantId): string | undefined =>
  tx.db.select({ certificate: destroyedTenants.certificate }).from(destroyedTenants).where(eq(destroyedTenants.id, id)).get()
    ?.certificate ?? undefined
