import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { apiKeys } from '../schema.tenant.ts'
import { hashSecret } from '../secrets.ts'
import { type ApiKey, getKey, type KeyId, refuseProvisioning, SHOWN } from './api-keys.ts'
import { announceEnd } from './key-ends.ts'
import { isTestPrefix, prefixOf, spellKey } from './key-text.ts'

const HOUR_MS = 3_600_000
export const LONGEST_OVERLAP_HOURS = 7 * 24

/**
 * Another secret for the same key, which lives as long again as before; the secret it had works on for `overlapHours`, and never
 * beyond its own end. Throws AppError invalid, not_found or conflict.
 */
export function rotateKey(tx: Tx, slug: string, id: KeyId, overlapHours: number): { readonly key: ApiKey; readonly secret: string } {
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > LONGEST_OVERLAP_HOURS)
    throw invalid({ overlapHours: 'Choose how long the old secret works: at most seven days (168 hours).' })
  const before = getKey(tx, id)
  refuseProvisioning(tx, before.scopes)
  if (before.revokedAt) throw conflict('This key is revoked. Make a new one.')
  if (before.previousUntil && before.previousUntil > tx.now)
    throw conflict('The secret before this one still works. End it first, or wait until it has ended.')
  const secret = spellKey(slug, undefined, isTestPrefix(before.prefix))
  const end = before.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
  const until = Math.min(tx.now.getTime() + overlapHours * HOUR_MS, end)
  const overlaps = until > tx.now.getTime()
  const old = tx.db.select({ hash: apiKeys.secretHash }).from(apiKeys).where(eq(apiKeys.id, id)).get()
  const key = tx.db
    .update(apiKeys)
    .set({
      secretHash: hashSecret(secret),
      prefix: prefixOf(secret),
      rotatedAt: tx.now,
      expiresAt: before.expiresAt && new Date(tx.now.getTime() + end - (before.rotatedAt ?? before.createdAt).getTime()),
      previousHash: overlaps ? (old?.hash ?? null) : null,
      previousPrefix: overlaps ? before.prefix : null,
      previousUntil: overlaps ? new Date(until) : null,
    })
    .where(eq(apiKeys.id, id))
    .returning(SHOWN)
    .get()
  record(tx, 'key.rotated', id, { oldUntil: overlaps ? new Date(until).toISOString() : 'now' })
  announceEnd(tx, key)
  return { key, secret }
}

/** The secret before stops working now. Nothing happens when there is none. */
export function endPrevious(tx: Tx, id: KeyId): ApiKey {
  const before = getKey(tx, id)
  if (!before.previousUntil) return before
  if (before.previousUntil > tx.now) record(tx, 'key.previous_ended', id)
  return tx.db
    .update(apiKeys)
    .set({ previousHash: null, previousPrefix: null, previousUntil: null })
    .where(eq(apiKeys.id, id))
    .returning(SHOWN)
    .get()
}
