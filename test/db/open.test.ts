import { expect, test } from 'bun:test'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { closeDb, type Db, isDamage, openDb, schemaVersion, sqliteCode } from '../../src/db/index.ts'
import { fold } from '../../src/kit/fold.ts'

const KEY = 'c0ffee00'.repeat(8)
const OTHER = 'decade00'.repeat(8)
const MARK = 'Rosalind Quill'

function place() {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-db-'))
  return { directory, path: join(directory, 'tenant.db'), [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
}

const open = (path: string, keyHex = KEY, create = true) => openDb({ path, keyHex, plane: 'tenant', create })
const pragma = (db: Db, name: string) => db.$client.pragma(name, { simple: true })
const tables = (db: Db) => db.$client.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all()
const thrownBy = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

/** By their names, also those that were removed as soon as they were made. */
const openFiles = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return []
    }
  })

/** The file as anyone with the key sees it: no schema, no upgrade. */
function withBare<T>(path: string, work: (client: Database.Database) => T): T {
  const client = new Database(path)
  try {
    for (const each of [`cipher='sqlcipher'`, 'legacy=4', `key="x'${KEY}'"`]) client.pragma(each)
    return work(client)
  } finally {
    client.close()
  }
}

/** An encrypted file of the release before the first: a header, no tables, user_version 0. */
const makeOldFile = (path: string) =>
  withBare(path, (client) => {
    client.pragma('journal_mode=WAL')
    client.exec('CREATE TABLE passing (n); DROP TABLE passing')
  })

test('every commit is durable and every foreign key holds: the connection says so', () => {
  using here = place()
  const db = open(here.path)
  expect([pragma(db, 'synchronous'), pragma(db, 'journal_mode'), pragma(db, 'foreign_keys'), pragma(db, 'secure_delete')]).toEqual([
    2,
    'wal',
    1,
    1,
  ])
  closeDb(db)
})

test('a wrong key is refused as damage, and so is no key', () => {
  using here = place()
  closeDb(open(here.path))
  const refused = thrownBy(() => open(here.path, OTHER))
  expect([sqliteCode(refused), isDamage(refused)]).toEqual(['SQLITE_NOTADB', true])
  const plain = new Database(here.path)
  expect(() => plain.prepare('SELECT * FROM sqlite_schema').all()).toThrow('file is not a database')
  plain.close()
  closeDb(open(here.path))
})

test('a file that is not there is not made by looking', () => {
  using here = place()
  expect(isDamage(thrownBy(() => open(here.path, KEY, false)))).toBe(true)
  writeFileSync(here.path, '')
  expect(isDamage(thrownBy(() => open(here.path, KEY, false)))).toBe(true)
  expect([readdirSync(here.directory), statSync(here.path).size]).toEqual([['tenant.db'], 0])
})

test('what a file already holds is found after the upgrade that made it searchable', () => {
  using here = place()
  withBare(here.path, (client) => {
    const first = readMigrationFiles({ migrationsFolder: join(import.meta.dir, '../../migrations/tenant') }).slice(0, 2)
    for (const { sql } of first) for (const statement of sql) client.exec(statement)
    client.exec(`INSERT INTO contacts (id, name, fax, created_at, updated_at) VALUES ('c1', 'José Ruiz', '+15552010100', 0, 0)`)
    client.exec(`INSERT INTO faxes (id, status, from_number, cover, subject, note, pages, recipient_count, first_to, first_name, created_by_kind,
      created_by, created_at, updated_at) VALUES ('f1', 'queued', '', 0, 'Befund', '', 1, 2, '', '', 'user', 'ana', 0, 0)`)
    for (const [at, name] of ['Zoë', ''].entries())
      client
        .prepare(`INSERT INTO fax_recipients (id, fax_id, position, to_number, name, status) VALUES (?, 'f1', ?, ?, ?, 'queued')`)
        .run(`r${at}`, at, `+1555201010${at}`, name)
    client.exec(`INSERT INTO fax_files VALUES ('d1', 'f1', 0, 'Labs.pdf', 'pdf', 1, 1, 'x')`)
    client.exec(`INSERT INTO received_faxes (id, carrier_id, from_number, to_number, status, received_at)
      VALUES ('r1', 'c', '+15559990100', '+15559990109', 'downloading', 0)`)
    client.pragma('user_version=2')
  })
  const db = open(here.path)
  expect(db.$client.prepare('SELECT search FROM contacts').pluck().all()).toEqual(['jose ruiz +15552010100'])
  const found = db.$client.prepare('SELECT fax_id FROM fax_words JOIN fax_texts t ON t.n = fax_words.rowid WHERE fax_words MATCH ?').pluck()
  for (const piece of ['bef', 'zoe', '201', '  l']) expect([piece, found.all(`"${piece}"`)]).toEqual([piece, ['f1']])
  expect(found.all('"999"')).toEqual(['r1'])
  closeDb(db)
})

