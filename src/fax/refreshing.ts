import { record } from '../audit/index.ts'
import { reschedule } from '../jobs/index.ts'
import { unavailable } from '../kit/errors.ts'
import type { Tenant } from '../tenancy/index.ts'
import { openAttempt, recipientsOf } from './attempts.ts'
import type { Carrier } from './carrier.ts'
import { sendKey } from './kinds.ts'
import { safeToAskAt } from './protocol.ts'
import { getFax } from './reading.ts'
import type { FaxId } from './status.ts'
import { learn, lookAt, openCallsOf } from './watching.ts'

/** Asks the carrier now about the open calls of one fax. Throws AppError unavailable when it does not answer. */
export async function askCarrier(carrier: Carrier, tenant: Tenant, id: FaxId): Promise<void> {
  const calls = tenant.write((tx) => {
    getFax(tx, id)
    record(tx, 'fax.refreshed', id)
    for (const { id: recipientId } of recipientsOf(tx, id)) {
      const open = openAttempt(tx, recipientId)
      // Its job asks; it only must not ask before that is safe.
      if (open?.state === 'calling')
        reschedule(
          tx,
          sendKey(recipientId),
          new Date(Math.max(tx.now.getTime(), safeToAskAt({ state: open.state, askedAt: open.askedAt.getTime() }))),
        )
    }
    return openCallsOf(tx, id)
  })
  const looks = await lookAt(carrier, calls)
  tenant.write((tx) => {
    for (const { attempt, answer } of looks) learn(tx, attempt, answer)
  })
  if (looks.some(({ answer }) => answer.is === 'unavailable'))
    throw unavailable('The carrier did not answer. What is shown is what it said last.')
}
