import { getTableColumns, getTableName, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from './open.ts'
import { prepared } from './prepared.ts'

const inserting = (table: SQLiteTable) => (db: Db) => {
  const columns = Object.entries(getTableColumns(table))
  const places = Object.fromEntries(columns.map(([name]) => [name, sql`${sql.placeholder(name)}`]))
  return { columns, statement: db.insert(table).values(places).prepare() }
}

/** One whole row, by a statement built once: for the tables that every fax writes to. */
export function insertRow<Table extends SQLiteTable>(db: object, table: Table, row: Table['$inferSelect']): void {
  const { columns, statement } = prepared(db, `insert ${getTableName(table)}`, inserting(table))
  // Encoded here: drizzle hands a null in a placeholder to the column's encoder, and a Date's does not know it.
  statement.run(Object.fromEntries(columns.map(([name, column]) => [name, row[name] === null ? null : column.mapToDriverValue(row[name])])))
}
