import { sql } from 'drizzle-orm'
import type { CoverId } from '../../src/office/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import type { Faxing } from './faxing.ts'

/** A cover page beside the standard one, as settings would have it. */
export function anotherCover(tenant: Tenant, name: string, { notice = '', showsAddress = true } = {}): CoverId {
  const id = crypto.randomUUID() as string as CoverId
  tenant.write((tx) =>
    tx.db.run(sql`INSERT INTO cover_templates VALUES (${id}, ${name}, 0, ${Number(showsAddress)}, ${notice}, NULL, NULL, NULL, 0, 0)`),
  )
  return id
}

export const takeCoverAway = (tenant: Tenant, id: CoverId): void =>
  tenant.write((tx) => void tx.db.run(sql`UPDATE cover_templates SET removed_at = 1 WHERE id = ${id}`))

export async function putLogoOn({ maple, files, documents }: Faxing, id: CoverId, picture: Uint8Array): Promise<void> {
  const logo = await documents.logo(maple.id, picture)
  if (!logo.ok) throw new Error(logo.message)
  const { id: fileId, sha256 } = await files.put(maple.id, logo.png)
  maple.write((tx) => tx.db.run(sql`UPDATE cover_templates SET logo_id = ${fileId}, logo_sha256 = ${sha256} WHERE id = ${id}`))
}
