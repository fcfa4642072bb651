import { getOffice, openingFrom } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { secondsPerPage } from '../guard/past.ts'
import type { Bulk } from './bulks.ts'
import { LINES } from './pace.ts'

export type Foreseen = {
  /** To everybody who is still to get it, covers included. */
  readonly pages: number
  /** On the line, and no second more: without what has to be tried again. */
  readonly seconds: number
  readonly endsAt: Date
}

/** What so many recipients come to, by the office's last calls, the pace and the hours of the bulk. */
export function foresee(tx: Tx, { bulk, letter }: Bulk, recipients: number): Foreseen {
  const pages = recipients * letter.pages
  const onTheLine = Math.ceil((pages * secondsPerPage(tx)) / LINES)
  const paced = bulk.perMinute === null ? 0 : Math.ceil((recipients / bulk.perMinute) * 60)
  const seconds = Math.max(onTheLine, paced)
  return { pages, seconds, endsAt: bulk.officeHours ? withinHours(tx, seconds * 1_000) : new Date(tx.now.getTime() + seconds * 1_000) }
}

/** When so much time has gone by of that in which the office is open. */
function withinHours(tx: Tx, ms: number): Date {
  const { hours, timeZone } = getOffice(tx)
  let [at, left] = [tx.now, ms]
  for (;;) {
    const opening = hours ? openingFrom(hours, timeZone, at) : undefined
    if (!opening) return new Date(at.getTime() + left)
    const from = Math.max(at.getTime(), opening.opens.getTime())
    const span = opening.closes.getTime() - from
    if (left <= span) return new Date(from + left)
    left -= span
    at = opening.closes
  }
}
