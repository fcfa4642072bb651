import { describeError, type Log } from '../kit/log.ts'
import { system, type TenantId, type Tenants } from '../tenancy/index.ts'
import { enabledEndpoints } from './endpoints.ts'
import { publish } from './publishing.ts'

const GATHER_MS = 250

export type Publisher = Disposable & {
  /** Something of that office changed: what there is to tell is told a moment later, together with what comes until then. */
  changed(id: TenantId): void
}

/** Offices without an endpoint cost a look each. What is not told before a crash is told with the next change, or when the office is taken up. */
export function createPublisher({ tenants, log }: { readonly tenants: Tenants; readonly log: Log }): Publisher {
  const gathering = new Map<TenantId, Timer>()
  function tell(id: TenantId): void {
    gathering.delete(id)
    try {
      const tenant = tenants.as(id, system('webhooks'))
      if (tenant.read(enabledEndpoints).length > 0 && tenant.write(publish)) changed(id)
    } catch (error) {
      log('error', 'webhooks.failed', { tenant: id, ...describeError(error) })
    }
  }
  function changed(id: TenantId): void {
    if (!gathering.has(id)) gathering.set(id, setTimeout(tell, GATHER_MS, id))
  }
  return {
    changed,
    [Symbol.dispose]() {
      for (const timer of gathering.values()) clearTimeout(timer)
    },
  }
}
