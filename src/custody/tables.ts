import { sql } from 'drizzle-orm'
import type { Db } from '../db/index.ts'
import { BYTE_ORDER_MARK, csvLine } from '../kit/csv.ts'

type Cell = string | number | null
export type TableFile = { readonly name: string; readonly bytes: number; chunks(): Generator<Buffer> }

const AT_ONCE = 1_000

/** One table as CSV for a spreadsheet and as JSON, a row a line, for a program. Written twice: a tar wants the length first. */
export function tableFiles(db: Db, table: string): TableFile[] {
  const columns = db.all<{ name: string }>(sql`SELECT name FROM pragma_table_info(${table})`).map(({ name }) => name)
  return [file(`tables/${table}.csv`, () => csvOf(db, table, columns)), file(`tables/${table}.json`, () => jsonOf(db, table, columns))]
}

function file(name: string, chunks: () => Generator<Buffer>): TableFile {
  let bytes = 0
  for (const { length } of chunks()) bytes += length
  return { name, bytes, chunks }
}

function* csvOf(db: Db, table: string, columns: readonly string[]): Generator<Buffer> {
  yield Buffer.from(BYTE_ORDER_MARK + csvLine(columns))
  for (const rows of batches(db, table, columns)) yield Buffer.from(rows.map((row) => csvLine(row.map((cell) => cell ?? ''))).join(''))
}

function* jsonOf(db: Db, table: string, columns: readonly string[]): Generator<Buffer> {
  let before = '[\n'
  for (const rows of batches(db, table, columns)) {
    yield Buffer.from(before + rows.map((row) => jsonLine(columns, row)).join(',\n'))
    before = ',\n'
  }
  yield Buffer.from(before === '[\n' ? '[\n]\n' : '\n]\n')
}

const jsonLine = (columns: readonly string[], row: readonly Cell[]) =>
  JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])))

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
