import { sql } from 'drizzle-orm'
import type { Db } from '../db/index.ts'
import { BYTE_ORDER_MARK, csvLine } from '../kit/csv.ts'

type Cell = string | number | null
export type TableFile = { readonly name: string; readonly bytes: number; readonly chunks: readonly Buffer[] }

const AT_ONCE = 1_000

/** One table as CSV for a spreadsheet and as JSON, a row a line, for a program. */
export function tableFiles(db: Db, table: string): TableFile[] {
  const columns = db.all<{ name: string }>(sql`SELECT name FROM pragma_table_info(${table})`).map(({ name }) => name)
  const [csv, json] = [[Buffer.from(BYTE_ORDER_MARK + csvLine(columns))], [Buffer.from('[')]]
  let before = '\n'
  for (const rows of batches(db, table, columns)) {
    csv.push(Buffer.from(rows.map((row) => csvLine(row.map((cell) => cell ?? ''))).join('')))
    json.push(Buffer.from(before + rows.map((row) => jsonOf(columns, row)).join(',\n')))
    before = ',\n'
  }
  json.push(Buffer.from('\n]\n'))
  return [file(`tables/${table}.csv`, csv), file(`tables/${table}.json`, json)]
}

const jsonOf = (columns: readonly string[], row: readonly Cell[]) =>
  JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])))

const file = (name: string, chunks: readonly Buffer[]): TableFile => ({
  name,
  bytes: chunks.reduce((sum, { length }) => sum + length, 0),
  chunks,
})

/** In the order of the rowid, which every table of ours has. */
function* batches(db: Db, table: string, columns: readonly string[]): Generator<Cell[][]> {
  const list = sql.join(
    columns.map((name) => sql.identifier(name)),
    sql`, `,
  )
  for (let after = 0; ; ) {
    const rows = db.values<[number, ...Cell[]]>(
      sql`SELECT rowid, ${list} FROM ${sql.identifier(table)} WHERE rowid > ${after} ORDER BY rowid LIMIT ${AT_ONCE}`,
    )
    const last = rows.at(-1)
    if (!last) return
    after = last[0]
    yield rows.map(([, ...cells]) => cells)
  }
}