test('a table that is made anew keeps what refers to it', () => {
  using here = place()
  withBare(here.path, (client) => {
    client.function('fold', { deterministic: true }, (text) => fold(String(text)))
    const before = readMigrationFiles({ migrationsFolder: join(import.meta.dir, '../../migrations/tenant') }).slice(0, 11)
    for (const { sql } of before) for (const statement of sql) client.exec(statement)
    client.exec(
      `INSERT INTO users (id, email, name, role, state, created_at) VALUES ('u1', 'ana@maple.test', 'Ana', 'owner_admin', 'invited', 0)`,
    )
    client.exec(`INSERT INTO factors (user_id, secret, last_step, since) VALUES ('u1', 'S', 0, 0)`)
    client.pragma('user_version=11')
  })
  const db = open(here.path)
  const kept = (what: string) => db.$client.prepare(`SELECT ${what}`).pluck().get()
  expect([kept('role FROM users'), kept('user_id FROM factors'), kept('count(*) FROM pragma_foreign_key_check')]).toEqual([
    'owner_admin',
    'u1',
    0,
  ])
  expect(() => db.$client.exec(`DELETE FROM users WHERE id = 'u1'`)).not.toThrow()
  expect(kept('count(*) FROM factors')).toBe(0)
  closeDb(db)
})

test('neither SQLite’s header nor a word of what was written is in any file, with the log or without', () => {
  using here = place()
  const db = open(here.path)
  for (let i = 0; i < 200; i++)
    db.$client
      .prepare(`INSERT INTO contacts (id, name, fax, created_at, updated_at) VALUES (?, ?, ?, 0, 0)`)
      .run(`c${i}`, MARK, `+1555201${i}`)
  const names = readdirSync(here.directory).sort()
  expect(names).toEqual(['tenant.db', 'tenant.db-shm', 'tenant.db-wal'])
  expectSealed(here.directory)
  closeDb(db)
  expect(readdirSync(here.directory)).toEqual(['tenant.db'])
  expectSealed(here.directory)
})

function expectSealed(directory: string): void {
  for (const name of readdirSync(directory)) {
    const bytes = readFileSync(join(directory, name))
    for (const word of ['SQLite format 3', MARK, 'CREATE TABLE', 'contacts'])
      expect([name, word, bytes.indexOf(word)]).toEqual([name, word, -1])
  }
}

test('a file of an older release is brought up to date when it is opened', () => {
  using here = place()
  makeOldFile(here.path)
  const db = open(here.path, KEY, false)
  const fresh = open(join(here.directory, 'fresh.db'))
  expect([pragma(db, 'user_version'), tables(db)]).toEqual([schemaVersion('tenant'), tables(fresh)])
  expect([pragma(db, 'integrity_check'), db.$client.pragma('foreign_key_check')]).toEqual(['ok', []])
  for (const each of [db, fresh]) closeDb(each)
})

