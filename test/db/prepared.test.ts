import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'
import { closeDb, type Db, openDb, prepared } from '../../src/db/index.ts'

const things = sqliteTable('things', { id: integer().primaryKey(), isWanted: integer('is_wanted', { mode: 'boolean' }).notNull() })
const wanted = (db: Db) =>
  db
    .select({ id: things.id, isWanted: things.isWanted })
    .from(things)
    .where(eq(things.isWanted, sql.placeholder('wanted')))
    .prepare()

test('a statement that was built for one file reads another as itself, also when the first is closed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-prepared-'))
  const made = (name: string, id: number) => {
    const db = openDb({ path: join(directory, name), keyHex: 'c0ffee00'.repeat(8), plane: 'control', create: true })
    db.$client.exec(`CREATE TABLE things (id INTEGER PRIMARY KEY, is_wanted INTEGER) STRICT; INSERT INTO things VALUES (${id}, 1)`)
    return db
  }
  const ask = (db: Db) => prepared(db, 'test.wanted', wanted).all({ wanted: 1 })
  const [first, second] = [made('maple', 1), made('harbor', 2)]
  try {
    expect([ask(first), ask(second), ask(first)]).toEqual([
      [{ id: 1, isWanted: true }],
      [{ id: 2, isWanted: true }],
      [{ id: 1, isWanted: true }],
    ])
    closeDb(first)
    const third = made('third', 3)
    expect([ask(second), ask(third)]).toEqual([[{ id: 2, isWanted: true }], [{ id: 3, isWanted: true }]])
    closeDb(third)
  } finally {
    closeDb(second)
    rmSync(directory, { recursive: true })
  }
})
