import { type Static, t } from 'elysia'
import type { ContactInput, ContactNumber } from './contact.ts'
import { FLAGS } from './flags.ts'

const Line = t.String({ maxLength: 1_000 })
/** A field that stands several times in a form is a list, and one value when it stands there once. */
const Lines = t.Optional(t.Union([Line, t.Array(Line, { maxItems: 250 })]))
const Tick = t.Optional(t.String({ maxLength: 10 }))

export const Form = t.Object({
  name: Line,
  organization: t.String({ maxLength: 1_000, default: '' }),
  note: t.String({ maxLength: 10_000, default: '' }),
  fax: Lines,
  label: Lines,
  /** Which of the numbers is the main one. */
  main: t.String({ maxLength: 2, default: '0' }),
  tags: Lines,
  newTags: t.String({ maxLength: 1_000, default: '' }),
  favourite: Tick,
  sensitive: Tick,
  part2: Tick,
  restricted: Tick,
})
type Posted = Static<typeof Form>

const listOf = (value: string | readonly string[] | undefined): readonly string[] => (typeof value === 'string' ? [value] : (value ?? []))

/** The main number first; a line that was left empty is none. */
function numbersIn({ fax, label, main }: Posted): readonly ContactNumber[] {
  const labels = listOf(label)
  const lines = listOf(fax).map((each, index) => ({
    fax: each.trim(),
    label: (labels[index] ?? '').trim(),
    isMain: String(index) === main,
  }))
  const filled = lines.filter((line, index) => index === 0 || line.fax !== '' || line.label !== '')
  return [...filled.filter(({ isMain }) => isMain), ...filled.filter(({ isMain }) => !isMain)].map(({ isMain: _, ...number }) => number)
}

const flagsIn = (posted: Posted) => FLAGS.filter((flag) => posted[flag] !== undefined)

export function inputFrom(posted: Posted): ContactInput {
  const [{ fax, label } = { fax: '', label: '' }, ...otherNumbers] = numbersIn(posted)
  return {
    name: posted.name,
    organization: posted.organization,
    note: posted.note,
    fax,
    faxLabel: label,
    otherNumbers,
    tags: [...listOf(posted.tags), ...posted.newTags.split(',')],
    favourite: posted.favourite !== undefined,
    ...Object.fromEntries(FLAGS.map((flag) => [flag, flagsIn(posted).includes(flag)])),
  }
}

/** As it was typed, for the form that comes back. */
export const typedIn = (posted: Posted) => ({
  name: posted.name,
  organization: posted.organization,
  note: posted.note,
  numbers: numbersIn(posted),
  tags: listOf(posted.tags),
  newTags: posted.newTags,
  favourite: posted.favourite !== undefined,
  flags: flagsIn(posted),
})
