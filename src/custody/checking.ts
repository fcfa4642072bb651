import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { closeDb, type Db, openDb, schemaVersion } from '../db/index.ts'
import type { TenantId } from '../tenancy/index.ts'
import { type Contents, contentsOf } from './contents.ts'
import type { Manifest } from './manifest.ts'
import { refused } from './refusal.ts'

/** SQLite's own examination of every page and every reference. */
export function checkSound(db: Db): void {
  const [{ integrity_check: found } = { integrity_check: '' }] = db.all<{ integrity_check: string }>(sql`PRAGMA integrity_check`)
  if (found !== 'ok') throw refused('Its database is damaged.')
  if (db.all(sql`PRAGMA foreign_key_check`).length > 0) throw refused('Its database has rows that refer to nothing.')
}

/** The database is the one that the manifest describes, and its trail is whole. */
export async function checkContents(db: Db, manifest: Manifest): Promise<Contents> {
  if (manifest.schemaVersion > schemaVersion('tenant')) throw refused('It is of a newer release. Start that release here first.')
  const contents = await contentsOf(db, manifest.tenant.id as TenantId)
  const { audit, tables } = contents
  const [claimed, found] = [JSON.stringify(sorted(manifest.tables)), JSON.stringify(sorted(tables))]
  if (claimed !== found || contents.schemaVersion !== manifest.schemaVersion)
    throw refused('Its database does not have the rows that its manifest counts.')
  if (contents.documents.size !== manifest.documents) throw refused('It does not have the documents that its manifest counts.')
  if (!audit.valid) throw refused(`Its audit trail is broken after entry ${audit.entries}.`)
  if (audit.entries !== manifest.audit.entries || audit.head !== manifest.audit.head)
    throw refused('Its audit trail does not end where its manifest says.')
  return contents
}

const sorted = (counts: Manifest['tables']) => Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))

/** No table, trigger or index but ours: the file will be written to with everything that this office may do. */
export function checkSchema(db: Db, scratch: string, keyHex: string): void {
  const ours = openDb({ path: join(scratch, 'fresh.db'), keyHex, plane: 'tenant', create: true })
  try {
    if (schemaOf(db) !== schemaOf(ours)) throw refused('Its database is not built like one of this release.')
  } finally {
    closeDb(ours)
  }
}

const schemaOf = (db: Db): string =>
  JSON.stringify(db.all(sql`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name`))
