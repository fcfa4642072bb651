import type { Documents } from '../../documents/index.ts'
import type { Files, Stored } from '../../files/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import type { CoverTemplate } from './covers.ts'

export type LogoDeps = { readonly files: Files; readonly documents: Documents }

/** Looked at by content, drawn as a cover prints it, sealed, and unmade when it is not taken. Throws AppError invalid. */
export async function withLogo(
  { files, documents }: LogoDeps,
  tenant: Tenant,
  picture: Uint8Array,
  take: (tx: Tx, logo: Stored) => CoverTemplate,
): Promise<CoverTemplate> {
  const logo = await documents.logo(tenant.id, picture)
  if (!logo.ok) throw invalid({ logo: logo.message })
  const stored = await files.put(tenant.id, logo.png)
  try {
    return tenant.write((tx) => take(tx, stored))
  } catch (error) {
    await files.remove(tenant.id, stored.id)
    throw error
  }
}
