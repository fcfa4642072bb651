import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { closeDb, openDb } from '../db/index.ts'
import { conflict, invalid } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import type { Control } from './control.ts'
import { databaseName, findTenantBySlug, SUMMARY, type TenantSummary } from './directory.ts'
import { type KeyRing, syncDirectory, tenantDirectory } from './keys.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

export type NewTenant = { readonly name: string; readonly slug: string }
export type ProvisionDeps = { readonly dataDir: string; readonly control: Control; readonly keys: KeyRing }

const SLUG = /^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$/
const RESERVED = new Set(['admin', 'api', 'www', 'app', 'mail', 'media', 'static', 'status', 'support', 'help', 'docs'])

/**
 * Makes a tenant whole or not at all: the row says `making` until the file stands and `furnish` (the first owner) has run;
 * whatever fails, and whatever a crash left, is unmade. Throws AppError invalid or conflict.
 */
export function provisionTenant<T>(
  deps: ProvisionDeps,
  input: NewTenant,
  furnish: (id: TenantId) => T,
): { readonly tenant: TenantSummary; readonly made: T } {
  const { tenant, wrappedKey } = reserve(deps, newId<'tenant'>(), input)
  try {
    makeFile(deps, tenant.id, wrappedKey)
    const made = furnish(tenant.id)
    return { tenant: activate(deps, tenant), made }
  } catch (error) {
    unmake(deps, tenant.id)
    throw error
  }
}

/** The row that says `making`. Throws AppError invalid or conflict. */
export function reserve(
  deps: ProvisionDeps,
  id: TenantId,
  input: NewTenant,
): { readonly tenant: TenantSummary; readonly wrappedKey: Buffer } {
  const row = check(input)
  const wrappedKey = deps.keys.newWrappedKey(id)
  const tenant = deps.control.write((tx) => {
    if (findTenantBySlug(tx, row.slug)) throw conflict('That web name is taken. Choose another.')
    return tx.db
      .insert(tenants)
      .values({ id, ...row, state: 'making', wrappedKey, createdAt: tx.now })
      .returning(SUMMARY)
      .get()
  })
  return { tenant, wrappedKey }
}

/** Throws when a server that started meanwhile took it for what a crash had left. */
export function activate(deps: ProvisionDeps, tenant: TenantSummary): TenantSummary {
  const made = deps.control.write((tx) => tx.db.update(tenants).set({ state: 'active' }).where(eq(tenants.id, tenant.id)).run())
  if (made.changes === 0) throw conflict('A server started meanwhile and cleared it away. Run the command again.')
  return { ...tenant, state: 'active' }
}

/** At start: what a crash left half-made goes. */
export function removeHalfMade(deps: ProvisionDeps): number {
  const half = deps.control.read((tx) => tx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.state, 'making')).all())
  for (const { id } of half) unmake(deps, id)
  return half.length
}

function check(input: NewTenant): NewTenant {
  const wrong = wrongIn(input)
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  return trimmed(input)
}

/** What is wrong with a new tenant's name and web name, by field, for who has more to say at once. */
export function wrongIn(input: NewTenant): Record<string, string> {
  const { name, slug } = trimmed(input)
  const wrong: Record<string, string> = {}
  if (name.length < 1 || name.length > 120) wrong['name'] = 'Enter a name of 1 to 120 characters.'
  if (!SLUG.test(slug) || RESERVED.has(slug)) wrong['slug'] = 'Use 3 to 40 lower-case letters, digits or dashes; some names are reserved.'
  return wrong
}

const trimmed = ({ name, slug }: NewTenant): NewTenant => ({ name: name.trim(), slug: slug.trim().toLowerCase() })

function makeFile(deps: ProvisionDeps, id: TenantId, wrappedKey: Buffer): void {
  const directory = tenantDirectory(deps.dataDir, id)
  mkdirSync(join(directory, 'files'), { recursive: true, mode: 0o700 })
  const keyHex = deps.keys.derive(id, wrappedKey, 'database').toString('hex')
  closeDb(openDb({ path: join(directory, databaseName(0)), keyHex, plane: 'tenant', create: true }))
  syncDirectory(directory)
  syncDirectory(deps.dataDir)
}

export function unmake(deps: ProvisionDeps, id: TenantId): void {
  rmSync(tenantDirectory(deps.dataDir, id), { recursive: true, force: true })
  deps.control.write((tx) => void tx.db.delete(tenants).where(eq(tenants.id, id)).run())
}
