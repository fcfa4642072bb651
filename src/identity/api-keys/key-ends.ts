import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm'
import { done, enqueue, type Handler, handle, kind, reschedule } from '../../jobs/index.ts'
import type { Id } from '../../kit/ids.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { activeOwners } from '../people/users.ts'
import { apiKeys } from '../schema.tenant.ts'

const DAY_MS = 86_400_000
const NOTICE_MS = 14 * DAY_MS
export const DEFAULT_DAYS = 365
export const MOST_DAYS = 3_650

type Ending = { readonly id: Id<'key'>; readonly expiresAt: Date | null }
const NOTICE = kind<{ readonly keyId: Id<'key'> }>('keys.notice')
const noticeKey = (id: Id<'key'>) => `${NOTICE.name}:${id}`

/** `days`: null for no end. */
export const endAfter = (from: Date, days: number | null): Date | null => (days === null ? null : new Date(from.getTime() + days * DAY_MS))

/** Owners are told two weeks before, or half-way to the end of a key that lives for less than four. Once for each end. */
export function announceEnd(tx: Tx, { id, expiresAt }: Ending): void {
  if (!expiresAt) return
  const left = expiresAt.getTime() - tx.now.getTime()
  const at = new Date(expiresAt.getTime() - Math.min(NOTICE_MS, left / 2))
  if (!enqueue(tx, NOTICE, { keyId: id }, { at, uniqueKey: noticeKey(id) })) reschedule(tx, noticeKey(id), at)
}

/** Keys that end within two weeks and are not gone yet, the next one first. */
export const endingKeys = (tx: Tx): { readonly prefix: string; readonly expiresAt: Date | null }[] =>
  tx.db
    .select({ prefix: apiKeys.prefix, expiresAt: apiKeys.expiresAt })
    .from(apiKeys)
    .where(and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, tx.now), lte(apiKeys.expiresAt, new Date(tx.now.getTime() + NOTICE_MS))))
    .orderBy(asc(apiKeys.expiresAt))
    .all()

/** keys.notice: a letter to each owner, which names every key that ends soon. A key that was revoked meanwhile needs none. */
export const keyNotifier = (): Handler =>
  handle(NOTICE, (tx, { keyId }) => {
    const key = tx.db.select().from(apiKeys).where(eq(apiKeys.id, keyId)).get()
    if (!key?.expiresAt || key.revokedAt || key.expiresAt <= tx.now) return done
    for (const { id, email } of activeOwners(tx)) sendLetter(tx, { letter: 'keys_ending', personId: id, address: email })
    return done
  })
