import { eq } from 'drizzle-orm'
import { describeError, type Log } from '../kit/log.ts'
import type { Control } from './control.ts'
import { listTenants } from './directory.ts'
import { tenants } from './schema.control.ts'
import { system, type Tenant, type TenantId } from './tenant.ts'
import type { Tenants } from './tenants.ts'

export type Sweep = { readonly visited: number; readonly failed: readonly TenantId[] }

/**
 * Visits every active tenant, opening (and so migrating) its file, and leaves open only what was. One that fails is named and passed over.
 * Whoever shares the thread gets its turn after each; one that is not active any more by then is left alone, and
 * all are after `over`.
 */
export async function sweepTenants(
  deps: { control: Control; tenants: Tenants; log: Log; over?: AbortSignal },
  purpose: string,
  visit: (tenant: Tenant) => void,
): Promise<Sweep> {
  const failed: TenantId[] = []
  const active = deps.control.read(listTenants).filter(({ state }) => state === 'active')
  let visited = 0
  for (const { id } of active) {
    if (deps.over?.aborted) break
    if (!isActive(deps.control, id)) continue
    visited++
    const wasOpen = deps.tenants.isOpen(id)
    try {
      visit(deps.tenants.as(id, system(purpose)))
    } catch (error) {
      failed.push(id)
      deps.log('error', 'sweep.tenant_failed', { tenant: id, purpose, ...describeError(error) })
    }
    if (!wasOpen) deps.tenants.close(id)
    await new Promise(setImmediate)
  }
  return { visited, failed }
}

const isActive = (control: Control, id: TenantId) =>
  control.read((tx) => tx.db.select({ state: tenants.state }).from(tenants).where(eq(tenants.id, id)).get())?.state === 'active'
