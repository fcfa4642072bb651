import { AppError } from '../../kit/errors.ts'
import { parsePhone } from '../../kit/phone.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type CheckedContact, checkContact } from '../checking.ts'
import type { Contact, ContactInput, ContactNumber } from '../contact.ts'
import { findContactByFax, numbersOf } from '../numbers.ts'
import { tagsOf } from '../tags.ts'
import type { Mapping } from './columns.ts'
import { inputOf } from './rows.ts'

export type Verdict =
  | { readonly outcome: 'added'; readonly contact: CheckedContact }
  | { readonly outcome: 'changed'; readonly contact: CheckedContact; readonly known: Contact }
  | { readonly outcome: 'skipped' | 'refused'; readonly problem: string }

export type Rules = { readonly mapping: Mapping; readonly updates: boolean }

const refused = (problem: string): Verdict => ({ outcome: 'refused', problem })

/** What would become of one row, with nothing changed by asking. */
export function judge(tx: Tx, cells: readonly string[], { mapping, updates }: Rules): Verdict {
  const typed = inputOf(cells, mapping)
  const known = [
    ...new Map(
      faxesOf(typed)
        .flatMap((fax) => findContactByFax(tx, fax) ?? [])
        .map((each) => [each.id, each]),
    ).values(),
  ]
  const [one, ...more] = known
  if (more.length > 0) return refused('Its numbers are of different contacts. Merge those first.')
  if (one && !updates) return { outcome: 'skipped', problem: 'A contact with this number is there already.' }
  try {
    const contact = checkContact(one ? joined(tx, one, typed) : typed)
    return one ? { outcome: 'changed', contact, known: one } : { outcome: 'added', contact }
  } catch (error) {
    if (error instanceof AppError) return refused(Object.values(error.fields)[0] ?? error.message)
    throw error
  }
}

export const faxesOf = ({ fax, otherNumbers = [] }: ContactInput): string[] =>
  [fax, ...otherNumbers.map((other) => other.fax)].flatMap((each) => parsePhone(each) ?? [])

/** What the file says goes over what was there; numbers and tags are added, and nothing is emptied. */
function joined(tx: Tx, known: Contact, typed: ContactInput): ContactInput {
  const [main, ...others] = numbersOf(tx, [known.id]).get(known.id) ?? []
  const tags = (tagsOf(tx, [known.id]).get(known.id) ?? []).map(({ name }) => name)
  const kept = new Set([main, ...others].map((each) => each?.fax))
  const written: ContactNumber[] = [{ fax: typed.fax, label: typed.faxLabel ?? '' }, ...(typed.otherNumbers ?? [])]
  const fresh = written.filter(({ fax }) => fax !== '' && !kept.has(parsePhone(fax)))
  return {
    ...typed,
    name: typed.name || known.name,
    organization: typed.organization || known.organization,
    note: typed.note || known.note,
    fax: known.fax,
    faxLabel: main?.label ?? '',
    otherNumbers: [...others, ...fresh],
    tags: [...tags, ...(typed.tags ?? [])],
  }
}
