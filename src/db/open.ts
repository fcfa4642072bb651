import { statSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { fold } from '../kit/fold.ts'
import { TOP } from '../kit/programs.ts'
import { searchable } from '../kit/searchable.ts'
import { openNative } from './binding.ts'

export type Db = ReturnType<typeof drizzle> & { readonly $client: Database.Database }
export type Plane = 'tenant' | 'control'

const migrations = new Map<Plane, number>()
const FULL = 2

/** How many migrations a file of this plane must have had. */
export function schemaVersion(plane: Plane): number {
  const known = migrations.get(plane) ?? readMigrations(plane).length
  migrations.set(plane, known)
  return known
}

const readMigrations = (plane: Plane) => readMigrationFiles({ migrationsFolder: join(TOP, 'migrations', plane) })

export type Opening = { readonly path: string; readonly keyHex: string; readonly plane: Plane; readonly create?: boolean }

/**
 * Opens, or with `create` makes, one encrypted file and brings its schema up to date.
 * The raw-key form (x'…') skips the passphrase KDF, which costs ~200 ms for each open; `legacy=4` makes the file
 * one that other SQLCipher 4 tools open. Throws SQLITE_NOTADB on a wrong key, a changed first page, or a file that is gone or empty.
 */
export function openDb({ path, keyHex, plane, create = false }: Opening): Db {
  if (!create && isEmpty(path)) throw Object.assign(new Error(`No ${plane} database at its place.`), { code: 'SQLITE_NOTADB' })
  const client = openNative(path)
  try {
    prepareConnection(client, keyHex)
    bringUpToDate(client, plane)
    return drizzle(client)
  } catch (error) {
    client.close()
    throw error
  }
}

export function setCipher(client: Database.Database, keyHex: string): void {
  client.pragma(`cipher='sqlcipher'`)
  client.pragma('legacy=4')
  client.pragma(`key="x'${keyHex}'"`)
}

function prepareConnection(client: Database.Database, keyHex: string): void {
  setCipher(client, keyHex)
  client.pragma('busy_timeout=10000')
  client.pragma('journal_mode=WAL')
  // The driver is compiled with NORMAL, which loses acknowledged rows at a power cut: bench/power-cut shows it.
  client.pragma('synchronous=FULL')
  if (client.pragma('synchronous', { simple: true }) !== FULL) throw new Error('SQLite did not accept synchronous=FULL.')
  client.pragma('foreign_keys=ON')
  client.pragma('secure_delete=ON')
  // What a savepoint may have to take back, and what is being sorted, lies in no file: there it is slow, and of a sort it would be in clear.
  client.pragma('temp_store=MEMORY')
  // Pages that many commits change are written into the file once in 16 MB of log instead of once in 4: 13 % more faxes taken.
  client.pragma('wal_autocheckpoint=4000')
}

/** SQLite would make a new database of a file cut to nothing, and an office would find its records gone without a word. */
const isEmpty = (path: string) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0

/** Immediate, and asked again inside: the threads of the pages and of the jobs may open an old file at the same moment. */
function bringUpToDate(client: Database.Database, plane: Plane): void {
  const version = schemaVersion(plane)
  if (versionOf(client) === version) return
  // For migrations alone: a trigger or an index that needed it would keep every other SQLite out of the file.
  client.function('fold', { deterministic: true }, (text) => fold(String(text)))
  client.function('searchable', { deterministic: true, varargs: true }, (...parts) => searchable(parts.map(String)))
  const upgrade = client.transaction(() => {
    const current = versionOf(client)
    if (current > version) throw new Error(`This ${plane} database is of a newer release. Start that release.`)
    for (const { sql } of readMigrations(plane).slice(current)) for (const statement of sql) client.exec(statement)
    if (current > 0 && (client.pragma('foreign_key_check') as unknown[]).length > 0)
      throw new Error('A migration left a row that refers to nothing.')
    client.pragma(`user_version=${version}`)
  })
  // A table that is made anew is dropped first, and would take with it what refers to it; inside a transaction this cannot be set.
  client.pragma('foreign_keys=OFF')
  upgrade.immediate()
  client.pragma('foreign_keys=ON')
}

const versionOf = (client: Database.Database) => Number(client.pragma('user_version', { simple: true }))

export const closeDb = (db: Db): void => void db.$client.close()
