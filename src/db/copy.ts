import { existsSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { openNative } from './binding.ts'
import type { Db } from './open.ts'

/** A passphrase, or a raw key written x'64 hex digits' (with the file's salt: x'96'): SQLCipher itself tells them apart so. */
export type Secret = string
export const rawKey = (keyHex: string): Secret => `x'${keyHex}'`

export type Foreign =
  | { readonly path: string; readonly secret: Secret; readonly create?: boolean }
  /** A plain database, held in memory only. */
  | { readonly image: Buffer }

/** A database that is not in its place here: no migration, no WAL, and nothing in its schema is trusted. Throws SQLITE_NOTADB. */
export function openForeign(source: Foreign): Db {
  // Not SQLite's own refusal to create: it would hold for what is attached to this handle, too.
  if ('path' in source && !source.create && !existsSync(source.path)) throw new Error('There is no such database.')
  const client = 'image' in source ? openNative(source.image) : openNative(source.path)
  try {
    client.pragma(`cipher='sqlcipher'`)
    client.pragma('legacy=4')
    if ('secret' in source) client.pragma(`key='${source.secret.replaceAll("'", "''")}'`)
    client.pragma('trusted_schema=OFF')
    client.pragma('temp_store=MEMORY')
    client.prepare('SELECT count(*) FROM sqlite_schema').get()
    return drizzle(client)
  } catch (error) {
    client.close()
    throw error
  }
}

export type Copying = {
  /** The rows of these tables stay behind. */
  readonly without: readonly string[]
  /** Told between two pieces, with the tables that are done; throws to stop. */
  readonly told?: (done: number, of: number) => void
}

/** Enough to be quick, few enough that others of this thread get their turn. */
const ROWS_AT_ONCE = 2_000

/**
 * All of `db` in a new SQLCipher 4 file under another key, as it stood at one moment. `db` is a handle of the caller's own: it is in a
 * transaction until the promise is settled.
 */
export async function copyInto(
  { $client: client }: Db,
  path: string,
  secret: Secret,
  { without, told = () => {} }: Copying,
): Promise<void> {
  const checked = client.pragma('foreign_keys', { simple: true })
  client.prepare('ATTACH ? AS target KEY ?').run(path, secret)
  try {
    // Tables are filled in the order they were made, children before parents.
    client.pragma('foreign_keys=OFF')
    client.exec('BEGIN')
    await copyAll(client, without, told)
    client.exec('COMMIT')
  } finally {
    if (client.inTransaction) client.exec('ROLLBACK')
    client.pragma(`foreign_keys=${Number(checked)}`)
    client.exec('DETACH target')
  }
}

type Made = { readonly type: string; readonly name: string; readonly kind: string | null; readonly sql: string }

/** Without the tables that the replicator adds to a file. Tables, then rows, then what watches and orders them: a trigger must not see the copying. */
async function copyAll(client: Database.Database, without: readonly string[], told: (done: number, of: number) => void): Promise<void> {
  const made = client
    .prepare<[], Made>(
      `SELECT m.type, m.name, l.type AS kind, m.sql FROM main.sqlite_schema m
         LEFT JOIN pragma_table_list l ON m.type = 'table' AND l.schema = 'main' AND l.name = m.name
       WHERE sql IS NOT NULL AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_litestream\\_%' ESCAPE '\\'`,
    )
    .all()
  const tables = made.filter(({ kind }) => kind === 'table')
  for (const { sql } of tables) client.exec(inTarget(sql))
  for (const [done, { name }] of tables.entries()) {
    told(done, tables.length)
    if (!without.includes(name)) await copyRows(client, name, () => told(done, tables.length))
  }
  copySequences(client)
  for (const { name, sql } of made.filter(({ kind }) => kind === 'virtual')) buildIndex(client, name, sql)
  for (const { type, sql } of made) if (type !== 'table') client.exec(inTarget(sql))
  client.pragma(`target.user_version=${Number(client.pragma('main.user_version', { simple: true }))}`)
}

/** In the order of the rowid, which every table of ours has. */
async function copyRows(client: Database.Database, name: string, told: () => void): Promise<void> {
  const quoted = `"${name.replaceAll('"', '""')}"`
  const piece = `FROM main.${quoted} WHERE rowid > ? ORDER BY rowid LIMIT ${ROWS_AT_ONCE}`
  const last = client.prepare<[number], { last: number | null }>(`SELECT max(rowid) AS last FROM (SELECT rowid ${piece})`)
  const copy = client.prepare(`INSERT INTO target.${quoted} SELECT * ${piece}`)
  for (let after: number | null = 0; after !== null; ) {
    const from: number = after
    after = last.get(from)?.last ?? null
    if (after === null) return
    copy.run(from)
    await new Promise(setImmediate)
    told()
  }
}

/** An index of words is made from the rows that were copied, never taken over: it could say something else than they do. */
function buildIndex(client: Database.Database, name: string, sql: string): void {
  const quoted = `"${name.replaceAll('"', '""')}"`
  client.exec(inTarget(sql))
  const secure = client.prepare(`SELECT 1 FROM main."${name}_config" WHERE k = 'secure-delete' AND v = 1`).get()
  if (secure) client.exec(`INSERT INTO target.${quoted} (${quoted}, rank) VALUES ('secure-delete', 1)`)
  client.exec(`INSERT INTO target.${quoted} (${quoted}) VALUES ('rebuild')`)
}

/** The highest number ever given, by which a trail cut short is found out. */
function copySequences(client: Database.Database): void {
  const counts = client.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'").get()
  if (counts) client.exec('DELETE FROM target.sqlite_sequence; INSERT INTO target.sqlite_sequence SELECT * FROM main.sqlite_sequence')
}

const inTarget = (sql: string): string => sql.replace(/^CREATE (TABLE|VIRTUAL TABLE|UNIQUE INDEX|INDEX|TRIGGER) /i, 'CREATE $1 target.')
