import Database from 'better-sqlite3'
import { closeDb, type Opening, openDb, setCipher } from './open.ts'

type Keyed = Pick<Opening, 'path' | 'keyHex'>
export type Frozen = Disposable & {
  /** Takes the tables away for good, so that a process which still has this file open cannot write where nobody will look. */
  retire(): void
}

/** Writes what is committed into a new file under another key. The copy is re-keyed outside WAL, where alone that works. */
export function copyUnderKey(from: Keyed, to: Keyed): void {
  withKey(from, (client) => void client.prepare('VACUUM INTO ?').run(to.path))
  withKey({ path: to.path, keyHex: from.keyHex }, (client) => {
    client.pragma('journal_mode=MEMORY')
    client.pragma(`rekey="x'${to.keyHex}'"`)
  })
}

function withKey({ path, keyHex }: Keyed, work: (client: Database.Database) => void): void {
  const client = new Database(path, { fileMustExist: true })
  try {
    setCipher(client, keyHex)
    work(client)
  } finally {
    client.close()
  }
}

/** Holds off every other writer of a file until it is disposed. */
export function freezeDb(opening: Opening): Frozen {
  const db = openDb(opening)
  const client = db.$client
  client.exec('BEGIN IMMEDIATE')
  return {
    retire() {
      client.unsafeMode(true)
      client.pragma('writable_schema=ON')
      client.exec('DELETE FROM sqlite_schema')
      client.pragma(`schema_version=${Number(client.pragma('schema_version', { simple: true })) + 1}`)
      client.exec('COMMIT')
    },
    [Symbol.dispose]: () => closeDb(db),
  }
}
