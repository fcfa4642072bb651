import { wallTime } from '../kit/dates.ts'
import type { Tx } from '../tenancy/index.ts'
import { nextOpening } from './hours.ts'
import { getOffice } from './office.ts'

/** When it opens next, also as a form holds it by the office's clock; undefined while it is open, and where it keeps no hours. */
export function closedUntil(tx: Tx): { readonly at: Date; readonly local: string } | undefined {
  const { hours, timeZone } = getOffice(tx)
  const at = nextOpening(hours, timeZone, tx.now)
  return at > tx.now ? { at, local: wallTime(at, timeZone) } : undefined
}
