import { createHmac, timingSafeEqual } from 'node:crypto'
import type { TenantId } from '../tenancy/index.ts'
import type { Takeaway } from './asking.ts'

/** What the link is signed over: this archive of this office, until then, and nothing else. */
type Signed = { readonly id: string; readonly expires: string }
export type Link = Signed & { readonly signature: string }

/** `tokenKey` is the office's own. Empty when there is nothing to fetch. */
export function linkTo(tokenKey: Buffer, tenant: TenantId, { id, state, expiresAt }: Takeaway, now: Date): string {
  if (state !== 'ready' || !expiresAt || expiresAt <= now) return ''
  const expires = String(Math.floor(expiresAt.getTime() / 1000))
  return `${id}/archive/${expires}/${signature(tokenKey, tenant, { id, expires })}`
}

/** The same answer for a wrong signature, an expired link and another office's. */
export function checkLink(tokenKey: Buffer, tenant: TenantId, link: Link, now: Date): boolean {
  if (!/^\d{1,12}$/.test(link.expires) || Number(link.expires) * 1000 <= now.getTime()) return false
  const [right, given] = [Buffer.from(signature(tokenKey, tenant, link)), Buffer.from(link.signature)]
  return right.length === given.length && timingSafeEqual(right, given)
}

const signature = (key: Buffer, tenant: TenantId, { id, expires }: Signed) =>
  createHmac('sha256', key).update(`take-away v1|${tenant}|${id}|${expires}`).digest('base64url')
