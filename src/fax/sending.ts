import { eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import { cancel, done, type Handler, handle, type Outcome, snooze, step } from '../jobs/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Carriers, carrierFor } from './accounts/carriers.ts'
import {
  type Attempt,
  acceptAttempt,
  beginAttempt,
  closeAbsent,
  failAttempt,
  findAttempt,
  findRecipient,
  holdRecipient,
  lastAttempt,
  openAttempt,
  type Recipient,
  type RecipientId,
  settle,
} from './attempts.ts'
import { heldBack } from './bulk/window.ts'
import type { Call, CarrierFax, LookAnswer, SendAnswer } from './carrier.ts'
import { causeOf } from './causes.ts'
import { clientState } from './client-state.ts'
import { applyCarrierFax } from './events.ts'
import { SEND } from './kinds.ts'
import { mediaPath } from './media-link.ts'
import { patience } from './patience.ts'
import { afterAsk, afterCall, nextMove, type OpenAttempt, type Ruling } from './protocol.ts'
import { faxes } from './schema.tenant.ts'

export type SendingDeps = {
  readonly carrier: Carriers
  readonly tokenKey: (id: Tx['tenantId']) => Buffer
  /** Where the carrier reaches us, such as https://frontdesk.example. */
  readonly publicOrigin: string
  /** Whether whoever submitted a fax may still send one. */
  readonly mayStill: (tx: Tx, by: { readonly kind: string; readonly id: string }, permission: 'faxes:write') => boolean
}

/** How far the carrier's clock may be behind ours when its list is searched. */
const CLOCK_SKEW_MS = 5 * 60_000

/** fax.send: one recipient, until the carrier has the call or it is known that it will not. */
export const faxSender = (deps: SendingDeps): Handler =>
  handle(
    SEND,
    (tx, { recipientId }) => {
      const recipient = findRecipient(tx, recipientId)
      if (!recipient || isSettled(recipient)) return cancel('It is settled already.')
      const early = (recipient.nextTryAt?.getTime() ?? 0) - tx.now.getTime()
      if (early > 0) return snooze('Its next try is later.', early)
      const open = openAttempt(tx, recipientId)
      const move = nextMove(open && asOpen(open), tx.now.getTime())
      switch (move.do) {
        case 'nothing':
          return done
        case 'wait':
          return snooze('Waiting until the carrier can be asked safely.', move.inMs)
        case 'ask':
          return open ? ask(deps, tx, recipient, open) : done
        case 'call':
          return call(deps, tx, recipient)
      }
    },
    {
      died: (tx, { recipientId }) => {
        const recipient = findRecipient(tx, recipientId)
        if (recipient && !isSettled(recipient)) holdRecipient(tx, recipient, 'outcome_unknown')
      },
    },
  )

const isSettled = ({ status }: Recipient) => status === 'delivered' || status === 'failed' || status === 'canceled' || status === 'held'
const asOpen = ({ state, askedAt }: Attempt): OpenAttempt => ({ state, askedAt: askedAt.getTime() })

function call(deps: SendingDeps, tx: Tx, recipient: Recipient) {
  const previous = lastAttempt(tx, recipient.id)
  const fax = prepared(tx.db, 'fax.forCall', forCall).get({ id: recipient.faxId })
  if (!fax?.documentId) return cancel('Its document is not ready.')
  if (!deps.mayStill(tx, { kind: fax.createdByKind, id: fax.createdBy }, 'faxes:write')) {
    settle(tx, recipient, 'failed', 'sender_gone')
    return cancel('Whoever submitted it may no longer send faxes.')
  }
  const back = fax.bulkId ? heldBack(tx, fax.bulkId) : undefined
  if (back) return snooze(back.because, back.inMs)
  const attempt = beginAttempt(tx, recipient)
  const request: Call = {
    to: recipient.to,
    from: fax.fromNumber,
    mediaUrl: deps.publicOrigin + mediaPath(deps.tokenKey(tx.tenantId), tx.tenantId, fax.documentId, tx.now),
    clientState: clientState(tx.tenantId, attempt.id),
    plain: previous?.cause != null && causeOf(previous.cause).plainNext === true,
  }
  const carrier = carrierFor(tx, deps.carrier, attempt.accountId)
  return step(
    () => carrier.send(request),
    (after, answer: SendAnswer) => rule(after, recipient.id, attempt, (now) => afterCall(asOpen(attempt), answer, now)),
  )
}

const forCall = (db: Db) =>
  db
    .select({
      documentId: faxes.documentId,
      fromNumber: faxes.fromNumber,
      createdByKind: faxes.createdByKind,
      createdBy: faxes.createdBy,
      bulkId: faxes.bulkId,
    })
    .from(faxes)
    .where(eq(faxes.id, sql.placeholder('id')))
    .prepare()

function ask({ carrier }: SendingDeps, tx: Tx, recipient: Recipient, attempt: Attempt) {
  return step(lookFor(carrier, tx, recipient, attempt), (after, answer: LookAnswer) =>
    rule(after, recipient.id, attempt, (now) => afterAsk(asOpen(attempt), answer, now), answer.is === 'found' ? answer.fax : undefined),
  )
}

/** Whether the carrier has the call, by the reference that went with it: it gave us none of its own. */
export function lookFor(carriers: Carriers, tx: Tx, recipient: Recipient, attempt: Attempt): () => Promise<LookAnswer> {
  const from = prepared(tx.db, 'fax.forCall', forCall).get({ id: recipient.faxId })?.fromNumber ?? ''
  const wanted = { to: recipient.to, from, clientState: clientState(tx.tenantId, attempt.id) }
  const since = new Date(attempt.askedAt.getTime() - CLOCK_SKEW_MS)
  const carrier = carrierFor(tx, carriers, attempt.accountId)
  return () => carrier.find(wanted, since)
}

/** Writes down what the answer means, unless a webhook said it first. */
function rule(tx: Tx, recipientId: RecipientId, asked: Attempt, judge: (now: number) => Ruling, seen?: CarrierFax): Outcome {
  const attempt = findAttempt(tx, asked.id)
  const recipient = findRecipient(tx, recipientId)
  if (!attempt || !recipient || attempt.state !== 'calling') return again(tx, recipientId)
  const ruling = judge(tx.now.getTime())
  switch (ruling.is) {
    case 'accepted':
      acceptAttempt(tx, recipient, attempt, ruling.carrierId)
      if (seen) applyCarrierFax(tx, attempt.id, seen)
      return again(tx, recipientId)
    case 'failed':
      failAttempt(tx, recipient, attempt, ruling.cause, null)
      return again(tx, recipientId)
    case 'absent': {
      const { cause, inMs } = patience(tx, recipient, ruling.cause, ruling.inMs)
      closeAbsent(tx, recipient, attempt, cause, inMs)
      return attempt.cancelAskedAt ? done : snooze(cause ? causeOf(cause).words : 'The carrier did not get it.', inMs)
    }
    case 'wait':
      return snooze('The carrier’s answer was lost; it is asked when that is safe.', ruling.inMs)
    case 'hold':
      holdRecipient(tx, recipient, 'outcome_unknown')
      return cancel('Held for a person to decide.')
  }
}

/** This job is still live, so a call that was planned meanwhile, by a failure or a person, could not take its key: it becomes that call. */
function again(tx: Tx, recipientId: RecipientId): Outcome {
  const recipient = findRecipient(tx, recipientId)
  if (recipient?.status !== 'queued') return done
  return snooze('Called again.', Math.max(0, (recipient.nextTryAt?.getTime() ?? 0) - tx.now.getTime()))
}
