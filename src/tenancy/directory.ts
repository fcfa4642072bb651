import { asc, eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import { notFound } from '../kit/errors.ts'
import type { ControlTx } from './control.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

export type TenantRow = typeof tenants.$inferSelect
export type TenantSummary = Pick<TenantRow, keyof typeof SUMMARY>

/** What may be shown of a tenant: never its key. */
export const SUMMARY = {
  id: tenants.id,
  slug: tenants.slug,
  name: tenants.name,
  state: tenants.state,
  createdAt: tenants.createdAt,
  closesAt: tenants.closesAt,
} as const

const byId = (db: Db) =>
  db
    .select()
    .from(tenants)
    .where(eq(tenants.id, sql.placeholder('id')))
    .prepare()

export function getTenantRow(tx: ControlTx, id: TenantId): TenantRow {
  const row = prepared(tx.db, 'tenants.byId', byId).get({ id })
  if (!row) throw notFound('Tenant')
  return row
}

/** For whatever acts by itself: an office that is closing, suspended or still being made is as good as not there. Throws AppError not_found. */
export function getActiveTenant(tx: ControlTx, id: TenantId): TenantRow {
  const row = getTenantRow(tx, id)
  if (row.state !== 'active') throw notFound('Tenant')
  return row
}

export function findTenantBySlug(tx: ControlTx, slug: string): TenantRow | undefined {
  return tx.db.select().from(tenants).where(eq(tenants.slug, slug)).get()
}

export const listTenants = (tx: ControlTx): TenantSummary[] =>
  tx.db.select(SUMMARY).from(tenants).orderBy(asc(tenants.createdAt), asc(tenants.id)).all()
