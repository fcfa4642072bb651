import { findContactByFax } from '../contacts/index.ts'
import type { Cover, HeaderLine } from '../documents/index.ts'
import type { FileId, Files } from '../files/index.ts'
import { formatPhone } from '../kit/phone.ts'
import { type CoverId, type CoverLook, getOffice, lookOf } from '../office/index.ts'
import type { Tx } from '../tenancy/index.ts'

/** 42 CFR 2.32(a)(2): the short form that goes with records of substance use treatment. */
const PART_2 = '42 CFR part 2 prohibits unauthorized use or disclosure of these records.'

type Recipients = readonly { readonly to: string; readonly name: string }[]
export type CoverFacts = {
  readonly look: CoverLook
  readonly fromNumber: string
  readonly recipients: Recipients
  readonly subject: string
  readonly note: string
  /** The cover included. */
  readonly pages: number
  readonly at: Date
}

/** A cover but for its logo, which is read where a document is. */
export type PlannedCover = { readonly words: Cover; readonly logoId: FileId | null }

/** What the cover says of a fax; a fax to several names none of them. */
export function coverFor(tx: Tx, { look, fromNumber, recipients, subject, note, pages, at }: CoverFacts): PlannedCover {
  const office = getOffice(tx)
  const [first, ...others] = recipients
  const only = others.length === 0 ? first : undefined
  const words = {
    officeName: office.name,
    ...(office.phone && { officePhone: formatPhone(office.phone) }),
    ...(look.showsAddress && office.address && { officeAddress: office.address }),
    officeFax: formatPhone(fromNumber),
    to: only ? only.name || formatPhone(only.to) : recipients.length > 0 ? `${recipients.length} recipients` : '',
    toNumber: only ? formatPhone(only.to) : '',
    from: office.name,
    date: new Intl.DateTimeFormat('en-US', { timeZone: office.timeZone, dateStyle: 'long', timeStyle: 'short' }).format(at),
    pages,
    ...(subject && { subject }),
    ...(note && { note }),
    notice: noticeOn(look, office.coverNotice, hasPart2(tx, recipients)),
  }
  return { words, logoId: look.logoId }
}

/** The office's own line at the top of its pages, where it wants one: the carrier's does not name it unless the carrier was told to. */
export function headerFor(
  tx: Tx,
  fax: { readonly cover: boolean; readonly fromNumber: string; readonly at: Date },
): HeaderLine | undefined {
  const { headerLine, name, timeZone } = getOffice(tx)
  if (headerLine === 'never' || (headerLine === 'uncovered' && fax.cover)) return undefined
  return { at: new Intl.DateTimeFormat('en-US', { timeZone, ...MOMENT }).format(fax.at), sender: name, number: formatPhone(fax.fromNumber) }
}

const MOMENT = { year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const

/** Complete, to be drawn. */
export async function withLogo(files: Pick<Files, 'read'>, tenantId: Tx['tenantId'], { words, logoId }: PlannedCover): Promise<Cover> {
  return logoId ? { ...words, logo: await files.read(tenantId, logoId) } : words
}

const noticeOn = (look: CoverLook, officeNotice: string, part2: boolean): string =>
  [look.notice || officeNotice, ...(part2 ? [PART_2] : [])].join('\n')

export const hasPart2 = (tx: Tx, recipients: readonly { readonly to: string }[]): boolean =>
  recipients.some(({ to }) => findContactByFax(tx, to)?.part2)

/** What fits on a cover at the size a fax needs: characters a line, and lines when it says no more than it must. */
export const COVER_LINE = 84
const COVER_LINES = 26
const LINES_OF_NOTICE = 4

/** Lines that a note may have on this cover; what the head and the notice take beyond the least is not the note’s. Measured on drawn pages. */
export function linesFor(tx: Tx, coverId: CoverId | null, part2: boolean): number {
  const office = getOffice(tx)
  const look = lookOf(tx, coverId)
  const name = office.name.length > (look.logoId ? 15 : 28) ? 2 : 0
  const head = name + (look.logoId ? 4 : 0) + Number(look.showsAddress && office.address !== '')
  const notice = noticeOn(look, office.coverNotice, part2)
  return COVER_LINES - head - Math.max(0, linesIn(notice, 88) - LINES_OF_NOTICE)
}

export const linesIn = (text: string, line: number): number =>
  text.split('\n').reduce((sum, each) => sum + Math.max(1, Math.ceil(each.length / line)), 0)
