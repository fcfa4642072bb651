import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import { isTimeZone } from '../kit/dates.ts'
import { invalid } from '../kit/errors.ts'
import { parsePhone } from '../kit/phone.ts'
import type { Tx } from '../tenancy/index.ts'
import { beginCovers, MOST_NOTICE } from './covers/covers.ts'
import { office } from './schema.tenant.ts'

export type Office = typeof office.$inferSelect
export type OfficeChange = Readonly<Pick<Office, 'name' | 'phone' | 'address' | 'timeZone' | 'coverNotice' | 'headerLine'>>

/** The id of the one row. */
export const ONLY = 1
/** What has its place in the head of a cover page. */
const [ADDRESS_LINES, MOST_ADDRESS] = [4, 120]
export const STANDARD_NOTICE =
  'CONFIDENTIAL: This fax may contain protected health information that is privileged and confidential under federal law (45 CFR Parts 160 and 164). ' +
  'It is meant only for the recipient named above. If you received it in error, do not read, copy or pass it on: call the sender at once and destroy it.'

/** With the first owner, when the office is provisioned. */
export function openOffice(tx: Tx, name: string): void {
  tx.db.insert(office).values({ id: ONLY, name, coverNotice: STANDARD_NOTICE, updatedAt: tx.now }).run()
  beginCovers(tx)
  record(tx, 'office.opened', tx.tenantId)
}

const theOffice = (db: Db) => db.select().from(office).where(eq(office.id, ONLY)).prepare()

export function getOffice(tx: Tx): Office {
  const row = prepared(tx.db, 'office', theOffice).get()
  if (!row) throw new Error('This tenant was never furnished.')
  return row
}

/** Throws AppError invalid by field. The trail names what changed, not what it says. */
export function updateOffice(tx: Tx, input: OfficeChange): Office {
  const before = getOffice(tx)
  const change = {
    name: input.name.trim(),
    phone: input.phone.trim(),
    address: linesOf(input.address),
    timeZone: input.timeZone,
    coverNotice: input.coverNotice.trim(),
    headerLine: input.headerLine,
  }
  const wrong: Record<string, string> = {}
  const phone = change.phone === '' ? '' : parsePhone(change.phone)
  if (change.name.length < 1 || change.name.length > 120) wrong['name'] = 'Enter the office’s name, at most 120 characters.'
  if (phone === undefined) wrong['phone'] = 'Enter a phone number such as (555) 201-0100, or leave it empty.'
  if (change.address.length > MOST_ADDRESS || change.address.split('\n').length > ADDRESS_LINES)
    wrong['address'] = `Keep the address within ${ADDRESS_LINES} lines and ${MOST_ADDRESS} characters.`
  if (!isTimeZone(change.timeZone)) wrong['timeZone'] = 'Choose a time zone from the list.'
  if (change.coverNotice.length < 1 || change.coverNotice.length > MOST_NOTICE)
    wrong['coverNotice'] = 'Enter a notice of at most 1,000 characters.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const next = { ...change, phone: phone ?? '' }
  const fields = (Object.keys(next) as (keyof typeof next)[]).filter((field) => next[field] !== before[field])
  if (fields.length === 0) return before
  record(tx, 'office.changed', tx.tenantId, { fields: fields.join(' ') })
  return tx.db
    .update(office)
    .set({ ...next, updatedAt: tx.now })
    .where(eq(office.id, ONLY))
    .returning()
    .get()
}

const linesOf = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter(Boolean)
    .join('\n')

/** What a page needs to show a moment as the office reads it. */
export const officeClock = (tx: Tx): { readonly now: Date; readonly zone: string } => ({ now: tx.now, zone: getOffice(tx).timeZone })
