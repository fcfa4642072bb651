import { eq, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import type { Tx } from '../tenancy/index.ts'
import {
  type Attempt,
  acceptAttempt,
  deliverAttempt,
  failAttempt,
  findAttempt,
  findRecipient,
  noteStage,
  openAttempt,
  type Recipient,
  stopCall,
  unhold,
} from './attempts.ts'
import type { CarrierFax } from './carrier.ts'
import type { AttemptId } from './client-state.ts'
import { advance } from './protocol.ts'
import { carrierEvents, faxAttempts } from './schema.tenant.ts'

export type CarrierEvent = { readonly id: string; readonly type: string; readonly occurredAt: Date }
export type Effect = 'applied' | 'late' | 'kept' | 'repeated'

/** One event of one outbound call. Repeats, late and early ones, in any order, leave the same state. */
export function applyEvent(tx: Tx, event: CarrierEvent, attemptId: AttemptId, fax: CarrierFax): Effect {
  if (prepared(tx.db, 'fax.eventKnown', knowing).get({ id: event.id })) return 'repeated'
  const effect = applyCarrierFax(tx, attemptId, fax)
  keepEvent(tx, event, fax.carrierId, effect)
  return effect
}

const knowing = (db: Db) =>
  db
    .select({ id: carrierEvents.id })
    .from(carrierEvents)
    .where(eq(carrierEvents.id, sql.placeholder('id')))
    .prepare()
const keeping = (db: Db) =>
  db
    .insert(carrierEvents)
    .values({
      id: sql.placeholder('id'),
      type: sql.placeholder('type'),
      carrierId: sql.placeholder('carrierId'),
      occurredAt: sql.placeholder('occurredAt'),
      receivedAt: sql.placeholder('receivedAt'),
      effect: sql.placeholder('effect'),
    })
    .onConflictDoNothing()
    .prepare()

export function keepEvent(tx: Tx, event: CarrierEvent, carrierId: string, effect: Exclude<Effect, 'repeated'>): boolean {
  return prepared(tx.db, 'fax.keepEvent', keeping).run({ ...event, carrierId, receivedAt: tx.now, effect }).changes > 0
}

/** What the carrier says of a call, by webhook or when asked. */
export function applyCarrierFax(tx: Tx, attemptId: AttemptId, fax: CarrierFax): Exclude<Effect, 'repeated'> {
  const known = findAttempt(tx, attemptId)
  const recipient = known && findRecipient(tx, known.recipientId)
  if (!known || !recipient) return 'kept'
  if (known.state === 'absent') return surfaced(tx, recipient, known, fax)
  if (recipient.status === 'held' && isOpen(known)) unhold(tx, recipient, known, fax.carrierId)
  const told = advance(known, fax.status)
  if (known.state === 'calling') acceptAttempt(tx, recipient, known, fax.carrierId)
  if (!told) return known.state === 'calling' ? 'applied' : 'late'
  const attempt = known.state === 'calling' ? (findAttempt(tx, attemptId) ?? known) : known
  if (told === 'stage') noteStage(tx, recipient, attempt, fax.status === 'sending.started' ? 'sending' : fax.status)
  else if (told === 'delivered') deliverAttempt(tx, recipient, attempt, fax)
  else failAttempt(tx, recipient, attempt, fax.cause ?? 'unknown', fax.carrierId)
  return 'applied'
}

const isOpen = ({ state }: Attempt) => state === 'calling' || state === 'accepted'

/** A call that was proved absent, or given up by a person, shows up after all: the fact is kept, and a delivery counts. */
function surfaced(tx: Tx, recipient: Recipient, attempt: Attempt, fax: CarrierFax): 'applied' | 'late' {
  if (attempt.carrierId === null) {
    tx.db.update(faxAttempts).set({ carrierId: fax.carrierId }).where(eq(faxAttempts.id, attempt.id)).run()
    record(tx, 'fax.surfaced', recipient.faxId, { recipient: recipient.id, attempt: attempt.number, carrier: fax.carrierId })
  }
  if (fax.status !== 'delivered' || recipient.status === 'delivered') return 'late'
  const needless = openAttempt(tx, recipient.id)
  if (needless) stopCall(tx, needless)
  deliverAttempt(tx, recipient, attempt, fax)
  return 'applied'
}
