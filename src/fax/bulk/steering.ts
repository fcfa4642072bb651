import { and, eq, inArray, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { enqueue, reschedule } from '../../jobs/index.ts'
import { conflict, invalid } from '../../kit/errors.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { openAttempt, planSend } from '../attempts.ts'
import { sentGone } from '../content/gone.ts'
import { refuseAlone } from '../deciding.ts'
import { getSendRules } from '../guard/rules.ts'
import { FEED, feedKey } from '../kinds.ts'
import { filesOf } from '../preparing.ts'
import { BULK_PRIORITY } from '../priority.ts'
import { faxes, faxRecipients } from '../schema.tenant.ts'
import { keepSentText } from '../search/texts.ts'
import type { FaxId } from '../status.ts'
import { type BulkRow, getBulkIn, setState } from './bulks.ts'
import { bulkRecipients, bulks } from './schema.tenant.ts'
import { doubtsOf } from './totals.ts'

/**
 * From a dry run on: what was looked at goes, or waits for a second person. Who starts it says that they looked at numbers in doubt; a program
 * cannot be asked. Throws AppError conflict, or invalid when nobody looked.
 */
export function startBulk(tx: Tx, id: FaxId, looked = false): void {
  const { bulk, letter } = getBulkIn(tx, id, ['draft'], 'This bulk was started already.')
  if (letter.recipientCount === 0) throw conflict('Nobody in this list would get it. Look at why, and draft it anew.')
  if (tx.actor.kind === 'user' && !looked && doubtsOf(tx, id).length > 0)
    throw invalid(
      { looked: 'Look at the numbers in doubt, then say that you did.' },
      'Nothing was sent. Some numbers are to be looked at first.',
    )
  tx.db.update(faxes).set({ bulkId: null, createdAt: tx.now, status: 'held' }).where(eq(faxes.id, id)).run()
  keepSentText(tx, id, { recipients: [{ to: '', name: bulk.name }], subject: letter.subject, note: letter.note, files: filesOf(tx, id) })
  record(tx, 'bulk.started', id, { recipients: letter.recipientCount, pages: letter.pages })
  announce(tx, { kind: 'changed', topic: 'faxes' })
  const started = { startedAt: tx.now, startedBy: tx.actor.id }
  const { secondOver } = getSendRules(tx)
  const isLarge = secondOver > 0 && letter.recipientCount > secondOver
  if (bulk.sensitive === 0 && !isLarge) return run(tx, id, started)
  setState(tx, id, { state: 'held', cause: 'second_person', ...started }, 'held')
  record(tx, 'bulk.held', id, { cause: 'second_person' })
}

/** By another person than who started it. Throws AppError conflict. */
export function confirmBulk(tx: Tx, id: FaxId): void {
  const { bulk } = getBulkIn(tx, id, ['held'], 'This bulk does not wait for a second person.')
  refuseAlone(tx, bulk.startedBy ?? '')
  record(tx, 'bulk.confirmed', id)
  run(tx, id, { confirmedBy: tx.actor.id })
}

function run(tx: Tx, id: FaxId, change: Partial<BulkRow> = {}): void {
  setState(tx, id, { ...change, state: 'running' }, 'sending')
  feedNow(tx, id)
}

function feedNow(tx: Tx, id: FaxId): void {
  const made = enqueue(tx, FEED, { bulkId: id }, { uniqueKey: feedKey(id), priority: BULK_PRIORITY, maxAttempts: 5 })
  if (!made) reschedule(tx, feedKey(id), tx.now)
}

/** What the carrier has goes on; nobody else is called until it is resumed. */
export function pauseBulk(tx: Tx, id: FaxId): void {
  getBulkIn(tx, id, ['running'], 'Only a bulk that is going can be paused.')
  setState(tx, id, { state: 'paused', cause: 'bulk_paused' }, 'held')
  record(tx, 'bulk.paused', id)
}

export function resumeBulk(tx: Tx, id: FaxId): void {
  getBulkIn(tx, id, ['paused'], 'Only a bulk that is paused can be resumed.')
  record(tx, 'bulk.resumed', id)
  run(tx, id)
  for (const recipient of waitingCalls(tx, id))
    if (!openAttempt(tx, recipient.id)) planSend(tx, recipient, laterOf(recipient.nextTryAt, tx.now))
}

const laterOf = (planned: Date | null, now: Date): Date => (planned && planned > now ? planned : now)

const waitingCalls = (tx: Tx, id: FaxId) =>
  tx.db
    .select({ id: faxRecipients.id, faxId: faxRecipients.faxId, nextTryAt: faxRecipients.nextTryAt })
    .from(faxes)
    .innerJoin(faxRecipients, eq(faxRecipients.faxId, faxes.id))
    .where(and(eq(faxes.bulkId, id), eq(faxes.status, 'queued'), sql`${faxes.documentId} IS NOT NULL`))
    .all()

/** Who was not called stays so; calls under way are stopped by asking the carrier. */
export function cancelBulk(tx: Tx, id: FaxId): void {
  getBulkIn(tx, id, ['held', 'running', 'paused'], 'There is nothing left of this bulk to cancel.')
  const { changes } = tx.db
    .update(bulkRecipients)
    .set({ state: 'canceled' })
    .where(and(eq(bulkRecipients.bulkId, id), eq(bulkRecipients.state, 'waiting')))
    .run()
  record(tx, 'bulk.cancel_asked', id, { recipients: changes })
  setState(tx, id, { state: 'stopping' }, 'sending')
  feedNow(tx, id)
}

/** Those whose fax failed wait for their turn again, each with a fax of its own. Returns how many. Throws AppError conflict. */
export function retryFailed(tx: Tx, id: FaxId): number {
  const { letter } = getBulkIn(tx, id, ['ended'], 'Wait until this bulk has ended.')
  if (letter.contentGoneAt) throw sentGone()
  const failed = tx.db
    .select({ id: faxes.id })
    .from(faxes)
    .where(and(eq(faxes.bulkId, id), eq(faxes.status, 'failed')))
  const { changes } = tx.db
    .update(bulkRecipients)
    .set({ state: 'waiting' })
    .where(and(eq(bulkRecipients.bulkId, id), eq(bulkRecipients.state, 'made'), inArray(bulkRecipients.faxId, failed)))
    .run()
  if (changes === 0) throw conflict('Nobody failed who could be tried again.')
  record(tx, 'bulk.retried', id, { recipients: changes })
  run(tx, id, { endedAt: null, nextAt: null })
  return changes
}

/** For an office that arrives from elsewhere, or from an earlier hour: what has gone out since nobody here knows. */
export function pauseArrived(tx: Tx): void {
  const moving = tx.db
    .select({ id: bulks.id })
    .from(bulks)
    .where(inArray(bulks.state, ['running', 'stopping']))
    .all()
  for (const { id } of moving) {
    setState(tx, id, { state: 'paused', cause: 'bulk_moved' }, 'held')
    record(tx, 'bulk.paused', id, { cause: 'bulk_moved' })
  }
}
