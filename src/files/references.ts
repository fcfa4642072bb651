import { type SQL, sql } from 'drizzle-orm'
import type { Rows } from '../tenancy/index.ts'
import type { FileId } from './port.ts'

/*
 * Columns by their names in the file: the modules that own them are above this one. One that is left out would have what it names
 * swept, so test/house/documents.test.ts looks for such columns in the file itself.
 */

/** Every column that names a document of the office; with `gone` only as long as that one says nothing: from then on it is a memory. */
export const DOCUMENT_COLUMNS = [
  { table: 'fax_files', id: 'id', sha256: 'sha256' },
  { table: 'faxes', id: 'document_id', sha256: 'sha256', gone: 'content_gone_at' },
  { table: 'fax_draft_files', id: 'id', sha256: 'sha256' },
  { table: 'cover_templates', id: 'logo_id', sha256: 'logo_sha256' },
  { table: 'received_faxes', id: 'file_id', sha256: 'sha256', gone: 'content_gone_at' },
] as const

/** What is sealed here for a while only, and is no document: it never goes to a bucket. */
export const PASSING_COLUMNS = [
  { table: 'takeaway_parts', id: 'file_id' },
  { table: 'doomed_files', id: 'file_id' },
] as const

type Column = { readonly table: string; readonly id: string; readonly gone?: string }

/** What a row names in that column, or nothing. */
export const nameIn = ({ id, gone }: Column): SQL =>
  gone === undefined ? sql`${sql.identifier(id)}` : sql`CASE WHEN ${sql.identifier(gone)} IS NULL THEN ${sql.identifier(id)} END`

/** Which of these a row names. */
export function namedAmong(rows: Rows, ids: readonly FileId[]): ReadonlySet<FileId> {
  const named = new Set<FileId>()
  const asked = sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  )
  if (ids.length > 0)
    for (const column of DOCUMENT_COLUMNS) {
      const [name, from] = [nameIn(column), sql.identifier(column.table)]
      for (const row of rows.all<{ id: FileId }>(sql`SELECT ${name} AS id FROM ${from} WHERE ${name} IN (${asked})`)) named.add(row.id)
    }
  return named
}
