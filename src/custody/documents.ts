import { sql } from 'drizzle-orm'
import { closeDb, type Db, openForeign, type Secret } from '../db/index.ts'
import { type FileId, type Files, sha256 } from '../files/index.ts'
import { unavailable } from '../kit/errors.ts'
import type { TenantId } from '../tenancy/index.ts'
import type { Named } from './contents.ts'

export type Kept = { readonly id: FileId; readonly name: string; readonly type: 'pdf' | 'tif'; readonly content: Buffer }
export type Progress = (line: string) => void

/** Each document of the office, checked against its seal and against the row that names it. */
export async function* documentsOf(files: Files, tenant: TenantId, named: Named, say: Progress): AsyncGenerator<Kept> {
  let done = 0
  for (const [id, digest] of named) {
    const content = await files.read(tenant, id)
    if (sha256(content) !== digest) throw unavailable(`Document ${id} is not the one its row names. It can be restored from a backup.`)
    const type = typeOf(content)
    yield { id, name: `${id}.${type}`, type, content }
    if (++done % 100 === 0 || done === named.size) say(`${done} of ${named.size} documents`)
  }
}

const TIFF = [Buffer.from('II*\0'), Buffer.from('MM\0*')]
const typeOf = (content: Buffer) => (TIFF.some((mark) => mark.equals(content.subarray(0, mark.length))) ? 'tif' : 'pdf')

/** A second SQLCipher file, so that nothing of the office lies open in the archive. */
export async function packDocuments(path: string, secret: Secret, documents: AsyncIterable<Kept>): Promise<void> {
  const db = openForeign({ path, secret, create: true })
  try {
    db.run(sql`PRAGMA synchronous=OFF`)
    db.run(sql`CREATE TABLE documents (
      id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, content BLOB NOT NULL
    ) STRICT`)
    for await (const { id, name, type, content } of documents)
      db.run(sql`INSERT INTO documents VALUES (${id}, ${name}, ${type}, ${sha256(content)}, ${content.length}, ${content})`)
  } finally {
    closeDb(db)
  }
}

export const packedIds = (db: Db): string[] => db.all<{ id: string }>(sql`SELECT id FROM documents`).map(({ id }) => id)
export const packedContent = (db: Db, id: string): Buffer | undefined =>
  db.get<{ content: Buffer } | undefined>(sql`SELECT content FROM documents WHERE id = ${id}`)?.content
