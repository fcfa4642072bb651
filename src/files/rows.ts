import { asc, eq, isNull, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import { enqueue, kind } from '../jobs/index.ts'
import type { Rows, Tx } from '../tenancy/index.ts'
import type { CopyFacts } from './bucket.ts'
import type { FileId, Sealed, Stored } from './port.ts'
import { storedFiles } from './schema.tenant.ts'

export type StoredRow = typeof storedFiles.$inferSelect

/** files.upload: one job an office, while anything of it waits for the bucket. */
export const UPLOAD = kind<Record<string, never>>('files.upload')
/** After everything that a person or a carrier waits for. */
const UPLOAD_PRIORITY = 20

/** In the transaction of the row that names the document. Its copy in the bucket follows by a job. */
export function keepFile(tx: Tx, { id, sealed, staged }: Pick<Stored, 'id' | 'sealed' | 'staged'>): void {
  prepared(tx.db, 'files.keep', keeping).run({ id, sha256: sealed.sha256, bytes: sealed.bytes })
  if (staged) askForUpload(tx)
}

export const askForUpload = (tx: Tx): boolean => enqueue(tx, UPLOAD, {}, { uniqueKey: UPLOAD.name, priority: UPLOAD_PRIORITY })

const keeping = (db: Db) =>
  db
    .insert(storedFiles)
    .values({ id: sql.placeholder('id'), sealedSha256: sql.placeholder('sha256'), sealedBytes: sql.placeholder('bytes') })
    .prepare()

const byId = (db: Db) =>
  db
    .select()
    .from(storedFiles)
    .where(eq(storedFiles.id, sql.placeholder('id')))
    .prepare()

export const findStored = (tx: Tx, id: FileId): StoredRow | undefined => prepared(tx.db, 'files.byId', byId).get({ id })

/** What a copy of its sealed bytes must be, wherever it comes from. */
export function sealedBytesOf(tx: Tx, id: FileId): Sealed | undefined {
  const row = findStored(tx, id)
  return row && { bytes: row.sealedBytes, sha256: row.sealedSha256 }
}

export const listStored = (tx: Tx): StoredRow[] => tx.db.select().from(storedFiles).all()

export function forgetStored(tx: Tx, ids: readonly FileId[]): void {
  for (const id of ids) tx.db.delete(storedFiles).where(eq(storedFiles.id, id)).run()
}

/** Those that only this machine has, the oldest first. */
export const waitingFiles = (rows: Rows, limit: number): StoredRow[] =>
  rows.select().from(storedFiles).where(isNull(storedFiles.uploadedAt)).orderBy(asc(storedFiles.id)).limit(limit).all()

/** For documents that were there before the bucket, or left it. */
export function askIfWaiting(tx: Tx): void {
  if (waitingFiles(tx.db, 1).length > 0) askForUpload(tx)
}

export type Waiting = { readonly count: number; readonly since: Date | undefined }

/** How many wait, and since when the first: an id tells when it was made. */
export function countWaiting(tx: Tx): Waiting {
  const [count, first] = [
    tx.db.select({ n: sql<number>`count(*)` }).from(storedFiles).where(isNull(storedFiles.uploadedAt)).get()?.n ?? 0,
    waitingFiles(tx.db, 1)[0],
  ]
  return { count, since: first && madeAt(first.id) }
}

const madeAt = (id: FileId) => new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16))

export const noteUploaded = (tx: Tx, id: FileId, sealed: Sealed, { encryption, lockedUntil }: CopyFacts): void =>
  void tx.db
    .update(storedFiles)
    .set({ uploadedAt: tx.now, encryption: encryption ?? null, lockedUntil: lockedUntil ?? null })
    .where(sql`id = ${id} AND sealed_sha256 = ${sealed.sha256}`)
    .run()

export function noteResealed(tx: Tx, id: FileId, { sha256, bytes }: Sealed, toBucket: boolean): void {
  const again = { sealedSha256: sha256, sealedBytes: bytes, uploadedAt: null, encryption: null, lockedUntil: null }
  tx.db.update(storedFiles).set(again).where(eq(storedFiles.id, id)).run()
  if (toBucket) askForUpload(tx)
}

/** The bucket has it no more, or never had it: what is here goes there again. */
export function stageAgain(tx: Tx, id: FileId): void {
  tx.db.update(storedFiles).set({ uploadedAt: null, encryption: null, lockedUntil: null }).where(eq(storedFiles.id, id)).run()
  askForUpload(tx)
}
