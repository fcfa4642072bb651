import type { Documents } from '../../documents/index.ts'
import type { Tenant } from '../../tenancy/index.ts'
import type { FaxId } from '../status.ts'
import { reportOf, reportSheet } from './report.ts'

export async function reportPdf(documents: Documents, tenant: Tenant, id: FaxId): Promise<Response> {
  const sheet = tenant.write((tx) => reportSheet(tx, reportOf(tx, id)))
  const pdf = await documents.print(tenant.id, sheet)
  return new Response(new Uint8Array(pdf), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="bulk-${id}.pdf"`,
      'cache-control': 'private, no-store',
    },
  })
}
