import { invalid } from '../../kit/errors.ts'
import { fold } from '../../kit/fold.ts'

/** What every recipient has, whatever the list; the columns of a file come on top of these. */
export const COMMON_FIELDS = ['name', 'organization', 'number'] as const

/** Field by field, each under its name as `fold` writes it. */
export type Values = Readonly<Record<string, string>>
export type Words = { readonly subject: string; readonly note: string }

const FIELD = /\{\{([^{}]*)\}\}/g

/** The fields that these words use, each once. */
export const fieldsIn = ({ subject, note }: Words): string[] => [
  ...new Set([...`${subject}\n${note}`.matchAll(FIELD)].map(([, name = '']) => fold(name))),
]

/** The words as this recipient reads them. */
export function merged({ subject, note }: Words, values: Values): Words {
  const fill = (text: string) => text.replace(FIELD, (_, name: string) => values[fold(name)] ?? '')
  return { subject: fill(subject), note: fill(note) }
}

/** Throws AppError invalid, naming the line, for a field that the list does not have and for braces that are not closed. */
export function checkFields(words: Words, columns: readonly string[]): void {
  const known = new Set([...COMMON_FIELDS, ...columns].map(fold))
  const wrong: Record<string, string> = {}
  for (const place of ['subject', 'note'] as const) {
    const lines = words[place].split('\n')
    lines.forEach((line, index) => {
      const trouble = troubleIn(line, known)
      if (trouble) wrong[place] ??= `${lines.length > 1 ? `Line ${index + 1}: ` : ''}${trouble}`
    })
  }
  if (Object.keys(wrong).length === 0) return
  const names = [...COMMON_FIELDS, ...columns.filter((each) => each.trim() !== '')].map((each) => `{{${each.trim()}}}`)
  throw invalid(Object.fromEntries(Object.entries(wrong).map(([place, text]) => [place, `${text} There is ${names.join(', ')}.`])))
}

function troubleIn(line: string, known: ReadonlySet<string>): string | undefined {
  const strange = [...line.matchAll(FIELD)].map(([, name = '']) => name).find((name) => !known.has(fold(name)))
  if (strange !== undefined) return `the list has no “${strange.trim()}”.`
  return /\{\{|\}\}/.test(line.replace(FIELD, '')) ? 'write a field between two braces on each side, such as {{name}}.' : undefined
}
