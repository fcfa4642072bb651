import { invalid } from '../kit/errors.ts'
import { parsePhone } from '../kit/phone.ts'
import type { ContactInput, ContactNumber } from './contact.ts'
import { FLAGS, type Flag } from './flags.ts'
import { fieldOf, MOST_NUMBERS } from './numbers.ts'
import { checkTags } from './tags.ts'

export type CheckedContact = {
  readonly name: string
  readonly organization: string
  readonly note: string
  readonly favourite: boolean | undefined
  readonly numbers: readonly [ContactNumber, ...ContactNumber[]]
  /** Undefined leaves them as they are. */
  readonly tags: readonly string[] | undefined
} & { readonly [flag in Flag]: boolean | undefined }

const LONGEST_LABEL = 40

/** Throws AppError invalid, by field. */
export function checkContact(input: ContactInput): CheckedContact {
  const values = { name: input.name.trim(), organization: input.organization.trim(), note: input.note.trim() }
  const wrong: Record<string, string> = {}
  if (values.name.length < 1 || values.name.length > 120) wrong['name'] = 'Enter a name of at most 120 characters.'
  if (values.organization.length > 120) wrong['organization'] = 'Keep it within 120 characters.'
  if (values.note.length > 500) wrong['note'] = 'Keep the note within 500 characters.'
  const tags = input.tags && checkTags(input.tags, wrong)
  const numbers = checkNumbers([{ fax: input.fax, label: input.faxLabel ?? '' }, ...(input.otherNumbers ?? [])], wrong)
  const [main, ...others] = numbers
  if (Object.keys(wrong).length > 0 || !main) throw invalid(wrong)
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, input[flag]])) as Record<Flag, boolean | undefined>
  return { ...values, ...flags, favourite: input.favourite, tags, numbers: [main, ...others] }
}

function checkNumbers(typed: readonly ContactNumber[], wrong: Record<string, string>): ContactNumber[] {
  if (typed.length > MOST_NUMBERS) wrong['fax'] = `A contact has at most ${MOST_NUMBERS} numbers.`
  const numbers: ContactNumber[] = []
  typed.slice(0, MOST_NUMBERS).forEach(({ fax, label }, position) => {
    const number = parsePhone(fax)
    if (!number) wrong[fieldOf(position)] = 'Enter a fax number such as (555) 201-0100.'
    else if (numbers.some((each) => each.fax === number)) wrong[fieldOf(position)] = 'This number is here already.'
    else if (label.trim().length > LONGEST_LABEL) wrong[fieldOf(position)] = `Keep what it is called within ${LONGEST_LABEL} characters.`
    else numbers.push({ fax: number, label: label.trim() })
  })
  return numbers
}
