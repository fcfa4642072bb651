import { DamagedDocument, seal, unseal } from '../../files/index.ts'
import type { TenantId, Tenants } from '../../tenancy/index.ts'

type Sealed = { readonly id: string; readonly sealedKey: Buffer | null }
/** Of API keys, and of other secrets that an office hands us; each by the id of the row that has it. */
export type AccountKeys = {
  seal(tenantId: TenantId, id: string, apiKey: string): Buffer
  /** Undefined when it is gone, or nothing opens it any more. */
  open(tenantId: TenantId, account: Sealed): string | undefined
  /** Sealed anew when the office's key was exchanged since; undefined when it need not be, or cannot. */
  reseal(tenantId: TenantId, account: Sealed): Buffer | undefined
}

/** API keys of offices, each sealed under its own office's key. */
export function accountKeys(tenants: Pick<Tenants, 'key' | 'earlierKeys'>): AccountKeys {
  const keys: AccountKeys = {
    seal: (tenantId, id, apiKey) => seal(tenants.key(tenantId, 'files'), id, Buffer.from(apiKey)),
    open(tenantId, { id, sealedKey }) {
      if (!sealedKey) return undefined
      for (const key of [tenants.key(tenantId, 'files'), ...tenants.earlierKeys(tenantId, 'files')]) {
        const apiKey = opened(key, id, sealedKey)
        if (apiKey !== undefined) return apiKey
      }
      return undefined
    },
    reseal(tenantId, account) {
      if (!account.sealedKey || opened(tenants.key(tenantId, 'files'), account.id, account.sealedKey) !== undefined) return undefined
      const apiKey = keys.open(tenantId, account)
      return apiKey === undefined ? undefined : keys.seal(tenantId, account.id, apiKey)
    },
  }
  return keys
}

function opened(key: Buffer, id: string, sealed: Buffer): string | undefined {
  try {
    return unseal(key, id, sealed).toString()
  } catch (error) {
    if (error instanceof DamagedDocument) return undefined
    throw error
  }
}
