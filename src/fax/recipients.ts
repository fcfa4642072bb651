import { findContactByFax } from '../contacts/index.ts'
import { parsePhone } from '../kit/phone.ts'
import type { Tx } from '../tenancy/index.ts'

export const MOST_RECIPIENTS = 50
/** Beyond these nothing is read: a number takes a moment to understand, and everybody else waits for that moment. */
const MOST_LINES = 200
const LONGEST_LINE = 200
const TOO_MANY = `Send to at most ${MOST_RECIPIENTS} recipients at once.`
const TYPE_IT = 'Type it as (555) 201-0100 or +15552010100.'

export type Entry = { readonly name: string; readonly number: string }

/** Each number once, with the name it was given or has in contacts. What is wrong is said under `to`. */
export function recipientsFrom(tx: Tx, typed: readonly string[], wrong: Record<string, string>): { to: string; name: string }[] {
  const length = typed.reduce((sum, each) => sum + each.length, 0)
  const entries = length > MOST_LINES * LONGEST_LINE ? [] : typed.flatMap(entriesIn)
  if (length > MOST_LINES * LONGEST_LINE || entries.length > MOST_LINES) {
    wrong['to'] = TOO_MANY
    return []
  }
  const seen = new Map<string, { to: string; name: string }>()
  const bad: number[] = []
  entries.forEach(({ name, number }, index) => {
    const to = name.length + number.length > LONGEST_LINE ? undefined : parsePhone(number)
    if (!to) bad.push(index + 1)
    else if (!seen.has(to)) seen.set(to, { to, name: name.slice(0, 120) || (findContactByFax(tx, to)?.name ?? '') })
  })
  if (bad.length > 0)
    wrong['to'] = `${entries.length === 1 ? 'This' : `Recipient ${bad.slice(0, 5).join(', ')}`} is not a fax number. ${TYPE_IT}`
  else if (seen.size === 0) wrong['to'] = 'Add at least one recipient.'
  else if (seen.size > MOST_RECIPIENTS) wrong['to'] = TOO_MANY
  return [...seen.values()]
}

/**
 * How people write and paste recipients: "Oak <number>", "Oak, number", bare numbers, rows of a spreadsheet with or without a first row
 * that names the columns. app.js reads the same way for the chips. What has no number stays an entry, so that it is refused, not lost.
 */
export function entriesIn(text: string): Entry[] {
  const [head = '', ...rows] = withCellsClosed(text).split('\n')
  const columns = cellsIn(head)
  const fax = /\d/.test(head) || columns.length < 2 ? -1 : columns.findIndex((each) => /fax/i.test(each))
  if (fax < 0) return [head, ...rows].flatMap(entriesOfLine)
  const named = columns.findIndex((each) => /name/i.test(each))
  // Without a column of names, the first that is not the number's.
  const name = named >= 0 ? named : fax === 0 ? 1 : 0
  return rows
    .filter((row) => row.trim() !== '')
    .map(cellsIn)
    .map((cells) => ({ name: cells[name] ?? '', number: cells[fax] ?? '' }))
}

/** Stands, within a quoted cell, for what would end it. */
const HELD = '\0'
const withCellsClosed = (text: string) =>
  text.replace(/(^|[\n,;\t])"((?:[^"]|"")*)"/g, (_, before: string, cell: string) => before + cell.replace(/[\n,;\t]/g, HELD))

/** A spreadsheet leads what is not to be a formula with an apostrophe: every +1… number of our own exports has one. */
const cellsIn = (line: string): string[] => line.split(/[,;\t]/).map((cell) => cell.replaceAll(HELD, ',').trim().replace(/^'|"/g, ''))

function entriesOfLine(line: string): Entry[] {
  if (line.includes('<')) return line.split(';').flatMap(entryInBrackets)
  const entries: Entry[] = []
  let name: string[] = []
  for (const cell of cellsIn(line).filter((each) => each !== '')) {
    if (isDialable(cell)) entries.push({ name: name.join(', '), number: cell })
    name = isDialable(cell) ? [] : [...name, cell]
  }
  return name.length > 0 ? [...entries, { name: '', number: name.join(', ') }] : entries
}

function entryInBrackets(piece: string): Entry[] {
  const text = piece.replaceAll(HELD, ',').trim()
  const bracket = text.endsWith('>') ? text.lastIndexOf('<') : -1
  if (bracket < 0) return text === '' ? [] : [{ name: '', number: text }]
  return [{ name: text.slice(0, bracket).trim().replace(/^"|"$/g, ''), number: text.slice(bracket + 1, -1) }]
}

/** Enough like a number to end an entry; whether it is one is for `parsePhone` to say. */
function isDialable(cell: string): boolean {
  const digits = cell.replace(/\D/g, '').length
  return !/\p{L}/u.test(cell) && digits >= (cell.startsWith('+') ? 8 : 10) && digits <= 15
}
