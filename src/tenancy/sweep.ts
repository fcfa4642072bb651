import { describeError, type Log } from '../kit/log.ts'
import type { Control } from './control.ts'
import { listTenants } from './directory.ts'
import { system, type Tenant, type TenantId } from './tenant.ts'
import type { Tenants } from './tenants.ts'

export type Sweep = { readonly visited: number; readonly failed: readonly TenantId[] }

/**
 * Visits every active tenant, opening (and so migrating) its file, and leaves open only what was. One that fails is named and passed over.
 */
export async function sweepTenants(
  deps: { control: Control; tenants: Tenants; log: Log },
  purpose: string,
  visit: (tenant: Tenant) => void,
): Promise<Sweep> {
  const failed: TenantId[] = []
  const active = deps.control.read(listTenants).filter(({ state }) => state === 'active')
  for (const { id } of active) {
    const wasOpen = deps.tenants.isOpen(id)
    try {
      visit(deps.tenants.as(id, system(purpose)))
    } catch (error) {
      failed.push(id)
      deps.log('error', 'sweep.tenant_failed', { tenant: id, purpose, ...describeError(error) })
    }
    if (!wasOpen) deps.tenants.close(id)
    await Promise.resolve()
  }
  return { visited: active.length, failed }
}
