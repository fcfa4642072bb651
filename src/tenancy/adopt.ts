import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { conflict } from '../kit/errors.ts'
import { syncDirectory, tenantDirectory } from './keys.ts'
import { activate, type NewTenant, type ProvisionDeps, reserve, unmake } from './provision.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

/** Where an adopted tenant's file and documents go, and the key of its database here. */
export type Site = { readonly directory: string; readonly keyHex: string }

/**
 * Takes in a tenant that has an id already: `settle` puts its file and documents in their place, and it becomes active only when
 * that is done. Whole or not at all, as provisioning. Throws AppError invalid or conflict.
 */
export async function adoptTenant<T>(
  deps: ProvisionDeps,
  input: NewTenant & { readonly id: TenantId },
  settle: (site: Site) => Promise<T>,
): Promise<{ readonly tenant: ReturnType<typeof activate>; readonly made: T }> {
  const { id } = input
  const directory = tenantDirectory(deps.dataDir, id)
  const known = deps.control.read((tx) => tx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, id)).get())
  // What may be another's is never cleared away by a failed adoption.
  if (known || existsSync(directory)) throw conflict('This office is here already.')
  const { tenant, wrappedKey } = reserve(deps, id, input)
  try {
    mkdirSync(join(directory, 'files'), { recursive: true, mode: 0o700 })
    const made = await settle({ directory, keyHex: deps.keys.derive(id, wrappedKey, 'database').toString('hex') })
    if (existsSync(directory)) syncDirectory(directory)
    syncDirectory(deps.dataDir)
    return { tenant: activate(deps, tenant), made }
  } catch (error) {
    unmake(deps, id)
    throw error
  }
}
