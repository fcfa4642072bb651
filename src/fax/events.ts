import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import type { Tx } from '../tenancy/index.ts'
import {
  type Attempt,
  acceptAttempt,
  deliverAttempt,
  failAttempt,
  findAttempt,
  findRecipient,
  noteStage,
  type Recipient,
} from './attempts.ts'
import type { CarrierFax } from './carrier.ts'
import type { AttemptId } from './client-state.ts'
import { advance } from './protocol.ts'
import { carrierEvents, faxAttempts } from './schema.tenant.ts'

export type CarrierEvent = { readonly id: string; readonly type: string; readonly occurredAt: Date }
export type Effect = 'applied' | 'late' | 'kept' | 'repeated'

/** One event of one outbound call. Repeats, late and early ones, in any order, leave the same state. */
export function applyEvent(tx: Tx, event: CarrierEvent, attemptId: AttemptId, fax: CarrierFax): Effect {
  if (tx.db.select({ id: carrierEvents.id }).from(carrierEvents).where(eq(carrierEvents.id, event.id)).get()) return 'repeated'
  const effect = applyCarrierFax(tx, attemptId, fax)
  keepEvent(tx, event, fax.carrierId, effect)
  return effect
}

export function keepEvent(tx: Tx, event: CarrierEvent, carrierId: string, effect: Exclude<Effect, 'repeated'>): boolean {
  const kept = tx.db
    .insert(carrierEvents)
    .values({ ...event, carrierId, receivedAt: tx.now, effect })
    .onConflictDoNothing()
    .run()
  return kept.changes > 0
}

/** What the carrier says of a call, by webhook or when asked. */
export function applyCarrierFax(tx: Tx, attemptId: AttemptId, fax: CarrierFax): Exclude<Effect, 'repeated'> {
  const known = findAttempt(tx, attemptId)
  const recipient = known && findRecipient(tx, known.recipientId)
  if (!known || !recipient) return 'kept'
  if (known.state === 'absent') return surfaced(tx, recipient, known, fax)
  const told = advance(known, fax.status)
  if (known.state === 'calling') acceptAttempt(tx, recipient, known, fax.carrierId)
  if (!told) return known.state === 'calling' ? 'applied' : 'late'
  const attempt = findAttempt(tx, attemptId) ?? known
  const current = findRecipient(tx, recipient.id) ?? recipient
  if (told === 'stage') noteStage(tx, current, attempt, fax.status === 'sending.started' ? 'sending' : fax.status)
  else if (told === 'delivered') deliverAttempt(tx, current, attempt, fax)
  else failAttempt(tx, current, attempt, fax.cause ?? 'unknown', fax.carrierId)
  return 'applied'
}

/** A call that was proved absent, or given up by a person, shows up after all: the fact is kept, and a delivery counts. */
function surfaced(tx: Tx, recipient: Recipient, attempt: Attempt, fax: CarrierFax): 'applied' | 'late' {
  if (attempt.carrierId === null) {
    tx.db.update(faxAttempts).set({ carrierId: fax.carrierId }).where(eq(faxAttempts.id, attempt.id)).run()
    record(tx, 'fax.surfaced', recipient.faxId, { recipient: recipient.id, attempt: attempt.number, carrier: fax.carrierId })
  }
  if (fax.status !== 'delivered' || recipient.status === 'delivered') return 'late'
  deliverAttempt(tx, recipient, attempt, fax)
  return 'applied'
}