test('a file of a newer release is refused and left as it is', () => {
  using here = place()
  const db = open(here.path)
  db.$client.pragma('user_version=999')
  closeDb(db)
  const before = readFileSync(here.path)
  expect(() => open(here.path)).toThrow('of a newer release. Start that release.')
  expect(readFileSync(here.path).equals(before)).toBe(true)
})

test('an upgrade that fails leaves the file as it was', () => {
  using here = place()
  makeOldFile(here.path)
  withBare(here.path, (client) => client.exec('CREATE TABLE contacts (in_the_way)'))
  expect(() => open(here.path)).toThrow('already exists')
  const left = withBare(here.path, (client) => [
    client.prepare('SELECT name FROM sqlite_schema').pluck().all(),
    client.pragma('user_version', { simple: true }),
  ])
  expect(left).toEqual([['contacts'], 0])
})

test('threads that open an old file at the same moment upgrade it once', async () => {
  using here = place()
  const names = Array.from({ length: 20 }, (_, n) => join(here.directory, `${n}.db`))
  makeOldFile(here.path)
  for (const name of names) copyFileSync(here.path, name)
  const barrier = new SharedArrayBuffer(4 * (names.length + 1))
  const failures = await Promise.all([1, 2, 3].map(() => openTogether(names, barrier, 3)))
  expect(failures.flat()).toEqual([])
})

/** Opens each file at the moment the other threads do, and says what failed. */
function openTogether(paths: readonly string[], barrier: SharedArrayBuffer, threads: number): Promise<string[]> {
  const worker = new Worker(new URL('./opener.ts', import.meta.url).href)
  return new Promise<string[]>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<string[]>) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage({ paths, barrier, threads, keyHex: KEY })
  }).finally(() => worker.terminate())
}

const python = Bun.spawnSync(['python3', '-c', 'import sqlcipher3']).exitCode === 0
if (!python) console.warn('SKIPPED: python3 has no sqlcipher3, so nobody else has opened our files in this run.')

test.skipIf(!python)('another SQLCipher 4 tool opens the file with the raw key', () => {
  using here = place()
  const db = open(here.path)
  db.$client.prepare(`INSERT INTO contacts (id, name, fax, created_at, updated_at) VALUES ('c1', ?, '+15552010100', 0, 0)`).run(MARK)
  closeDb(db)
  const script = `
import sqlcipher3, sys
db = sqlcipher3.connect(sys.argv[1])
db.execute("PRAGMA key=\\"x'" + sys.argv[2] + "'\\"")
print(db.execute('SELECT name FROM contacts').fetchone()[0], db.execute('PRAGMA cipher_integrity_check').fetchall(), db.execute('PRAGMA integrity_check').fetchone()[0])`
  const { stdout, stderr } = Bun.spawnSync(['python3', '-c', script, here.path, KEY])
  expect([stdout.toString().trim(), stderr.toString()]).toEqual([`${MARK} [] ok`, ''])
})

test('what is sorted, or may have to be taken back, lies in no file beside the database', () => {
  using at = place()
  const db = open(at.path)
  const { $client: client } = db
  client.exec('CREATE TABLE words (word TEXT)')
  const temporary = () => openFiles().filter((name) => name.includes('etilqs'))
  const insert = client.prepare('INSERT INTO words VALUES (?)')
  const [text, seen] = [`${MARK} `.repeat(60), [] as string[]]
  client.transaction(() => {
    for (let n = 0; n < 4_000; n++) insert.run(`${n * 7_919} ${text}`)
    client.transaction(() => {
      client.exec(`UPDATE words SET word = 'x' || word`)
      seen.push(...temporary())
    })()
  })()
  for (const _ of client.prepare('SELECT word FROM words ORDER BY word DESC').iterate()) seen.push(...temporary())
  expect(seen).toEqual([])
  closeDb(db)
})
