import type { Tenant } from '../tenancy/index.ts'
import { type CardVersion, exportCards } from './vcard.ts'

export const cardsFile = (tenant: Tenant, version: CardVersion = '3.0'): Response =>
  new Response(
    tenant.write((tx) => exportCards(tx, version)),
    { headers: { 'content-type': 'text/vcard; charset=utf-8', 'content-disposition': 'attachment; filename="contacts.vcf"' } },
  )
