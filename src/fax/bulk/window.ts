import { eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../../db/index.ts'
import { getOffice, nextOpening } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { FaxId } from '../status.ts'
import { bulks } from './schema.tenant.ts'

const PAUSED_MS = 10 * 60_000
const STOPPING_MS = 60_000

/** How long until the office is open, for a bulk that goes only then; 0 when it may go. */
export function closedFor(tx: Tx, { officeHours }: { readonly officeHours: boolean }): number {
  if (!officeHours) return 0
  const { hours, timeZone } = getOffice(tx)
  return nextOpening(hours, timeZone, tx.now).getTime() - tx.now.getTime()
}

const standing = (db: Db) =>
  db
    .select({ state: bulks.state, officeHours: bulks.officeHours })
    .from(bulks)
    .where(eq(bulks.id, sql.placeholder('id')))
    .prepare()

/** Why a call of this bulk is not made now, and for how long. */
export function heldBack(tx: Tx, bulkId: FaxId): { readonly because: string; readonly inMs: number } | undefined {
  const bulk = prepared(tx.db, 'bulk.standing', standing).get({ id: bulkId })
  if (bulk?.state === 'paused') return { because: 'The bulk is paused.', inMs: PAUSED_MS }
  if (bulk?.state === 'stopping') return { because: 'The bulk is being canceled.', inMs: STOPPING_MS }
  const inMs = bulk ? closedFor(tx, bulk) : 0
  return inMs > 0 ? { because: 'The office is closed.', inMs } : undefined
}
