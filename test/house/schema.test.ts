import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Glob } from 'bun'
import { sql } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Rows } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

const SRC = join(import.meta.dir, '../../src')

async function tablesOf(plane: 'tenant' | 'control') {
  const tables: ReturnType<typeof getTableConfig>[] = []
  for (const path of new Glob(`**/schema.${plane}.ts`).scanSync(SRC)) {
    const module: Record<string, unknown> = await import(join(SRC, path))
    for (const each of Object.values(module)) if (each instanceof SQLiteTable) tables.push(getTableConfig(each))
  }
  return tables
}

function columnsOf(db: Rows, table: string): string[] {
  const columns = db.all<{ name: string; type: string; notnull: number }>(
    sql`SELECT name, type, "notnull" FROM pragma_table_info(${table})`,
  )
  return columns.map(({ name, type, notnull }) => `${name} ${type.toLowerCase()}${notnull ? ' not null' : ''}`).sort()
}

test.each(['tenant', 'control'] as const)('a fresh %s file has the tables and columns the schemas claim, and no others', async (plane) => {
  using offices = openOffices()
  const tables = await tablesOf(plane)
  expect(tables.length).toBeGreaterThan(3)
  const look = (read: (db: Rows) => void) =>
    plane === 'tenant' ? offices.maple.read(({ db }) => read(db)) : offices.control.read(({ db }) => read(db))
  look((db) => {
    for (const { name, columns } of tables) {
      const claimed = columns.map((each) => `${each.name} ${each.getSQLType()}${each.notNull ? ' not null' : ''}`).sort()
      expect([name, columnsOf(db, name)]).toEqual([name, claimed])
    }
    const standing = db.all<{ name: string; sql: string }>(
      sql`SELECT m.name, m.sql FROM sqlite_schema m JOIN pragma_table_list l ON l.name = m.name AND l.schema = 'main'
        WHERE l.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'`,
    )
    expect(standing.map(({ name }) => name).sort()).toEqual(tables.map(({ name }) => name).sort())
    expect(standing.filter((each) => !each.sql.endsWith('STRICT')).map(({ name }) => name)).toEqual([])
  })
})

test('the file refuses a state that cannot be', () => {
  using offices = openOffices()
  const bad = sql`INSERT INTO jobs (kind, args, state, run_at, max_attempts, created_at) VALUES ('k', '{}', 'lost', 0, 1, 0)`
  expect(() => offices.maple.write((tx) => void tx.db.run(bad))).toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringContaining('CHECK') }) }),
  )
})
