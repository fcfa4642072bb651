import { eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { faxes } from './schema.tenant.ts'
import type { FaxId } from './status.ts'

/** From this many recipients on a fax is bulk: nobody else's fax, nor a cancellation, waits behind it. */
const BULK_RECIPIENTS = 10
export const BULK_PRIORITY = 10

const whose = (db: Db) =>
  db
    .select({ bulkId: faxes.bulkId, recipients: faxes.recipientCount })
    .from(faxes)
    .where(eq(faxes.id, sql.placeholder('id')))
    .prepare()

/** In which the calls of this fax stand in line, each time one is planned. */
export function priorityOf(tx: Tx, id: FaxId): number {
  const fax = prepared(tx.db, 'fax.priority', whose).get({ id })
  return fax && (fax.bulkId !== null || fax.recipients >= BULK_RECIPIENTS) ? BULK_PRIORITY : 0
}
