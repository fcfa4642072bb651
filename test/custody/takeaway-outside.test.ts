import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { sha256 } from '../../src/files/index.ts'
import { openShell, type Shell } from '../cli/support.ts'
import type { Faxing } from '../support/faxing.ts'
import { away, openFull, PASSPHRASE } from './takeaway-support.ts'

// What others make of a take-away: tar, sqlite3, SQLCipher, and the command line on another machine.
setDefaultTimeout(60_000)

const runs = (...command: string[]) => {
  try {
    return Bun.spawnSync(command).exitCode === 0
  } catch {
    return false
  }
}
const sqlite3 = runs('sqlite3', '--version')
if (!sqlite3) console.warn('SKIPPED: there is no sqlite3, so nobody else has opened the open form in this run.')
const python = runs('python3', '-c', 'import sqlcipher3')
if (!python) console.warn('SKIPPED: python3 has no sqlcipher3, so nobody else has opened the encrypted form in this run.')

let here: Faxing
const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-outside-'))
beforeAll(async () => {
  here = await openFull()
})
afterAll(() => {
  here[Symbol.dispose]()
  rmSync(scratch, { recursive: true, force: true })
})

async function unpack(form: 'open' | 'encrypted', passphrase?: string) {
  const { out, manifest } = await away(here, form, { out: join(scratch, `${crypto.randomUUID()}.tar`), ...(passphrase && { passphrase }) })
  const directory = mkdtempSync(join(scratch, 'unpacked-'))
  const { exitCode, stderr } = Bun.spawnSync(['tar', '-xf', out, '-C', directory])
  expect({ exitCode, said: stderr.toString() }).toEqual({ exitCode: 0, said: '' })
  return { directory, manifest }
}

test('tar unpacks either form, and every file is as the manifest says', async () => {
  for (const form of ['open', 'encrypted'] as const) {
    const { directory, manifest } = await unpack(form)
    expect(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))).toEqual(manifest)
    for (const { name, bytes, sha256: digest } of manifest.files) {
      const content = readFileSync(join(directory, name))
      expect([name, content.length, sha256(content)]).toEqual([name, bytes, digest])
    }
  }
})

test.skipIf(!sqlite3)('sqlite3 opens the open form: whole, with the same rows', async () => {
  const { directory, manifest } = await unpack('open')
  const ask = (query: string) =>
    Bun.spawnSync(['sqlite3', '-readonly', join(directory, 'database/office.db'), query])
      .stdout.toString()
      .trim()
  expect(ask('PRAGMA integrity_check')).toBe('ok')
  expect(ask('PRAGMA foreign_key_check')).toBe('')
  for (const [table, rows] of Object.entries(manifest.tables))
    expect([table, ask(`SELECT count(*) FROM ${table}`)]).toEqual([table, String(rows)])
  expect(ask('SELECT name FROM contacts')).toBe('Thaddeus Ravensworth')
})

// The indexes of words are not tables of records, though SQLite keeps them in some.
const COUNT = `
import json, sqlcipher3, sys
def opened(name):
    db = sqlcipher3.connect(sys.argv[1] + '/database/' + name)
    db.execute("PRAGMA key = '%s'" % sys.argv[2].replace("'", "''"))
    return db
office, documents = opened('office.db'), opened('documents.db')
tables = [name for (name,) in office.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'contact_words%' AND name NOT LIKE 'fax_words%'")]
print(json.dumps({
    'sound': [db.execute('PRAGMA integrity_check').fetchone()[0] for db in (office, documents)] + office.execute('PRAGMA cipher_integrity_check').fetchall(),
    'tables': {name: office.execute('SELECT count(*) FROM ' + name).fetchone()[0] for name in tables},
    'documents': dict(documents.execute('SELECT name, hex(content) FROM documents').fetchall()),
}))`

