import { join } from 'node:path'
import { asc, eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import { notFound } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import type { ControlTx } from './control.ts'
import { type KeyRing, tenantDirectory } from './keys.ts'
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

/** Of what somebody wrote in an address. Throws AppError not_found for what cannot be one. */
export function asTenantId(text: string): TenantId {
  if (!isId(text)) throw notFound('Tenant')
  return text as TenantId
}

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

/** Where a tenant's database lies. A file under another key has another name, so that no handle on the old one can meet it. */
export const databasePath = (dataDir: string, { id, keyTurns }: Pick<TenantRow, 'id' | 'keyTurns'>): string =>
  join(tenantDirectory(dataDir, id), databaseName(keyTurns))

/** The same of one that may be gone by now: then where it would be. */
export const placeOfDatabase = (tx: ControlTx, dataDir: string, id: TenantId): string =>
  databasePath(dataDir, prepared(tx.db, 'tenants.byId', byId).get({ id }) ?? { id, keyTurns: 0 })

export const databaseName = (keyTurns: number): string => (keyTurns === 0 ? 'tenant.db' : `tenant-${keyTurns}.db`)

/** The last part of the name of its replica: another one for each key, and for each cell it has lived in. */
export const replicaKeyOf = (keys: KeyRing, { id, wrappedKey, epoch }: Pick<TenantRow, 'id' | 'wrappedKey' | 'epoch'>): string =>
  epoch === 0 ? keys.keyIdOf(id, wrappedKey) : `${keys.keyIdOf(id, wrappedKey)}-${epoch}`

export const listTenants = (tx: ControlTx): TenantSummary[] =>
  tx.db.select(SUMMARY).from(tenants).orderBy(asc(tenants.createdAt), asc(tenants.id)).all()
