import { findContactByFax, tagNamesOf } from '../../contacts/index.ts'
import { fold } from '../../kit/fold.ts'
import { getOffice } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { ReceivedFax } from './received.ts'

/** All that are said must be so. */
export type Conditions = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly fewestPages?: number | undefined
  readonly mostPages?: number | undefined
  /** Of the day, on the office's clock: 17:30. From later to earlier is over midnight. */
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly contactTag?: string | undefined
}

export type Facts = {
  readonly from: string
  readonly to: string
  readonly pages: number
  readonly time: string
  readonly contactTags: readonly string[]
}

export function matches(conditions: Conditions, facts: Facts): boolean {
  const { from, to, fewestPages = 0, mostPages = Number.POSITIVE_INFINITY, contactTag } = conditions
  return (
    (from === undefined || from === facts.from) &&
    (to === undefined || to === facts.to) &&
    facts.pages >= fewestPages &&
    facts.pages <= mostPages &&
    isInTime(conditions, facts.time) &&
    (contactTag === undefined || facts.contactTags.includes(fold(contactTag)))
  )
}

function isInTime({ after = '00:00', before = '24:00' }: Conditions, time: string): boolean {
  return after <= before ? time >= after && time < before : time >= after || time < before
}

/** What rules can know of a fax. */
export function factsOf(tx: Tx): (fax: Pick<ReceivedFax, 'from' | 'to' | 'pages' | 'receivedAt'>) => Facts {
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: getOffice(tx).timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return ({ from, to, pages, receivedAt }) => {
    const contact = findContactByFax(tx, from)
    return { from, to, pages: pages ?? 0, time: clock.format(receivedAt), contactTags: contact ? tagNamesOf(tx, contact.id) : [] }
  }
}
