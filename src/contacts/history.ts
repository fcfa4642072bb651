import { officeClock } from '../office/index.ts'
import type { Tx } from '../tenancy/index.ts'
import type { ContactId } from './contact.ts'
import { getContact } from './contacts.ts'
import { numbersOf } from './numbers.ts'

type Line<Status> = {
  readonly id: string
  readonly number: string
  readonly status: Status
  readonly at: Date
  readonly pages: number | null
}
type SentStatus = 'held' | 'scheduled' | 'queued' | 'sending' | 'delivered' | 'failed' | 'canceled'
type ReceivedStatus = 'downloading' | 'received' | 'failed'

export type HistoryDeps = {
  /** What went to any of these numbers and came from them, newest first, as the module that owns faxes knows it. */
  readonly exchanged: (
    tx: Tx,
    numbers: readonly string[],
    most: number,
  ) => {
    readonly sent: readonly Line<SentStatus>[]
    readonly received: readonly Line<ReceivedStatus>[]
    readonly lastDelivered: Date | null
  }
}

const MOST = 10

/** Of all of a contact's numbers together. */
export function historyOf(tx: Tx, id: ContactId, exchanged: HistoryDeps['exchanged']) {
  getContact(tx, id)
  const numbers = (numbersOf(tx, [id]).get(id) ?? []).map(({ fax }) => fax)
  return { ...exchanged(tx, numbers, MOST), clock: officeClock(tx) }
}
