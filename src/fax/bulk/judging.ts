import { type Contact, findContactByFax } from '../../contacts/index.ts'
import { formatPhone, parsePhone } from '../../kit/phone.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Doubt, doubtOf, maybeSent } from '../guard/concerns.ts'
import { getSendRules } from '../guard/rules.ts'
import { isBlocked } from '../received/senders.ts'
import { checkCover } from '../submitting.ts'
import { merged, type Values, type Words } from './fields.ts'
import type { Listed } from './reading-list.ts'

/** Why somebody in the list does not get it. */
export const REASONS = {
  invalid_number: 'This is not a fax number.',
  repeated: 'The number stands earlier in the list.',
  empty_field: 'The list has nothing here for a field of the cover page.',
  unprintable: 'The cover page would be too long here, or has letters that it cannot print.',
  restricted: 'A patient restriction: check, and send it by itself.',
  part2: 'Records under 42 CFR Part 2 go with the notice on the cover page, and there is none.',
  second_person: 'Marked “Second person” after the bulk had started: send it by itself.',
  blocked: 'Faxes from this number are blocked.',
  duplicate: 'The same files went to this number a short time ago.',
} as const
export type Reason = keyof typeof REASONS
const isReason = (text: string): text is Reason => Object.hasOwn(REASONS, text)
export const reasonWords = (reason: string | null): string => (reason !== null && isReason(reason) ? REASONS[reason] : '')

export type Conditions = {
  readonly cover: boolean
  readonly content: string
  readonly repeats: boolean
  /** Whether a second person has let it go, or is still to be asked. */
  readonly seconded: boolean
}

export type Letter = Conditions & {
  readonly words: Words
  /** What the note may have, and what it may have beside the notice of 42 CFR Part 2. */
  readonly lines: { readonly most: number; readonly withPart2: number }
}

/** What speaks against this number now: asked when the list is looked at, and again when its turn comes. */
export function objection(tx: Tx, to: string, letter: Conditions, contact = findContactByFax(tx, to)): Reason | undefined {
  if (contact?.restricted) return 'restricted'
  if (contact?.part2 && !letter.cover) return 'part2'
  if (contact?.sensitive && !letter.seconded) return 'second_person'
  if (isBlocked(tx, to)) return 'blocked'
  return !letter.repeats && maybeSent(tx, to, letter.content, getSendRules(tx)) ? 'duplicate' : undefined
}

export type Judged = {
  readonly row: number
  /** As it was typed where that is no number. */
  readonly to: string
  readonly name: string
  /** Those that the words use, and no more of the list. */
  readonly fields: Values
  readonly reason: Reason | undefined
  readonly sensitive: boolean
  readonly doubt: Doubt | undefined
}

/** One of the list under this letter. `seen` has the numbers before it, `used` the fields of its words. */
export function judge(tx: Tx, listed: Listed, letter: Letter, used: readonly string[], seen: Set<string>): Judged {
  const number = parsePhone(listed.typed)
  const contact = number ? findContactByFax(tx, number) : undefined
  const values = valuesOf(listed, number, contact)
  const fields = Object.fromEntries(used.map((field) => [field, values[field] ?? '']))
  const judged = {
    row: listed.row,
    to: number ?? listed.typed.slice(0, 60),
    name: values['name'] ?? '',
    fields,
    sensitive: false,
    doubt: undefined,
  }
  if (!number) return { ...judged, reason: 'invalid_number' }
  if (seen.has(number)) return { ...judged, reason: 'repeated' }
  seen.add(number)
  const reason = misprint(letter, fields, contact?.part2 === true) ?? objection(tx, number, letter, contact)
  if (reason) return { ...judged, reason }
  return { ...judged, reason, sensitive: contact?.sensitive === true, doubt: doubtOf(tx, { to: number, name: judged.name }) }
}

/** What the list leaves out, the address book may know. */
function valuesOf({ name, values }: Listed, number: string | undefined, contact: Contact | undefined): Values {
  return {
    ...values,
    name: (name || (contact?.name ?? '')).slice(0, 120),
    organization: values['organization'] || (contact?.organization ?? ''),
    number: number ? formatPhone(number) : '',
  }
}

function misprint({ words, cover, lines }: Letter, fields: Values, part2: boolean): Reason | undefined {
  if (!cover) return undefined
  if (Object.values(fields).includes('')) return 'empty_field'
  const wrong: Record<string, string> = {}
  checkCover(merged(words, fields), part2 ? lines.withPart2 : lines.most, wrong)
  return Object.keys(wrong).length > 0 ? 'unprintable' : undefined
}
