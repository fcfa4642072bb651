import { type Contact, FLAG_WORDS, findContactAmong, findContactByFax } from '../../contacts/index.ts'
import { fold } from '../../kit/fold.ts'
import { formatPhone } from '../../kit/phone.ts'
import type { Tx } from '../../tenancy/index.ts'
import { causeOf, isOfTheNumber } from '../causes.ts'
import { deliveredAmong, type Past, pastOf, type Sent, sameSent } from './past.ts'
import { getSendRules, type SendRules } from './rules.ts'
import { slipsOf } from './slips.ts'

export const CONCERNS = [
  'duplicate',
  'new_number',
  'look_alike',
  'named_otherwise',
  'restricted',
  'part2',
  'second_person',
  'not_working',
] as const
export type ConcernKind = (typeof CONCERNS)[number]

/** What a careful colleague would say before a fax goes to this number. */
export type Concern = {
  readonly kind: ConcernKind
  readonly to: string
  readonly message: string
  /** Whether a person has to say that they looked. */
  readonly asks: boolean
}
export type Addressed = { readonly to: string; readonly name: string }
export type Looked = Addressed & { readonly lastDelivered: Date | undefined; readonly concerns: readonly Concern[] }

/** Of the number alone: what is looked at in a list of many, where each of the others is a reason to leave somebody out. */
export const DOUBTS = {
  new_number: 'Nobody here has faxed this number before. Read it back from where you have it.',
  look_alike: 'New here, and one slip away from a number that is known here. Look which one is meant.',
  named_otherwise: 'In your contacts this number is somebody else’s.',
} as const satisfies Partial<Record<ConcernKind, string>>
export type Doubt = keyof typeof DOUBTS

/** What a person would be asked about this number. */
export function doubtOf(tx: Tx, recipient: Addressed): Doubt | undefined {
  const [looked] = lookAt(tx, [recipient])
  return looked?.concerns.flatMap(({ kind, asks }) => (asks && kind in DOUBTS ? [kind as Doubt] : [])).at(0)
}

const UNCOVERED = 'Records under 42 CFR Part 2 go with a notice, which is on the cover page: switch that on.'
const HOUR_MS = 3_600_000

/** As far as it is known while it is written: `content` names the files, `cover` says whether a cover page goes first. */
export type Letter = { readonly content?: string; readonly cover?: boolean }

/** Each recipient with what is known of its number. */
export function lookAt(tx: Tx, recipients: readonly Addressed[], { content, cover }: Letter = {}): Looked[] {
  const rules = getSendRules(tx)
  return recipients.map((recipient) => {
    const contact = findContactByFax(tx, recipient.to)
    const past = pastOf(tx, recipient.to)
    const concerns = [
      content === undefined ? undefined : duplicate(tx, recipient.to, content, rules),
      contact || past.delivered ? undefined : unknownNumber(tx, recipient, rules),
      ...(contact ? [namedOtherwise(recipient, contact), ...markedConcerns(recipient, contact, cover)] : []),
      notWorking(recipient, past),
    ]
    return { ...recipient, lastDelivered: past.delivered, concerns: concerns.filter((each) => each !== undefined) }
  })
}

function markedConcerns({ to }: Addressed, { restricted, part2, sensitive }: Contact, cover: boolean | undefined): Concern[] {
  return [
    ...(restricted ? [{ kind: 'restricted', to, message: FLAG_WORDS.restricted.meaning, asks: true } as const] : []),
    ...(part2 && cover === false ? [{ kind: 'part2', to, message: UNCOVERED, asks: true } as const] : []),
    ...(sensitive ? [{ kind: 'second_person', to, message: FLAG_WORDS.sensitive.meaning, asks: false } as const] : []),
  ]
}

/** The same files, to the same number, within the time the office set. */
export const maybeSent = (tx: Tx, to: string, content: string, { duplicateHours }: SendRules): Sent | undefined =>
  duplicateHours === 0 ? undefined : sameSent(tx, content, to, new Date(tx.now.getTime() - duplicateHours * HOUR_MS))

function duplicate(tx: Tx, to: string, content: string, rules: SendRules): Concern | undefined {
  const sent = maybeSent(tx, to, content, rules)
  if (!sent) return undefined
  const how = sent.status === 'delivered' ? 'arrived' : 'are not settled yet'
  const message = `The same files were sent to this number ${agoIn(tx.now.getTime() - sent.at.getTime())}, and ${how}.`
  return { kind: 'duplicate', to, message, asks: true }
}

function unknownNumber(tx: Tx, { to }: Addressed, { askNewNumbers }: SendRules): Concern {
  const slips = slipsOf(to)
  const contact = findContactAmong(tx, slips)
  const near = contact?.fax ?? deliveredAmong(tx, slips)
  if (near === undefined) {
    return { kind: 'new_number', to, message: DOUBTS.new_number, asks: askNewNumbers }
  }
  const whose = contact ? `${contact.name}, ${formatPhone(near)}` : formatPhone(near)
  const message = `New here, and one slip away from ${whose}. Which one is meant?`
  return { kind: 'look_alike', to, message, asks: askNewNumbers }
}

function namedOtherwise({ to, name }: Addressed, contact: Contact): Concern | undefined {
  const [typed, known] = [fold(name), fold(`${contact.name} ${contact.organization}`)]
  if (typed === '' || known.includes(typed) || typed.includes(fold(contact.name))) return undefined
  return { kind: 'named_otherwise', to, message: `In your contacts this number is ${contact.name}’s.`, asks: true }
}

/** Only when nothing has arrived there since. */
function notWorking({ to }: Addressed, { delivered, failed }: Past): Concern | undefined {
  if (!failed || !isOfTheNumber(failed.cause) || (delivered && delivered > failed.at)) return undefined
  return { kind: 'not_working', to, message: `The last fax to it failed: ${causeOf(failed.cause).words}`, asks: false }
}

function agoIn(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 2) return 'a moment ago'
  if (minutes < 90) return `${minutes} minutes ago`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`
}
