import { readConfig } from '../../src/config.ts'
import { assignNumber } from '../../src/fax/index.ts'
import { addKey } from '../../src/identity/index.ts'
import { openParts, type Parts } from '../../src/parts.ts'
import { provisionOffice } from '../../src/platform/index.ts'
import { system, type TenantId } from '../../src/tenancy/index.ts'

export type Office = { readonly id: TenantId; readonly slug: string; readonly number: string; readonly key: string }

/** The data directory from outside, while no server runs on it. */
export const openDirectory = (dataDir: string, clock: () => Date): Parts =>
  openParts(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }), () => {}, clock)

/** Offices as an operator makes them, each with a number and a key that may send. */
export function furnish(dataDir: string, count: number, clock: () => Date): Office[] {
  using parts = openDirectory(dataDir, clock)
  return Array.from({ length: count }, (_, index) => {
    const slug = `office-${index + 1}`
    const { id } = provisionOffice({ ...parts, dataDir }, { name: `Office ${index + 1}`, slug, ownerEmail: `owner@${slug}.test` })
    const tenant = parts.tenants.as(id, system('bench'))
    const number = assignNumber({ control: parts.control, tenant }, `+155501${String(index).padStart(5, '0')}`, 'Main line')
    const { secret } = tenant.write((tx) => addKey(tx, slug, { name: 'Crash loop', scopes: ['faxes:read', 'faxes:write'] }))
    return { id, slug, number, key: secret }
  })
}
