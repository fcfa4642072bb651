import { sql } from 'drizzle-orm'
import { closeDb, isDamage, openDb, sqliteCode } from '../db/index.ts'
import { type Files, sha256 } from '../files/index.ts'
import { AppError } from '../kit/errors.ts'
import type { TenantId } from '../tenancy/index.ts'
import { type Contents, contentsOf, type Named } from './contents.ts'

/** What a copy of an office's database turned out to be. */
export type Examined =
  | ({ readonly sound: true } & Contents)
  | { readonly sound: false; readonly because: 'unreadable' | 'damaged' | 'dangling' | 'trail'; readonly entries?: number }
export type Looked = { readonly named: number; readonly present: number; readonly missing: number }

/** Opens a copy with the office's key and reads all of it: every page, every reference, every entry of the trail, every table. */
export async function examine(path: string, keyHex: string, id: TenantId): Promise<Examined> {
  let db: ReturnType<typeof openDb> | undefined
  try {
    db = openDb({ path, keyHex, plane: 'tenant' })
    const [{ integrity_check: found } = { integrity_check: '' }] = db.all<{ integrity_check: string }>(sql`PRAGMA integrity_check`)
    if (found !== 'ok') return { sound: false, because: 'damaged' }
    if (db.all(sql`PRAGMA foreign_key_check`).length > 0) return { sound: false, because: 'dangling' }
    const contents = await contentsOf(db, id)
    return contents.audit.valid ? { sound: true, ...contents } : { sound: false, because: 'trail', entries: contents.audit.entries }
  } catch (error) {
    if (error instanceof AppError) return { sound: false, because: 'dangling' }
    if (!isDamage(error) && sqliteCode(error) === '') throw error
    return { sound: false, because: 'unreadable' }
  } finally {
    if (db) closeDb(db)
  }
}

/** Whether the documents that rows name are there, whole and the ones they name; the newest ones when there are more than `most`. */
export async function lookForDocuments(files: Files, id: TenantId, named: Named, most = Number.POSITIVE_INFINITY): Promise<Looked> {
  const wanted = [...named].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, most)
  let present = 0
  for (const [document, digest] of wanted) if (await isPresent(files, id, document, digest)) present++
  return { named: named.size, present, missing: wanted.length - present }
}

async function isPresent(files: Files, id: TenantId, document: Parameters<Files['read']>[1], digest: string): Promise<boolean> {
  try {
    return sha256(await files.read(id, document)) === digest
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return false
  }
}
