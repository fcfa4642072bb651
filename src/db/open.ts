import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'

export type Db = ReturnType<typeof drizzle> & { readonly $client: Database.Database }
export type Plane = 'tenant' | 'control'

const ROOT = join(import.meta.dir, '../../migrations')
const migrations = new Map<Plane, number>()
const FULL = 2

/** How many migrations a file of this plane must have had. */
export function schemaVersion(plane: Plane): number {
  const known = migrations.get(plane) ?? readMigrationFiles({ migrationsFolder: join(ROOT, plane) }).length
  migrations.set(plane, known)
  return known
}

export type Opening = { readonly path: string; readonly keyHex: string; readonly plane: Plane; readonly create?: boolean }

/**
 * Opens, or with `create` makes, one encrypted file and brings its schema up to date.
 * The raw-key form (x'…') skips the passphrase KDF, which costs ~200 ms for each open; `legacy=4` makes the file
 * one that other SQLCipher 4 tools open. Throws SqliteError SQLITE_NOTADB on a wrong key or a changed first page.
 */
export function openDb({ path, keyHex, plane, create = false }: Opening): Db {
  if (!create && !existsSync(path)) throw new Error(`No ${plane} database at its place.`)
  const client = new Database(path)
  try {
    prepareConnection(client, keyHex)
    const db: Db = drizzle(client)
    bringUpToDate(db, plane)
    return db
  } catch (error) {
    client.close()
    throw error
  }
}

function prepareConnection(client: Database.Database, keyHex: string): void {
  client.pragma(`cipher='sqlcipher'`)
  client.pragma('legacy=4')
  client.pragma(`key="x'${keyHex}'"`)
  client.pragma('busy_timeout=10000')
  client.pragma('journal_mode=WAL')
  // The driver is compiled with NORMAL, which loses acknowledged rows at a power cut: bench/power-cut shows it.
  client.pragma('synchronous=FULL')
  if (client.pragma('synchronous', { simple: true }) !== FULL) throw new Error('SQLite did not accept synchronous=FULL.')
  client.pragma('foreign_keys=ON')
  client.pragma('secure_delete=ON')
}

function bringUpToDate(db: Db, plane: Plane): void {
  const version = schemaVersion(plane)
  const current = db.$client.pragma('user_version', { simple: true })
  if (current === version) return
  if (typeof current !== 'number' || current > version) throw new Error(`This ${plane} database is of a newer release. Start that release.`)
  migrate(db, { migrationsFolder: join(ROOT, plane) })
  db.$client.pragma(`user_version=${version}`)
}

export const closeDb = (db: Db): void => void db.$client.close()
