import { findSent, hasEnded } from '../fax/index.ts'
import { BACKGROUND, cancel, done, enqueue, type Handler, handle, kind, snooze } from '../jobs/index.ts'
import type { Id } from '../kit/ids.ts'
import { sendLetter } from '../mail/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { getSender, type SenderId } from './senders.ts'

/** The letters to who handed in a mail. */
export const [TAKEN, ENDED] = ['mailed_fax_taken', 'mailed_fax_ended'] as const

const WATCH = kind<{ readonly faxId: Id<'fax'>; readonly senderId: SenderId }>('mailroom.watch')
const [SOONEST_MS, LATEST_MS] = [30_000, 30 * 60_000]

export const watchEnd = (tx: Tx, faxId: Id<'fax'>, senderId: SenderId): boolean =>
  enqueue(
    tx,
    WATCH,
    { faxId, senderId },
    { uniqueKey: `${WATCH.name}:${faxId}`, at: new Date(tx.now.getTime() + SOONEST_MS), priority: BACKGROUND },
  )

/** mailroom.watch: the sender is written to when the fax has ended; asked the less often the longer it takes. */
export const mailroomWatcher = (): Handler =>
  handle(WATCH, (tx, { faxId, senderId }) => {
    const [fax, sender] = [findSent(tx, faxId), getSender(tx, senderId)]
    if (!fax || !sender) return cancel('Nobody is to be written to.')
    if (!hasEnded(fax.status)) {
      const age = tx.now.getTime() - fax.createdAt.getTime()
      return snooze('It has not ended yet.', Math.min(LATEST_MS, Math.max(SOONEST_MS, age / 4)))
    }
    sendLetter(tx, { letter: ENDED, personId: faxId, address: sender.address })
    return done
  })
