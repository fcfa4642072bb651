import type { TenantId, Tx } from '../../tenancy/index.ts'
import type { Carrier } from '../carrier.ts'
import { type AccountId, type AccountRow, findAccount } from './accounts.ts'

/** The carrier by the platform's account, and by any office's own. */
export type Carriers = Carrier & { under(tenantId: TenantId, account: AccountRow): Carrier }

/** By the account that a fax began with, and no other: null is the platform's. */
export function carrierFor(tx: Tx, carriers: Carriers, accountId: AccountId | null): Carrier {
  if (accountId === null) return carriers
  const account = findAccount(tx, accountId)
  return account ? carriers.under(tx.tenantId, account) : WITHOUT_KEY
}

const ASK_AGAIN_MS = 5 * 60_000
const unavailable = async () => ({ is: 'unavailable' }) as const

/** An account whose key is gone or does not open: nothing is sent, and above all not through another account. */
export const WITHOUT_KEY: Carrier = {
  send: async () => ({ is: 'later', cause: 'account_disabled', inMs: ASK_AGAIN_MS }),
  find: unavailable,
  look: unavailable,
  cancel: async () => 'unavailable',
  listInbound: unavailable,
  renewMedia: unavailable,
  download: unavailable,
}
