import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FileId } from '../files/index.ts'
import { isId } from '../kit/ids.ts'
import type { TenantId } from '../tenancy/index.ts'

/** Outlives any wait in the carrier's queue; a later try gets a fresh one. */
export const LINK_LIFETIME_MS = 2 * 60 * 60_000

/** A link the carrier fetches one document by: tenant, document and expiry, signed with the tenant's own token key. */
export function mediaPath(tokenKey: Buffer, tenantId: TenantId, fileId: FileId, now: Date): string {
  const expires = Math.floor((now.getTime() + LINK_LIFETIME_MS) / 1000)
  return `/media/${tenantId}/${fileId}/${expires}/${signature(tokenKey, tenantId, fileId, expires)}`
}

export type MediaLink = { readonly tenantId: string; readonly fileId: string; readonly expires: string; readonly signature: string }

/** The same answer for a wrong signature, an expired link, a malformed one and an office that is none. */
export function checkMediaLink(
  link: MediaLink,
  keysOf: (id: TenantId) => readonly Buffer[],
  now: Date,
): { tenantId: TenantId; fileId: FileId } | undefined {
  if (!isId(link.tenantId) || !isId(link.fileId) || !/^\d{1,12}$/.test(link.expires)) return undefined
  const [tenantId, fileId, expires] = [link.tenantId as TenantId, link.fileId as FileId, Number(link.expires)]
  if (expires * 1000 < now.getTime()) return undefined
  const given = Buffer.from(link.signature)
  const signedWith = (key: Buffer) => {
    const right = Buffer.from(signature(key, tenantId, fileId, expires))
    return right.length === given.length && timingSafeEqual(right, given)
  }
  return keysOf(tenantId).some(signedWith) ? { tenantId, fileId } : undefined
}

const signature = (key: Buffer, tenantId: string, fileId: string, expires: number) =>
  createHmac('sha256', key).update(`carrier-media v1|${tenantId}|${fileId}|${expires}`).digest('base64url')
