import { sqliteCode } from '../damage.ts'
import { closeDb, openDb } from '../open.ts'
import type { Keyed } from '../turning/pages-copy.ts'

export type Wholeness = 'whole' | 'damaged' | 'dangling' | 'unreadable'

/** Every page and every reference of a tenant's file, in one go: nothing else happens in this thread meanwhile. */
export function lookThrough(file: Keyed): Wholeness {
  let db: ReturnType<typeof openDb> | undefined
  try {
    db = openDb({ ...file, plane: 'tenant' })
    if (db.$client.pragma('integrity_check', { simple: true }) !== 'ok') return 'damaged'
    return db.$client.prepare('PRAGMA foreign_key_check').get() === undefined ? 'whole' : 'dangling'
  } catch (error) {
    if (sqliteCode(error) === '') throw error
    return 'unreadable'
  } finally {
    if (db) closeDb(db)
  }
}
