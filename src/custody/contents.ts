import { sql } from 'drizzle-orm'
import { verifyInTurns } from '../audit/index.ts'
import type { Db } from '../db/index.ts'
import { DOCUMENT_COLUMNS, type FileId, nameIn } from '../files/index.ts'
import { unavailable } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import { system, type TenantId } from '../tenancy/index.ts'

/** Of this place and this moment: who is signed in, links, letters on their way, answers kept for repeated requests, archives. */
export const OPENS_DOORS = [
  'sessions',
  'refresh_tokens',
  'welcome_links',
  'half_open',
  'factor_setups',
  'passkey_challenges',
  'sso_requests',
  'sso_sessions',
  'saml_answers',
  'saml_assertions',
  'saml_trials',
  'account_links',
  'support_doors',
  'letters',
  'idempotency_keys',
  'takeaways',
  'takeaway_parts',
  'takeaway_entries',
] as const
/** What would be worth nothing elsewhere: that, and where the sealed bytes of this place lie. And second factors and the secrets of providers, to be read by nobody. */
export const LEFT_OUT = [
  ...OPENS_DOORS,
  'factors',
  'passkeys',
  'recovery_codes',
  'known_browsers',
  'devices',
  'device_rule',
  'sso_secrets',
  'saml_keys',
  'carrier_accounts',
  'fax_mailings',
  'stored_files',
  'orphaned_files',
  'doomed_files',
] as const

export type Named = ReadonlyMap<FileId, string>
export type Contents = {
  readonly schemaVersion: number
  readonly tables: Readonly<Record<string, number>>
  readonly documents: Named
  readonly audit: { readonly valid: boolean; readonly entries: number; readonly head: string }
}

/** Of all tables together. */
export const rowsIn = (tables: Contents['tables']): number => Object.values(tables).reduce((sum, rows) => sum + rows, 0)

export async function contentsOf(db: Db, tenantId: TenantId): Promise<Contents> {
  const tx = { db, tenantId, actor: system('takeaway'), now: new Date() }
  const chain = await verifyInTurns({ id: tenantId, read: (fn) => fn(tx) as never })
  return {
    schemaVersion: db.get<{ user_version: number }>(sql`PRAGMA user_version`).user_version,
    tables: Object.fromEntries(tablesOf(db).map((name) => [name, countOf(db, name)])),
    documents: documentsNamed(db),
    audit: { valid: chain.valid, entries: chain.entries, head: chain.valid ? chain.head : '' },
  }
}

/** Those of the office: not SQLite's own, nor an index of words and what it is made of, nor the two that the replicator adds to every file. */
export const tablesOf = (db: Db): string[] =>
  db
    .all<{ name: string }>(
      sql`SELECT name FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_litestream\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .map(({ name }) => name)

const countOf = (db: Db, table: string): number => db.get<{ n: number }>(sql`SELECT count(*) AS n FROM ${sql.identifier(table)}`).n

const columnsOf = (db: Db, table: string): string[] =>
  db.all<{ name: string }>(sql`SELECT name FROM pragma_table_info(${table})`).map(({ name }) => name)

/** Every document a row names, with the digest the row gives. Throws when a name cannot be one, or has two digests. */
function documentsNamed(db: Db): Named {
  const named = new Map<FileId, string>()
  for (const column of DOCUMENT_COLUMNS) {
    const { table, id, sha256 } = column
    // An archive of an earlier release has not learned yet that content may be gone.
    const knowsGone = 'gone' in column && columnsOf(db, table).includes(column.gone)
    const [key, digest, from] = [nameIn(knowsGone ? column : { table, id }), sql.identifier(sha256), sql.identifier(table)]
    for (const row of db.all<{ id: string; sha256: string | null }>(
      sql`SELECT ${key} AS id, ${digest} AS sha256 FROM ${from} WHERE ${key} IS NOT NULL`,
    )) {
      const known = named.get(row.id as FileId)
      if (!isId(row.id) || row.sha256 === null || (known && known !== row.sha256))
        throw unavailable(`A row of ${table} names a document that cannot be.`)
      named.set(row.id as FileId, row.sha256)
    }
  }
  return named
}
