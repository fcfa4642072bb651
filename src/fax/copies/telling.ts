import { sendLetter } from '../../mail/index.ts'
import { getOffice } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { faxes } from '../schema.tenant.ts'
import type { FaxStatus } from '../status.ts'

type Fax = Pick<typeof faxes.$inferSelect, 'id' | 'status' | 'createdBy' | 'createdByKind'>

/** Each fax has a letter of its own kind: another that ends a moment later does not take its place. */
export const ABOUT_FAX = 'fax_ended:'
export const ABOUT_BULK = 'bulk_ended:'
/** Under whose name a letter to the n-th address waits: it is nobody of the office, and the trail does not name it. */
export const COPY = 'copy:'

const MISSED: ReadonlySet<FaxStatus> = new Set<FaxStatus>(['partial', 'failed'])

/** It is over: whoever the office named is written to, without a word about what it was. */
export function tellOfEnd(tx: Tx, kind: typeof ABOUT_FAX | typeof ABOUT_BULK, fax: Fax): void {
  const copy = getOffice(tx).outboundCopy
  const missed = MISSED.has(fax.status)
  if (!copy || !(missed || (copy.about === 'every' && fax.status === 'delivered'))) return
  const letter = `${kind}${fax.id}`
  // Where a person is written to is looked up when the letter goes.
  if (copy.toSender && fax.createdByKind === 'user') sendLetter(tx, { letter, personId: fax.createdBy, address: '' })
  copy.addresses.forEach((address, index) => void sendLetter(tx, { letter, personId: `${COPY}${index}`, address }))
}
