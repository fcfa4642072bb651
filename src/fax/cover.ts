import { findContactByFax } from '../contacts/index.ts'
import type { Cover } from '../documents/index.ts'
import { formatPhone } from '../kit/phone.ts'
import { getOffice } from '../office/index.ts'
import type { Tx } from '../tenancy/index.ts'

/** 42 CFR 2.32(a)(2): the short form that goes with records of substance use treatment. */
const PART_2 = '42 CFR part 2 prohibits unauthorized use or disclosure of these records.'

export type CoverFacts = {
  readonly fromNumber: string
  readonly recipients: readonly { readonly to: string; readonly name: string }[]
  readonly subject: string
  readonly note: string
  /** The cover included. */
  readonly pages: number
  readonly at: Date
}

/** What the cover says of a fax; a fax to several names none of them. */
export function coverFor(tx: Tx, { fromNumber, recipients, subject, note, pages, at }: CoverFacts): Cover {
  const office = getOffice(tx)
  const [first, ...others] = recipients
  const only = others.length === 0 ? first : undefined
  return {
    officeName: office.name,
    ...(office.phone && { officePhone: formatPhone(office.phone) }),
    officeFax: formatPhone(fromNumber),
    to: only ? only.name || formatPhone(only.to) : recipients.length > 0 ? `${recipients.length} recipients` : '',
    toNumber: only ? formatPhone(only.to) : '',
    from: office.name,
    date: new Intl.DateTimeFormat('en-US', { timeZone: office.timeZone, dateStyle: 'long', timeStyle: 'short' }).format(at),
    pages,
    ...(subject && { subject }),
    ...(note && { note }),
    notice: recipients.some(({ to }) => findContactByFax(tx, to)?.part2) ? `${office.coverNotice}\n${PART_2}` : office.coverNotice,
  }
}
