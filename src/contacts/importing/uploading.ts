import { eq } from 'drizzle-orm'
import { invalid } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { contactImportRows, contactImports } from '../schema.tenant.ts'
import { guessMapping, hasHeads } from './columns.ts'
import type { ImportId } from './imports.ts'
import { csvRows, decodeText } from './reading-csv.ts'
import { vcardRows } from './reading-vcard.ts'

export const MOST_BYTES = 5 * 1024 * 1024
export const MOST_ROWS = 10_000
const MOST_COLUMNS = 100
const LONGEST_CELL = 4_000
/** So many rows are written in one go, in some milliseconds; between two everybody else has their turn. */
const AT_ONCE = 250

/** A file is read and kept row by row; nothing is imported yet. Throws AppError invalid, and then nothing is kept. */
export async function uploadContacts(tenant: Tenant, name: string, bytes: Uint8Array): Promise<ImportId> {
  if (bytes.length > MOST_BYTES) throw invalid({ file: 'A file has at most 5 MB. Split it.' })
  const text = decodeText(bytes)
  if (text.includes('\0')) throw invalid({ file: 'This is no CSV and no vCard file. Export contacts as one of them.' })
  const isCards = /^\s*BEGIN:VCARD/i.test(text)
  const reader = isCards ? vcardRows(text) : csvRows(text)
  const first = reader.next()
  if (first.done) throw invalid({ file: 'There is nothing in this file.' })
  const isNamed = hasHeads(first.value)
  const heads = (isNamed ? first.value : first.value.map((_, index) => `Column ${index + 1}`)).slice(0, MOST_COLUMNS).map(short)
  const mapping = isNamed ? guessMapping(heads) : {}
  const id = newId<'import'>()
  tenant.write((tx) => {
    const row = { id, name: name.slice(-120), state: 'reading' as const, rows: 0, at: tx.now, by: tx.actor.id }
    tx.db
      .insert(contactImports)
      .values({ ...row, heads: JSON.stringify(heads), mapping: JSON.stringify(mapping) })
      .run()
  })
  try {
    const rows = await keepRows(tenant, id, isNamed ? [] : [first.value], reader)
    if (rows === 0) throw invalid({ file: 'There is no contact in this file.' })
    tenant.write((tx) => void tx.db.update(contactImports).set({ state: 'mapping', rows }).where(eq(contactImports.id, id)).run())
    return id
  } catch (error) {
    tenant.write((tx) => void tx.db.delete(contactImports).where(eq(contactImports.id, id)).run())
    throw error
  }
}

const short = (cell: string): string => cell.slice(0, LONGEST_CELL)

async function keepRows(tenant: Tenant, importId: ImportId, first: readonly string[][], reader: Generator<string[]>): Promise<number> {
  let kept = 0
  let waiting = [...first]
  const keep = () =>
    tenant.write((tx) => {
      for (const cells of waiting) {
        const values = { importId, row: ++kept, cells: JSON.stringify(cells.slice(0, MOST_COLUMNS).map(short)) }
        tx.db.insert(contactImportRows).values(values).run()
      }
      waiting = []
    })
  for (const cells of reader) {
    waiting.push(cells)
    if (kept + waiting.length > MOST_ROWS)
      throw invalid({ file: `A file has at most ${MOST_ROWS.toLocaleString('en-US')} contacts. Split it.` })
    if (waiting.length < AT_ONCE) continue
    keep()
    await new Promise(setImmediate)
  }
  if (waiting.length > 0) keep()
  return kept
}
