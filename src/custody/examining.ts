import { closeDb, isDamage, openDb, sqliteCode, wholenessOf } from '../db/index.ts'
import type { Files } from '../files/index.ts'
import { AppError } from '../kit/errors.ts'
import type { TenantId } from '../tenancy/index.ts'
import { type Contents, contentsOf, type Named } from './contents.ts'

/** What a copy of an office's database turned out to be. */
export type Examined =
  | ({ readonly sound: true } & Contents)
  | { readonly sound: false; readonly because: 'unreadable' | 'damaged' | 'dangling' | 'trail'; readonly entries?: number }
/** Of those that were looked for; `unreachable` are in a bucket that did not answer, so nobody can tell. */
export type Looked = { readonly named: number; readonly present: number; readonly missing: number; readonly unreachable: number }

/** Opens a copy with the office's key and reads all of it: every page, every reference, every entry of the trail, every table. */
export async function examine(path: string, keyHex: string, id: TenantId): Promise<Examined> {
  const found = await wholenessOf({ path, keyHex })
  if (found !== 'whole') return { sound: false, because: found }
  let db: ReturnType<typeof openDb> | undefined
  try {
    db = openDb({ path, keyHex, plane: 'tenant' })
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

/**
 * Whether the documents that rows name are there and whole, each where it is: none is brought here for this. The newest ones when there
 * are more than `most`.
 */
export async function lookForDocuments(
  files: Pick<Files, 'check'>,
  id: TenantId,
  named: Named,
  most = Number.POSITIVE_INFINITY,
): Promise<Looked> {
  const wanted = [...named.keys()].sort().reverse().slice(0, most)
  const looked = { named: named.size, present: 0, missing: 0, unreachable: 0 }
  for (const document of wanted) {
    const found = await files.check(id, document)
    looked[found === 'sound' ? 'present' : found === 'unreachable' ? 'unreachable' : 'missing']++
  }
  return looked
}
