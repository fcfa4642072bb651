import type { Tenant, TenantId } from '../tenancy/index.ts'
import type { FileId, Sealed } from './port.ts'
import { listStored, noteResealed, sealedBytesOf } from './rows.ts'

/** What the office's own file says of its sealed bytes. */
export type Accounts = {
  sealedOf(tenant: TenantId, id: FileId): Sealed | undefined
  /** Those whose copy in the bucket was proved once. */
  uploaded(tenant: TenantId): readonly FileId[]
  /** They lie here anew, and are other bytes than the bucket's. */
  resealed(tenant: TenantId, id: FileId, sealed: Sealed): void
}

export const fileAccounts = (open: (id: TenantId) => Tenant, toBucket: boolean): Accounts => ({
  sealedOf: (tenant, id) => open(tenant).read((tx) => sealedBytesOf(tx, id)),
  uploaded: (tenant) => open(tenant).read((tx) => listStored(tx).flatMap(({ id, uploadedAt }) => (uploadedAt ? [id] : []))),
  resealed: (tenant, id, sealed) => open(tenant).write((tx) => noteResealed(tx, id, sealed, toBucket)),
})
