import type { LookAnswer, SendAnswer } from './carrier.ts'

/*
 * Sending exactly once in effect, over a carrier without idempotency keys. Pure rules: the job in sending.ts and the simulation
 * in test/support/send-simulation.ts run the same ones.
 *
 *   (none) ──call──► calling ──accepted──► accepted ──► delivered | failed
 *                      │  └─ later, refused: proof that it was not taken ──► absent | failed
 *                      └─ unknown: wait out TIMEOUT + GRACE, then ask
 *                           ├─ found  ──► accepted
 *                           ├─ absent ──► absent, and a new call may be made
 *                           └─ cannot be asked for ASK_FOR ──► held for a person
 */

/** The client gives up on an answer after this. */
export const SEND_TIMEOUT_MS = 15_000
/** A carrier may take a call this long after our side gave up: with 10 s the simulation sends twice, with 60 s it never does. */
export const GRACE_MS = 60_000
/** How long the carrier is asked before a person is. */
export const ASK_FOR_MS = 60 * 60_000
const ASK_AGAIN_MS = 30_000

export type AttemptState = 'calling' | 'accepted' | 'delivered' | 'failed' | 'absent'
export type OpenAttempt = { readonly state: AttemptState; readonly askedAt: number }

export type Move =
  | { readonly do: 'call' }
  | { readonly do: 'wait'; readonly inMs: number }
  | { readonly do: 'ask' }
  /** The carrier has it; webhooks and the watch settle it. */
  | { readonly do: 'nothing' }

/** What the send job does next, given the attempt that is still open, if any. */
export function nextMove(open: OpenAttempt | undefined, now: number, graceMs = GRACE_MS): Move {
  if (!open || open.state === 'absent') return { do: 'call' }
  if (open.state !== 'calling') return { do: 'nothing' }
  const inMs = safeToAskAt(open, graceMs) - now
  return inMs > 0 ? { do: 'wait', inMs } : { do: 'ask' }
}

export const safeToAskAt = (open: OpenAttempt, graceMs = GRACE_MS): number => open.askedAt + SEND_TIMEOUT_MS + graceMs

export type Ruling =
  | { readonly is: 'accepted'; readonly carrierId: string }
  | { readonly is: 'failed'; readonly cause: string }
  /** Not taken, by proof: close the attempt and call again after `inMs`. */
  | { readonly is: 'absent'; readonly inMs: number; readonly cause: string | undefined }
  | { readonly is: 'wait'; readonly inMs: number }
  | { readonly is: 'hold' }

export function afterCall(open: OpenAttempt, answer: SendAnswer, now: number): Ruling {
  switch (answer.is) {
    case 'accepted':
      return { is: 'accepted', carrierId: answer.carrierId }
    case 'refused':
      return { is: 'failed', cause: answer.cause }
    case 'later':
      return { is: 'absent', inMs: answer.inMs, cause: answer.cause }
    case 'unknown':
      return { is: 'wait', inMs: Math.max(0, safeToAskAt(open) - now) }
  }
}

export function afterAsk(open: OpenAttempt, answer: LookAnswer, now: number): Ruling {
  switch (answer.is) {
    case 'found':
      return { is: 'accepted', carrierId: answer.fax.carrierId }
    case 'absent':
      return { is: 'absent', inMs: 0, cause: undefined }
    case 'unavailable':
      return now - open.askedAt < ASK_FOR_MS ? { is: 'wait', inMs: ASK_AGAIN_MS } : { is: 'hold' }
  }
}

const RANK: Readonly<Record<string, number>> = {
  queued: 1,
  'media.processed': 2,
  originated: 3,
  sending: 4,
  'sending.started': 4,
  delivered: 5,
  failed: 5,
}

/** What an event or a look tells us, if it tells anything new: a state never goes back, and a settled attempt stays settled. */
export function advance(
  attempt: { readonly state: AttemptState; readonly stage: string | null },
  status: string,
): 'stage' | 'delivered' | 'failed' | undefined {
  const told = RANK[status]
  if (told === undefined || attempt.state === 'delivered' || attempt.state === 'failed') return undefined
  if (status === 'delivered' || status === 'failed') return status
  const known = attempt.state === 'accepted' ? (RANK[attempt.stage ?? ''] ?? 0) : 0
  return told > known ? 'stage' : undefined
}
