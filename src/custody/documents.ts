import { sql } from 'drizzle-orm'
import { closeDb, type Db, openForeign, type Secret } from '../db/index.ts'
import { type FileId, type Files, sha256 } from '../files/index.ts'
import { unavailable } from '../kit/errors.ts'
import type { TenantId } from '../tenancy/index.ts'
import type { Named } from './contents.ts'

/** What a person at a terminal is told while they wait. */
export type Progress = (line: string) => void
export type Kept = { readonly id: FileId; readonly name: string; readonly type: 'pdf' | 'tif'; readonly content: Buffer }

/** Each document of the office, checked against its seal and against the row that names it. */
export async function* documentsOf(files: Files, tenant: TenantId, named: Named): AsyncGenerator<Kept> {
  for (const [id, digest] of named) {
    const content = await files.read(tenant, id)
    if (sha256(content) !== digest) throw unavailable(`Document ${id} is not the one its row names. It can be restored from a backup.`)
    const type = typeOf(content)
    yield { id, name: `${id}.${type}`, type, content }
  }
}

const TIFF = [Buffer.from('II*\0'), Buffer.from('MM\0*')]
const typeOf = (content: Buffer) => (TIFF.some((mark) => mark.equals(content.subarray(0, mark.length))) ? 'tif' : 'pdf')

const BYTES_AT_ONCE = 8 * 1024 * 1024

export type Packing = {
  readonly path: string
  readonly secret: Secret
  readonly named: Named
  readonly documents: (named: Named) => AsyncIterable<Kept>
  readonly told: (done: number) => void
}

/**
 * A second SQLCipher file, so that nothing of the office lies open in the archive. One that a crash left unfinished is gone on with:
 * what was committed to it stays.
 */
export async function packDocuments({ path, secret, named, documents, told }: Packing): Promise<void> {
  const db = openForeign({ path, secret, create: true })
  try {
    db.run(sql`CREATE TABLE IF NOT EXISTS documents (
      id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, content BLOB NOT NULL
    ) STRICT`)
    const packed = new Set(packedIds(db))
    let [done, waiting] = [packed.size, 0]
    db.run(sql`BEGIN`)
    for await (const { id, name, type, content } of documents(new Map([...named].filter(([id]) => !packed.has(id))))) {
      db.run(sql`INSERT INTO documents VALUES (${id}, ${name}, ${type}, ${sha256(content)}, ${content.length}, ${content})`)
      waiting += content.length
      if (waiting >= BYTES_AT_ONCE) {
        db.run(sql`COMMIT`)
        db.run(sql`BEGIN`)
        waiting = 0
      }
      told(++done)
    }
    db.run(sql`COMMIT`)
  } finally {
    closeDb(db)
  }
}

export const packedIds = (db: Db): string[] => db.all<{ id: string }>(sql`SELECT id FROM documents`).map(({ id }) => id)
export const packedContent = (db: Db, id: string): Buffer | undefined =>
  db.get<{ content: Buffer } | undefined>(sql`SELECT content FROM documents WHERE id = ${id}`)?.content
