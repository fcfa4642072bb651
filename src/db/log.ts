import Database from 'better-sqlite3'
import { closeDb, type Db, setCipher } from './open.ts'

/** Who empties the log of a file into it: the app, as SQLite does by itself, or the replicator, which has to see each page first. */
export type LogKeeper = 'app' | 'replicator'

/** SQLite's own choice. */
const PAGES = 1_000

export const leaveLogTo = ({ $client: client }: Db, keeper: LogKeeper): void =>
  void client.pragma(`wal_autocheckpoint=${keeper === 'app' ? PAGES : 0}`)

/**
 * Closes a file whose log the replicator has yet to read, or means to go on from. The last one to close would empty the log and remove
 * it, and the replicator would ship the whole file again: so somebody who may not write closes last.
 */
export function closeKeepingLog(db: Db, keyHex: string): void {
  const { name: path } = db.$client
  let last: Database.Database | undefined
  try {
    last = new Database(path, { readonly: true, fileMustExist: true })
    setCipher(last, keyHex)
    last.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch {
    // A damaged file is closed like any other.
  }
  closeDb(db)
  last?.close()
}