test.skipIf(!python).each([PASSPHRASE, `x'${'c4'.repeat(32)}'`])(
  'another SQLCipher opens the encrypted form under %p and counts the same rows',
  async (passphrase) => {
    const { directory, manifest } = await unpack('encrypted', passphrase)
    const { stdout, stderr } = Bun.spawnSync(['python3', '-c', COUNT, directory, passphrase])
    expect(stderr.toString()).toBe('')
    const seen = JSON.parse(stdout.toString())
    expect({ sound: seen.sound, tables: seen.tables }).toEqual({ sound: ['ok', 'ok'], tables: manifest.tables })
    const ids = Object.keys(seen.documents).map((name) => name.slice(0, 36))
    expect(ids.length).toBe(manifest.documents)
    for (const [name, hex] of Object.entries(seen.documents)) {
      const document = await here.files.read(here.maple.id, name.slice(0, 36) as Parameters<typeof here.files.read>[1])
      expect(document.equals(Buffer.from(String(hex), 'hex'))).toBe(true)
    }
  },
)

/** The offices of `here` as a data directory that the command line opens. */
function shellHere(): Shell {
  writeFileSync(join(here.dataDir, 'master.key'), `${'07'.repeat(32)}\n`)
  // The directory is not the shell's own, so it does not go with it.
  return { ...openShell({ DATA_DIR: here.dataDir }), [Symbol.dispose]: () => {} }
}

test('by the command line an office leaves one machine and comes up on another, where nothing unfinished is sent again', async () => {
  using leaving = shellHere()
  using arriving = openShell()
  const out = join(scratch, 'maple.tar')
  const left = await leaving.run(['tenant', 'export', 'maple', '--out', out, '--passphrase-stdin'], `${PASSPHRASE}\n`)
  expect(left).toMatchObject({ code: 0, err: '' })
  expect(left.out).toContain('6 of 6 documents')

  const wrong = await arriving.run(['tenant', 'import', out, '--passphrase-stdin'], 'not the passphrase at all\n')
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('passphrase: This passphrase does not open the archive.') })
  expect(await arriving.json<unknown[]>(['tenant', 'list'])).toEqual([])

  const arrived = await arriving.run(['tenant', 'import', out, '--passphrase-stdin', '--json'], PASSPHRASE)
  expect(arrived.err).toBe('')
  expect(JSON.parse(arrived.out)).toMatchObject({ id: here.ids.maple, slug: 'maple', documents: 6, held: 3 })
  expect(await arriving.json(['audit', 'verify', 'maple'])).toMatchObject({ valid: true })

  const again = await arriving.run(['tenant', 'import', out, '--passphrase-stdin'], PASSPHRASE)
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('This office is here already.') })

  const back = await arriving.run(['tenant', 'export', 'maple', '--out', join(scratch, 'back.tar'), '--form', 'open'])
  expect(back).toMatchObject({ code: 0, err: '' })
  const directory = join(scratch, 'back')
  mkdirSync(directory)
  Bun.spawnSync(['tar', '-xf', join(scratch, 'back.tar'), '-C', directory])
  const table = (name: string): Record<string, unknown>[] => JSON.parse(readFileSync(join(directory, `tables/${name}.json`), 'utf8'))
  expect(
    table('fax_recipients')
      .map(({ status, cause }) => `${status} ${cause}`)
      .sort(),
  ).toEqual(['delivered null', 'held outcome_unknown', 'held outcome_unknown', 'held outcome_unknown'])
  expect(
    table('faxes')
      .map(({ status }) => status)
      .sort(),
  ).toEqual(['delivered', 'held', 'held'])
  expect(table('fax_attempts').filter(({ state }) => state === 'calling' || state === 'accepted')).toEqual([])
  expect(here.maple.read((tx) => tx.db.all(sql`SELECT 1 FROM fax_recipients WHERE status = 'held'`))).toEqual([])
})

test('a command typed wrongly takes nothing away', async () => {
  using shell = shellHere()
  const out = join(scratch, 'none.tar')
  for (const args of [['maple'], ['maple', '--out', out], ['maple', '--out', out, '--form', 'zip']])
    expect((await shell.run(['tenant', 'export', ...args])).code).toBe(2)
  const weak = await shell.run(['tenant', 'export', 'maple', '--out', out, '--passphrase-stdin'], 'weak\n')
  expect(weak).toMatchObject({ code: 1, err: expect.stringContaining('passphrase: Choose a passphrase of at least 15') })
  expect(existsSync(out)).toBe(false)
})
