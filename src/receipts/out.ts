import type { Documents } from '../documents/index.ts'
import type { FaxId } from '../fax/index.ts'
import { officeClock } from '../office/index.ts'
import type { Tenant, TenantId } from '../tenancy/index.ts'
import { makeReceipt } from './making.ts'
import { receiptSheet } from './sheet.ts'
import { signingKey } from './signing-key.ts'
import type { Receipt } from './statement.ts'

export type ReceiptDeps = { readonly documents: Documents; readonly tokenKey: (id: TenantId) => Buffer }

export const receiptOf = ({ tokenKey }: Pick<ReceiptDeps, 'tokenKey'>, tenant: Tenant, id: FaxId): Receipt =>
  tenant.write((tx) => makeReceipt(tx, id, signingKey(tokenKey(tenant.id))))

const UNKEPT = { 'cache-control': 'private, no-store' }

export const receiptFile = (receipt: Receipt, id: FaxId): Response =>
  new Response(JSON.stringify(receipt, null, 2), {
    headers: { 'content-type': 'application/json', 'content-disposition': `attachment; filename="receipt-${id}.json"`, ...UNKEPT },
  })

export async function receiptPdf(deps: ReceiptDeps, tenant: Tenant, id: FaxId): Promise<Response> {
  const receipt = receiptOf(deps, tenant, id)
  const pdf = await deps.documents.print(tenant.id, receiptSheet(receipt, tenant.read(officeClock).zone))
  const headers = { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="receipt-${id}.pdf"`, ...UNKEPT }
  return new Response(new Uint8Array(pdf), { headers })
}
