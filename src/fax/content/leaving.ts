import { heldIds } from '../../disposal/index.ts'
import { cancel, done, type Handler, handle, type Outcome, snooze } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { findReceived, type ReceivedFax, type ReceivedId } from '../received/received.ts'
import { type FaxId, hasEnded } from '../status.ts'
import { EMPTY, hoursMs } from './planning.ts'
import { emptyReceived, familyOf } from './received.ts'
import { type ContentRule, contentRule } from './rules.ts'
import { emptySent, findSent } from './sent.ts'

/** A hold is looked at again after this. */
const HELD_MS = 6 * 3_600_000

/**
 * fax.empty: the content of one fax leaves under the office's rule. Rows, trail and what is to be destroyed are one transaction; the
 * documents follow by their own job, so a crash leaves it whole or going.
 */
export const contentLeaver = (): Handler =>
  handle(EMPTY, (tx, { box, id }) => {
    const rule = contentRule(tx, box)
    if (!rule) return cancel('Content stays, by the rule of today.')
    return box === 'sent' ? leaveSent(tx, id as FaxId, rule) : leaveReceived(tx, id as ReceivedId, rule)
  })

function leaveSent(tx: Tx, id: FaxId, { hours }: ContentRule): Outcome {
  const fax = findSent(tx, id)
  if (!fax || fax.contentGoneAt) return done
  if (!hasEnded(fax.status)) return cancel('It goes on. It is asked for again when it has ended.')
  const leftMs = fax.status === 'delivered' ? 0 : fax.updatedAt.getTime() + hoursMs(hours) - tx.now.getTime()
  if (leftMs > 0) return snooze('It may still be sent again.', leftMs)
  if (isHeld(tx, [id, fax.bulkId ?? id])) return snooze('A legal hold keeps it.', HELD_MS)
  emptySent(tx, fax)
  return done
}

function leaveReceived(tx: Tx, id: ReceivedId, { after }: ContentRule): Outcome {
  const fax = findReceived(tx, id)
  if (!fax || fax.contentGoneAt) return done
  if (!isUsed(fax) || (after === 'read' && fax.readAt === null)) return cancel('It is not read yet.')
  if (isHeld(tx, [...familyOf(tx, id)])) return snooze('A legal hold keeps it.', HELD_MS)
  emptyReceived(tx, fax)
  return done
}

/** What was split or put together is looked after by what stands in its place. */
const isUsed = ({ status, shelf }: ReceivedFax): boolean => status === 'received' && shelf !== 'replaced'

function isHeld(tx: Tx, ids: readonly string[]): boolean {
  const held = heldIds(tx)
  return held === 'all' || ids.some((id) => held.includes(id))
}
