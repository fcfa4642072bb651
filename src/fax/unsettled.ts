import { inArray } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import { holdRecipient } from './attempts.ts'
import { pauseArrived } from './bulk/steering.ts'
import { faxAttempts, faxRecipients } from './schema.tenant.ts'

/**
 * For an office that arrives from elsewhere. Whether a fax that had not ended when it left has gone out since, only its old place or
 * the other side knows: a person decides. Open calls are closed, so that no late event plans another try; a send job that finds its
 * recipient held ends by itself.
 */
export function holdUnsettled(tx: Tx): number {
  pauseArrived(tx)
  tx.db
    .update(faxAttempts)
    .set({ state: 'absent', settledAt: tx.now, cause: 'outcome_unknown' })
    .where(inArray(faxAttempts.state, ['calling', 'accepted']))
    .run()
  const unsettled = tx.db
    .select()
    .from(faxRecipients)
    .where(inArray(faxRecipients.status, ['scheduled', 'queued', 'sending']))
    .orderBy(faxRecipients.faxId, faxRecipients.position)
    .all()
  for (const recipient of unsettled) holdRecipient(tx, recipient, 'outcome_unknown')
  return unsettled.length
}
