import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { reschedule } from '../jobs/index.ts'
import { unavailable } from '../kit/errors.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import type { Carriers } from './accounts/carriers.ts'
import { type Attempt, findAttempt, findRecipient, holdRecipient, openAttempt, type Recipient, recipientsOf, settle } from './attempts.ts'
import type { LookAnswer } from './carrier.ts'
import { applyCarrierFax } from './events.ts'
import { sendKey } from './kinds.ts'
import { safeToAskAt } from './protocol.ts'
import { getFax } from './reading.ts'
import { faxAttempts } from './schema.tenant.ts'
import { lookFor } from './sending.ts'
import type { FaxId } from './status.ts'
import { learn, lookAt, openCallsOf, withCarrier } from './watching.ts'

type Asking = { readonly attempt: Attempt; ask(): Promise<LookAnswer> }

/** Asks the carrier now about the open calls of one fax. Throws AppError unavailable when it does not answer. */
export async function askCarrier(carriers: Carriers, tenant: Tenant, id: FaxId): Promise<void> {
  const { calls, lost } = tenant.write((tx) => {
    getFax(tx, id)
    record(tx, 'fax.refreshed', id)
    const calls = openCallsOf(tx, id).map((attempt) => withCarrier(tx, carriers, attempt))
    return { calls, lost: recipientsOf(tx, id).flatMap((recipient) => unanswered(carriers, tx, recipient)) }
  })
  const [looks, finds] = await Promise.all([
    lookAt(calls),
    Promise.all(lost.map(async ({ attempt, ask }) => ({ attempt, answer: await ask() }))),
  ])
  tenant.write((tx) => {
    for (const { attempt, answer } of looks) learn(tx, attempt, answer)
    for (const { attempt, answer } of finds) learnOfHeld(tx, attempt, answer)
  })
  if ([...looks, ...finds].some(({ answer }) => answer.is === 'unavailable'))
    throw unavailable('The carrier did not answer. What is shown is what it said last.')
}

/** The call whose answer never came. While a job still waits for it, that job asks; once it is held, nobody does but this. */
function unanswered(carriers: Carriers, tx: Tx, recipient: Recipient): Asking[] {
  const open = openAttempt(tx, recipient.id)
  if (open?.state !== 'calling') return []
  const safeAt = safeToAskAt({ state: open.state, askedAt: open.askedAt.getTime() })
  if (recipient.status === 'held' && safeAt <= tx.now.getTime()) return [{ attempt: open, ask: lookFor(carriers, tx, recipient, open) }]
  reschedule(tx, sendKey(recipient.id), new Date(Math.max(tx.now.getTime(), safeAt)))
  return []
}

/** That it was not taken is a fact worth knowing, but a person was asked to decide, and may have sent it another way since. */
function learnOfHeld(tx: Tx, { id, recipientId }: Attempt, answer: LookAnswer): void {
  if (answer.is === 'found') return void applyCarrierFax(tx, id, answer.fax)
  const [attempt, recipient] = [findAttempt(tx, id), findRecipient(tx, recipientId)]
  if (answer.is === 'unavailable' || attempt?.state !== 'calling' || recipient?.status !== 'held') return
  tx.db.update(faxAttempts).set({ state: 'absent', settledAt: tx.now }).where(eq(faxAttempts.id, id)).run()
  record(tx, 'fax.not_taken', recipient.faxId, { recipient: recipientId, attempt: attempt.number, cause: null })
  if (attempt.cancelAskedAt) settle(tx, recipient, 'canceled', null)
  else holdRecipient(tx, recipient, 'not_taken')
}
