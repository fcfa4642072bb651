import { csvRows, getTag, guessMapping, hasHeads, type Mapping, membersOf, type TagId } from '../../contacts/index.ts'
import { invalid } from '../../kit/errors.ts'
import { fold } from '../../kit/fold.ts'
import type { Tx } from '../../tenancy/index.ts'
import { entriesIn } from '../recipients.ts'
import type { Values } from './fields.ts'

/** One of the list, as it was given; whether that is a number is looked at later, because it takes a moment. */
export type Listed = { readonly row: number; readonly typed: string; readonly name: string; readonly values: Values }
export type List = { readonly columns: readonly string[]; readonly rows: readonly Listed[] }
/** A tag of the address book, or text: pasted lines, or a table whose first row names its columns. */
export type Source = { readonly tag: TagId } | { readonly text: string; readonly faxColumn?: string | undefined }

/** How many one bulk holds. Every plan has the same today; a plan with more is read here and nowhere else. */
export const mostRecipients = (_tx: Tx): number => 3_000
const MOST_LETTERS = 5 * 1024 * 1024
const LONGEST_CELL = 200

/** Everybody in the list, in its order. Throws AppError invalid under `list`, `tag` or `faxColumn`. */
export function readList(tx: Tx, source: Source): List {
  const list = 'tag' in source ? membersList(tx, source.tag) : textList(tx, source)
  if (list.rows.length === 0) throw invalid({ ['tag' in source ? 'tag' : 'list']: 'There is nobody in this list.' })
  return list
}

const tooMany = (tx: Tx, field: 'list' | 'tag') =>
  invalid({ [field]: `A bulk goes to at most ${mostRecipients(tx).toLocaleString('en-US')} recipients. Split the list.` })

function membersList(tx: Tx, tag: TagId): List {
  const most = mostRecipients(tx)
  const members = membersOf(tx, getTag(tx, tag).id, most + 1)
  if (members.length > most) throw tooMany(tx, 'tag')
  return { columns: [], rows: members.map(({ name, fax }, index) => ({ row: index + 1, typed: fax, name, values: {} })) }
}

function textList(tx: Tx, { text, faxColumn }: Extract<Source, { text: string }>): List {
  if (text.length > MOST_LETTERS) throw invalid({ list: 'A list has at most 5 MB. Split it.' })
  if (text.includes('\0')) throw invalid({ list: 'This is no CSV file. Save the list as CSV.' })
  const reader = csvRows(text)
  const first = reader.next()
  const heads = first.done ? [] : first.value.map((each) => each.trim().slice(0, LONGEST_CELL))
  const mapping = mappingOf(heads, faxColumn)
  if (!mapping) return linesList(tx, text)
  const rows: Listed[] = []
  for (const cells of reader) {
    if (rows.length === mostRecipients(tx)) throw tooMany(tx, 'list')
    rows.push(tableRow(rows.length + 1, cells, heads, mapping))
  }
  return { columns: heads, rows }
}

/** Undefined when the first row names no columns, so that each line is a recipient. */
function mappingOf(heads: readonly string[], faxColumn: string | undefined): Mapping | undefined {
  const named = hasHeads(heads)
  if (faxColumn) {
    const fax = named ? heads.findIndex((each) => fold(each) === fold(faxColumn)) : -1
    if (fax < 0) throw invalid({ faxColumn: 'The first row of the list has no column of this name.' })
    return { ...guessMapping(heads), fax }
  }
  const mapping = named ? guessMapping(heads) : {}
  if (mapping.fax !== undefined) return mapping
  if (named && heads.length > 1) throw invalid({ faxColumn: 'Say which column of the list has the fax numbers.' })
  return undefined
}

function linesList(tx: Tx, text: string): List {
  const entries = entriesIn(text)
  if (entries.length > mostRecipients(tx)) throw tooMany(tx, 'list')
  return { columns: [], rows: entries.map(({ name, number }, index) => ({ row: index + 1, typed: number, name, values: {} })) }
}

function tableRow(row: number, cells: readonly string[], heads: readonly string[], mapping: Mapping): Listed {
  const cell = (column: number | undefined) => (column === undefined ? '' : (cells[column] ?? '').trim().slice(0, LONGEST_CELL))
  const name = cell(mapping.name) || [cell(mapping.firstName), cell(mapping.lastName)].filter(Boolean).join(' ')
  const columns = Object.fromEntries(heads.map((head, index) => [fold(head), cell(index)]))
  return { row, typed: cell(mapping.fax), name, values: { ...columns, organization: cell(mapping.organization) } }
}
