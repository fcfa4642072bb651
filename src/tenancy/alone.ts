import { closeDb, type Keyed, openDb } from '../db/index.ts'
import type { NotPromise, Tx } from './tenant.ts'

/** One transaction in a file of an office that nobody else has open: one that comes, is restored, or turns to another key. */
export function writeAlone<T>({ path, keyHex }: Keyed, about: Omit<Tx, 'db'>, fn: (tx: Tx) => NotPromise<T>): T {
  const db = openDb({ path, keyHex, plane: 'tenant' })
  try {
    return db.$client.transaction(() => fn({ ...about, db })).immediate() as T
  } finally {
    closeDb(db)
  }
}
