import { unavailable } from '../kit/errors.ts'
import type { TenantId } from '../tenancy/index.ts'
import type { HeldLease } from './lease.ts'

export type Guard = {
  hold(lease: HeldLease): void
  drop(tenant: TenantId): void
  /** Before a write begins, and again before it commits. Throws AppError unavailable when this cell may not write to the office any more. */
  check(tenant: TenantId): void
  epochOf(tenant: TenantId): number | undefined
}

const ELSEWHERE = 'This office is being served elsewhere just now. Try again in a moment.'

/**
 * Says without asking anyone whether this cell may write: it stops `marginMs` before its lease runs out, so that a commit under way ends
 * while nobody else may have begun. A process that slept past the end of its lease finds it over by its own clock.
 */
export function createGuard({ now, marginMs }: { readonly now: () => number; readonly marginMs: number }): Guard {
  const held = new Map<TenantId, HeldLease>()
  return {
    hold: (lease) => void held.set(lease.tenant, lease),
    drop: (tenant) => void held.delete(tenant),
    check(tenant) {
      const lease = held.get(tenant)
      if (!lease || now() >= lease.expiresAt - marginMs) throw unavailable(ELSEWHERE)
    },
    epochOf: (tenant) => held.get(tenant)?.epoch,
  }
}
