import { blockOf } from '../../kit/networks.ts'
import type { TenantId } from '../../tenancy/index.ts'

/** An account, and from where it is asked for. */
export type Knock = { readonly tenantId: TenantId; readonly email: string; readonly address: string }
export type Familiar = {
  /** Whether this person was let in from there before. */
  has(knock: Knock): boolean
  welcome(knock: Knock): void
  /** A failure from there. Five in a row, and it is a place like any other. */
  doubt(knock: Knock): void
}

const MOST_KEPT = 20_000
const FAILURES_TO_FORGET = 5
const UNKNOWN = 'unknown'
const keyOf = ({ tenantId, email, address }: Knock) => `${tenantId} ${email} ${blockOf(address)}`

/**
 * Where people have signed in from since the start, so that a crowd of strangers who guess at an account neither locks its owner out nor
 * stands in line before them. Only who got in is remembered, so no crowd can push anybody out of this memory.
 */
export function createFamiliar(): Familiar {
  const failures = new Map<string, number>()
  return {
    has: (knock) => failures.has(keyOf(knock)),
    welcome(knock) {
      if (knock.address === UNKNOWN) return
      const key = keyOf(knock)
      failures.delete(key)
      if (failures.size >= MOST_KEPT) failures.delete(failures.keys().next().value as string)
      failures.set(key, 0)
    },
    doubt(knock) {
      const key = keyOf(knock)
      const before = failures.get(key)
      if (before === undefined) return
      if (before + 1 >= FAILURES_TO_FORGET) failures.delete(key)
      else failures.set(key, before + 1)
    },
  }
}
