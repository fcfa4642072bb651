import { sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import type { Tx } from '../tenancy/index.ts'

type Unsettled = { readonly id: string; readonly fax_id: string }

/**
 * Whether a fax that had not ended when the office left has gone out since, only its old place or the other side knows: a person
 * decides. Open calls are closed, so that no late event plans another try; a send job that finds its recipient held ends by itself.
 */
export function holdUnsettled(tx: Tx): number {
  tx.db.run(
    sql`UPDATE fax_attempts SET state = 'absent', settled_at = ${tx.now.getTime()}, cause = 'outcome_unknown' WHERE state IN ('calling', 'accepted')`,
  )
  const unsettled = tx.db.all<Unsettled>(
    sql`SELECT id, fax_id FROM fax_recipients WHERE status IN ('scheduled', 'queued', 'sending') ORDER BY fax_id, position`,
  )
  for (const { id, fax_id } of unsettled) {
    tx.db.run(sql`UPDATE fax_recipients SET status = 'held', cause = 'outcome_unknown', next_try_at = NULL WHERE id = ${id}`)
    // What is held speaks for the whole: nothing of the fax is under way any more.
    tx.db.run(sql`UPDATE faxes SET status = 'held', cause = 'outcome_unknown', updated_at = ${tx.now.getTime()} WHERE id = ${fax_id}`)
    record(tx, 'fax.held', fax_id, { recipient: id, cause: 'outcome_unknown' })
  }
  return unsettled.length
}
