import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { planReceivedLeaving, stayUnread } from '../content/planning.ts'
import type { Colleagues } from './colleagues.ts'
import { mailAssigned } from './mailing/planning.ts'
import { changed, getReceived, type ReceivedFax, type ReceivedId } from './received.ts'
import { receivedFaxes } from './schema.tenant.ts'
import { changeTags } from './tags.ts'
import { tellOfAssignment } from './telling.ts'

/** What is not said stays as it is. */
export type Sorting = {
  readonly read?: boolean | undefined
  /** A person's id; null is nobody. */
  readonly assignedTo?: string | null | undefined
  readonly urgent?: boolean | undefined
  readonly addTags?: readonly string[] | undefined
  readonly removeTags?: readonly string[] | undefined
  /** Where it was not a person: by the number it came in at, or a rule. */
  readonly because?: string | undefined
}

/** What one look at the list can show. */
export const MOST_AT_ONCE = 200

/** All of them or none. Returns how many were not so already. Throws AppError. */
export function sortFaxes(tx: Tx, ids: readonly ReceivedId[], sorting: Sorting, colleagues: Colleagues): number {
  if (ids.length === 0) throw invalid({ ids: 'Select at least one fax.' }, 'Select at least one fax.')
  if (ids.length > MOST_AT_ONCE) throw invalid({ ids: `Select at most ${MOST_AT_ONCE} faxes.` })
  const { assignedTo } = sorting
  if (typeof assignedTo === 'string' && !colleagues(tx).some(({ id }) => id === assignedTo))
    throw invalid({ assignedTo: 'Choose somebody who works here and reads faxes.' })
  return [...new Set(ids)].filter((id) => sortFax(tx, getReceived(tx, id), sorting, colleagues)).length
}

function sortFax(tx: Tx, fax: ReceivedFax, sorting: Sorting, colleagues: Colleagues): boolean {
  const read = setRead(tx, fax, sorting.read)
  const sorted = [assign(tx, fax, sorting, colleagues), setUrgent(tx, fax, sorting), tag(tx, fax, sorting)].some(Boolean)
  if (sorted && sorting.because === undefined)
    tx.db.update(receivedFaxes).set({ sortedAt: tx.now }).where(eq(receivedFaxes.id, fax.id)).run()
  if (read || sorted) changed(tx, fax.id)
  return read || sorted
}

function setRead(tx: Tx, fax: ReceivedFax, read: boolean | undefined): boolean {
  if (read === undefined || read === (fax.readAt !== null)) return false
  const now = read ? { readAt: tx.now, readBy: tx.actor.id } : { readAt: null, readBy: null }
  tx.db.update(receivedFaxes).set(now).where(eq(receivedFaxes.id, fax.id)).run()
  if (read) planReceivedLeaving(tx, fax.id, 'read')
  else stayUnread(tx, fax.id)
  record(tx, read ? 'received.read' : 'received.unread', fax.id)
  return true
}

const why = ({ because }: Sorting) => (because === undefined ? {} : { because })

function assign(tx: Tx, fax: ReceivedFax, { assignedTo, ...sorting }: Sorting, colleagues: Colleagues): boolean {
  if (assignedTo === undefined || assignedTo === fax.assignedTo) return false
  tx.db.update(receivedFaxes).set({ assignedTo }).where(eq(receivedFaxes.id, fax.id)).run()
  record(tx, 'received.assigned', fax.id, { to: assignedTo, ...why(sorting) })
  if (assignedTo !== null) {
    tellOfAssignment(tx, assignedTo, colleagues)
    mailAssigned(tx, fax, assignedTo)
  }
  return true
}

function setUrgent(tx: Tx, fax: ReceivedFax, { urgent, ...sorting }: Sorting): boolean {
  if (urgent === undefined || urgent === fax.urgent) return false
  tx.db.update(receivedFaxes).set({ urgent }).where(eq(receivedFaxes.id, fax.id)).run()
  record(tx, urgent ? 'received.urgent' : 'received.not_urgent', fax.id, why(sorting))
  return true
}

/** The trail counts tags and does not repeat them: somebody may have written a patient's name. */
function tag(tx: Tx, fax: ReceivedFax, { addTags = [], removeTags = [], ...sorting }: Sorting): boolean {
  const { added, removed } = changeTags(tx, fax.id, addTags, removeTags)
  if (added + removed === 0) return false
  record(tx, 'received.tagged', fax.id, { added, removed, ...why(sorting) })
  return true
}
