import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Db } from './open.ts'

/** A passphrase, or a raw key written x'64 hex digits': SQLCipher itself tells them apart so. */
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
  const client = 'image' in source ? new Database(source.image) : new Database(source.path)
  try {
    client.pragma(`cipher='sqlcipher'`)
    client.pragma('legacy=4')
    if ('secret' in source) client.pragma(`key='${source.secret.replaceAll("'", "''")}'`)
    client.pragma('trusted_schema=OFF')
    client.prepare('SELECT count(*) FROM sqlite_schema').get()
    return drizzle(client)
  } catch (error) {
    client.close()
    throw error
  }
}

/** All of `db` in a new SQLCipher 4 file under another key, except the rows of the tables named `without`. */
export function copyInto(db: Db, path: string, secret: Secret, without: readonly string[]): void {
  copyAnd({ db, path, secret, without }, () => {})
}

/** All of `db` as the bytes of a plain SQLite file, which never touches the disk. */
export const plainImage = (db: Db, without: readonly string[]): Buffer =>
  copyAnd({ db, path: ':memory:', secret: '', without }, () => db.$client.serialize({ attached: 'target' }))

export const sizeOf = ({ $client: client }: Db): number =>
  Number(client.pragma('page_count', { simple: true })) * Number(client.pragma('page_size', { simple: true }))

type Copying = { readonly db: Db; readonly path: string; readonly secret: Secret; readonly without: readonly string[] }

function copyAnd<T>({ db: { $client: client }, path, secret, without }: Copying, then: () => T): T {
  const checked = client.pragma('foreign_keys', { simple: true })
  client.prepare('ATTACH ? AS target KEY ?').run(path, secret)
  try {
    // Tables are filled in the order they were made, children before parents.
    client.pragma('foreign_keys=OFF')
    // One transaction: what is copied is the file as it stood at one moment.
    client.transaction(() => copyAll(client, without))()
    return then()
  } finally {
    client.pragma(`foreign_keys=${Number(checked)}`)
    client.exec('DETACH target')
  }
}

type Made = { readonly type: string; readonly name: string; readonly sql: string }

/** Tables, then rows, then what watches and orders them: a trigger must not see the copying. */
function copyAll(client: Database.Database, without: readonly string[]): void {
  const made = client
    .prepare<[], Made>("SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .all()
  const tables = made.filter(({ type }) => type === 'table')
  for (const { sql } of tables) client.exec(inTarget(sql))
  for (const { name } of tables) {
    if (without.includes(name)) continue
    const quoted = `"${name.replaceAll('"', '""')}"`
    client.exec(`INSERT INTO target.${quoted} SELECT * FROM main.${quoted}`)
  }
  copySequences(client)
  for (const { type, sql } of made) if (type !== 'table') client.exec(inTarget(sql))
  client.pragma(`target.user_version=${Number(client.pragma('main.user_version', { simple: true }))}`)
}

/** The highest number ever given, by which a trail cut short is found out. */
function copySequences(client: Database.Database): void {
  const counts = client.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'").get()
  if (counts) client.exec('DELETE FROM target.sqlite_sequence; INSERT INTO target.sqlite_sequence SELECT * FROM main.sqlite_sequence')
}

const inTarget = (sql: string): string => sql.replace(/^CREATE (TABLE|UNIQUE INDEX|INDEX|TRIGGER) /i, 'CREATE $1 target.')
