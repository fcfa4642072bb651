import { and, eq, lte, sql } from 'drizzle-orm'
import { cancel, done, enqueue, type Handler, handle, snooze, step } from '../jobs/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Carriers, carrierFor } from './accounts/carriers.ts'
import { type Attempt, findAttempt, findRecipient, holdRecipient, WATCH_AFTER_MS } from './attempts.ts'
import type { Carrier, LookAnswer } from './carrier.ts'
import { applyCarrierFax } from './events.ts'
import { CANCEL, WATCH } from './kinds.ts'
import { faxAttempts, faxRecipients } from './schema.tenant.ts'
import type { FaxId } from './status.ts'

const AT_ONCE = 25
const MOST_A_LOOK = 100
/** After a carrier's day without webhooks thousands are overdue: the next hundred must not wait for the next watch. */
const GO_ON_MS = 15_000

/** fax.watch: asks the carrier about calls whose webhooks should have come by now. One job an office, while calls are open. */
export const faxWatcher = (deps: { readonly carrier: Carriers }): Handler =>
  handle(
    WATCH,
    (tx) => {
      const overdue = acceptedBefore(tx, new Date(tx.now.getTime() - WATCH_AFTER_MS))
      if (overdue.length === 0) return acceptedBefore(tx, tx.now).length > 0 ? snooze('Calls are under way.', WATCH_AFTER_MS) : done
      const asked = overdue.map((attempt) => withCarrier(tx, deps.carrier, attempt))
      return step(
        () => lookAt(asked),
        (after, looks) => {
          for (const { attempt, answer } of looks) learn(after, attempt, answer)
          return snooze('Calls are under way.', overdue.length < MOST_A_LOOK ? WATCH_AFTER_MS : GO_ON_MS)
        },
      )
    },
    {
      // It lives as long as calls are open, and every crash in that time is charged to it: the calls must not be forgotten with it.
      died: (tx) => void enqueue(tx, WATCH, {}, { uniqueKey: WATCH.name, at: new Date(tx.now.getTime() + WATCH_AFTER_MS) }),
    },
  )

const acceptedBefore = (tx: Tx, before: Date): Attempt[] =>
  tx.db
    .select()
    .from(faxAttempts)
    .where(and(eq(faxAttempts.state, 'accepted'), lte(faxAttempts.askedAt, before)))
    // In no order: one call the carrier never ends must not keep the others from being looked at.
    .orderBy(sql`random()`)
    .limit(MOST_A_LOOK)
    .all()

export type Look = { readonly attempt: Attempt; readonly answer: LookAnswer }

export type Asked = { readonly attempt: Attempt; readonly carrier: Carrier }

export const withCarrier = (tx: Tx, carriers: Carriers, attempt: Attempt): Asked => ({
  attempt,
  carrier: carrierFor(tx, carriers, attempt.accountId),
})

export async function lookAt(asked: readonly Asked[]): Promise<Look[]> {
  const looks: Look[] = []
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    const some = asked.slice(from, from + AT_ONCE)
    looks.push(
      ...(await Promise.all(some.map(async ({ attempt, carrier }) => ({ attempt, answer: await carrier.look(attempt.carrierId ?? '') })))),
    )
  }
  return looks
}

export function learn(tx: Tx, attempt: Attempt, answer: LookAnswer): void {
  if (answer.is === 'found') return void applyCarrierFax(tx, attempt.id, answer.fax)
  const recipient = findRecipient(tx, attempt.recipientId)
  if (findAttempt(tx, attempt.id)?.state !== 'accepted') return
  // A call that the carrier took and now does not know may have gone out: a machine must not decide to send it again.
  if (answer.is === 'absent' && recipient?.status === 'sending') holdRecipient(tx, recipient, 'outcome_unknown')
}

/** The calls of one fax that the carrier has. */
export const openCallsOf = (tx: Tx, faxId: FaxId): Attempt[] =>
  tx.db
    .select({ attempt: faxAttempts })
    .from(faxAttempts)
    .innerJoin(faxRecipients, eq(faxRecipients.id, faxAttempts.recipientId))
    .where(and(eq(faxRecipients.faxId, faxId), eq(faxAttempts.state, 'accepted')))
    .all()
    .map(({ attempt }) => attempt)

/** fax.cancel: asks the carrier to stop a call. Whether it did is told by the event that follows. */
export const faxCanceler = (deps: { readonly carrier: Carriers }): Handler =>
  handle(CANCEL, (tx, { attemptId }) => {
    const attempt = findAttempt(tx, attemptId)
    const carrierId = attempt?.carrierId
    if (attempt?.state !== 'accepted' || !carrierId) return cancel('The call is over.')
    const carrier = carrierFor(tx, deps.carrier, attempt.accountId)
    return step(
      () => carrier.cancel(carrierId),
      (_, answer) => {
        if (answer === 'unavailable') return snooze('The carrier could not be reached.', 10_000)
        return answer === 'asked' ? done : cancel('It was too late: the carrier was through.')
      },
    )
  })
