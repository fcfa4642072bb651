import { eq } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import type { FaxId } from '../status.ts'
import type { BulkRow } from './bulks.ts'
import { bulks } from './schema.tenant.ts'

/** Calls of one bulk that have begun and not ended: the other lines are left to whoever sends a single fax. */
export const LINES = 8
const MINUTE_MS = 60_000
/** What was not begun while nothing could be is not made up for in one go. */
const CATCH_UP_MS = 5_000
const SOON_MS = 1_000

const gapMs = (perMinute: number) => Math.ceil(MINUTE_MS / perMinute)

/** How many of `most` may begin now. What may is taken as begun. */
export function mayBegin(tx: Tx, { id, perMinute, nextAt }: BulkRow, most: number): number {
  if (perMinute === null || most <= 0) return Math.max(0, most)
  const now = tx.now.getTime()
  const from = Math.max(nextAt?.getTime() ?? now, now - CATCH_UP_MS)
  const begun = Math.min(most, from > now ? 0 : Math.floor((now - from) / gapMs(perMinute)) + 1)
  if (begun > 0) setNext(tx, id, new Date(from + begun * gapMs(perMinute)))
  return begun
}

const setNext = (tx: Tx, id: FaxId, nextAt: Date): void => void tx.db.update(bulks).set({ nextAt }).where(eq(bulks.id, id)).run()

/** Until the next one may begin, with a line to spare. */
export function waitForNext(tx: Tx, { perMinute, nextAt }: Pick<BulkRow, 'perMinute' | 'nextAt'>): number {
  if (perMinute === null || !nextAt) return SOON_MS
  return Math.max(0, nextAt.getTime() - tx.now.getTime())
}

/** As it stands after some were begun: without a pace, at once. */
export function afterPortion(tx: Tx, id: FaxId): number {
  const bulk = tx.db.select({ perMinute: bulks.perMinute, nextAt: bulks.nextAt }).from(bulks).where(eq(bulks.id, id)).get()
  return bulk?.perMinute == null ? 0 : waitForNext(tx, bulk)
}
