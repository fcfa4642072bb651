import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { isEmail } from '../kit/email.ts'
import { invalid } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { getOffice, ONLY } from './office.ts'
import { type OutboundCopy, office } from './schema.tenant.ts'

export type { OutboundCopy } from './schema.tenant.ts'

export const MOST_ADDRESSES = 10

/** Null for nobody. The trail says what is told and to how many, not to whom. Throws AppError invalid. */
export function setOutboundCopy(tx: Tx, copy: OutboundCopy | null): OutboundCopy | null {
  const kept = copy && { ...copy, addresses: distinct(copy.addresses) }
  if (kept) refuseWrong(kept)
  if (JSON.stringify(kept) === JSON.stringify(getOffice(tx).outboundCopy)) return kept
  tx.db.update(office).set({ outboundCopy: kept, updatedAt: tx.now }).where(eq(office.id, ONLY)).run()
  const told = kept ? { about: kept.about, toSender: kept.toSender, addresses: kept.addresses.length } : { about: 'nothing' }
  record(tx, 'office.copy_set', tx.tenantId, told)
  return kept
}

const distinct = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((each) => each.trim().toLowerCase()).filter(Boolean)),
]

function refuseWrong({ toSender, addresses }: OutboundCopy): void {
  const bad = addresses.findIndex((each) => !isEmail(each))
  if (bad >= 0) throw invalid({ addresses: `Address ${bad + 1} is none. Write one to a line, such as ana@office.example.` })
  if (addresses.length > MOST_ADDRESSES) throw invalid({ addresses: `Enter at most ${MOST_ADDRESSES} addresses.` })
  if (!toSender && addresses.length === 0) throw invalid({ addresses: 'Enter an address, or have whoever sent the fax written to.' })
}
