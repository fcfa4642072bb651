import type Database from 'better-sqlite3'
import { openNative } from './binding.ts'
import { closeDb, type Db, type Opening, openDb, setCipher } from './open.ts'

/*
 * The log of a file that is replicated is nobody's to empty but the replicator's. Its changes are read from there; had SQLite emptied the
 * log into the file by itself and begun it anew while the replicator was away, the replicator would take the new beginning for all that
 * happened since, and the replica would lack pages: seen when it was killed again and again under load (bench/custody).
 */
export const leaveLogAlone = ({ $client: client }: Db): void => void client.pragma('wal_autocheckpoint=0')

/**
 * Empties the log and cuts it to nothing, which the replicator notices: it ships the whole file next. False when somebody reads it, such
 * as the replicator itself.
 */
export function emptyLog(opening: Opening): boolean {
  const db = openDb(opening)
  try {
    leaveLogAlone(db)
    db.$client.pragma('busy_timeout=0')
    const [checkpoint] = db.$client.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[]
    return checkpoint?.busy === 0
  } finally {
    closeDb(db)
  }
}

/**
 * Closes a file whose log the replicator has yet to read, or means to go on from. The last one to close would empty the log and remove
 * it, and the replicator would ship the whole file again: so somebody who may not write closes last.
 */
export function closeKeepingLog(db: Db, keyHex: string): void {
  const { name: path } = db.$client
  let last: Database.Database | undefined
  try {
    last = openNative(path, { readonly: true, fileMustExist: true })
    setCipher(last, keyHex)
    last.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch {
    // A damaged file is closed like any other.
  }
  closeDb(db)
  last?.close()
}
