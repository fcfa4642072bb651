import type { Files } from '../files/index.ts'
import { AppError, notFound } from '../kit/errors.ts'
import { isId, newId } from '../kit/ids.ts'
import { sendRange } from '../kit/range.ts'
import type { Tenant, TenantSummary, Tenants } from '../tenancy/index.ts'
import { askTakeaway, fetchTakeaway, findReady, type Takeaway } from './asking.ts'
import { checkLink, type Link, linkTo } from './link.ts'
import { sealKeys } from './making.ts'
import type { Form } from './manifest.ts'
import { streamParts } from './parts.ts'
import { checkSecret, keysFor } from './secret.ts'

export type TakingDeps = { readonly tenants: Tenants; readonly files: Files }
export type Asked = { readonly form: Form; readonly passphrase?: string | undefined }

/** Throws AppError. */
export async function ask({ tenants }: TakingDeps, tenant: Tenant, { form, passphrase }: Asked): Promise<Takeaway> {
  if (form === 'encrypted') checkSecret(passphrase)
  const keys = await keysFor(form, passphrase)
  const id = newId<'takeaway'>()
  return tenant.write((tx) => askTakeaway(tx, form, sealKeys(tenants, tenant.id, id, keys), id))
}

/** The rest of an address, for this office and this archive only; empty when there is nothing to fetch. */
export const linkFor = ({ tenants }: TakingDeps, { id }: Tenant, takeaway: Takeaway, now: Date): string =>
  linkTo(tenants.key(id, 'tokens'), id, takeaway, now)

const GONE = 'This link does not lead to an archive any more. An archive is kept for a day; make a new one when you need it.'

/**
 * The archive itself, or from where a download broke off. That it leaves is in the trail before its first byte does. Throws AppError
 * not_found, always in the same words.
 */
export function fetchArchive(
  { tenants, files }: TakingDeps,
  tenant: Tenant,
  slug: TenantSummary['slug'],
  link: Link,
  request: Request,
): Response {
  const takeaway = tenant.read((tx) => {
    if (!isId(link.id) || !checkLink(tenants.key(tenant.id, 'tokens'), tenant.id, link, tx.now)) return undefined
    return findReady(tx, link.id)
  })
  if (!takeaway) throw new AppError('not_found', GONE)
  const { id, form, madeAt, askedAt, bytes, sha256 } = takeaway
  const name = `${slug}-${(madeAt ?? askedAt).toISOString().slice(0, 10)}-${form}.tar`
  const headers = {
    'content-type': 'application/x-tar',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'private, no-store',
  }
  return sendRange(request, { size: bytes ?? 0, etag: `"${sha256 ?? id}"`, headers }, (from, end) => {
    tenant.write((tx) => fetchTakeaway(tx, takeaway, from))
    return streamParts({ tenant, files, id }, from, end)
  })
}

/** Throws AppError not_found for what cannot be an id. */
export function idIn(text: string): string {
  if (!isId(text)) throw notFound('Archive')
  return text
}
