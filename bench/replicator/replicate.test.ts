import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { closeDb, type Db, openDb } from '../../src/db/index.ts'
import { LITESTREAM } from '../../test/support/replicator.ts'
import {
  type Bucket,
  buildReplicator,
  driverTests,
  type Keys,
  lacking,
  type Replicator,
  run,
  STOCK,
  scratch,
  serveKeys,
  startBucket,
  startReplicator,
  until,
} from './support.ts'

const lack = lacking()
if (lack && process.env['CI']) throw new Error(lack)
if (lack) console.warn(`!! The replicator is not proved: ${lack}`)

const MARKER = 'Ana Ortiz wrote this in the clear'
const BUILDING = 20 * 60_000

type Office = { readonly path: string; readonly key: string; readonly db: Db; readonly url: string }

let bucket: Bucket
let directory: string
let maple: Office
let harbor: Office
let keys: Keys
let replicator: Replicator

const secrets = () => ({ ...bucket.env, FRONTDESK_KEY_SOCKET: keys.socket })
const register = ({ path, url }: Office) => replicator.ask('POST', '/register', { path, replica_url: url })
const unregister = ({ path }: Office) => replicator.ask('POST', '/unregister', { path })
const sync = async ({ path }: Office) => (await replicator.ask('POST', '/sync', { path, wait: true })).body
const note = (db: Db, text: string) => void db.$client.prepare('INSERT INTO proof (text) VALUES (?)').run(text)
const notes = (db: Db) => db.$client.prepare('SELECT text FROM proof ORDER BY id').pluck().all()

function openOffice(path: string, key: string, create = false): Db {
  const db = openDb({ path, keyHex: key, plane: 'tenant', create })
  db.$client.pragma('wal_autocheckpoint=0')
  return db
}

function makeOffice(name: string): Office {
  mkdirSync(join(directory, name))
  const path = join(directory, name, 'tenant.db')
  const key = randomBytes(32).toString('hex')
  const db = openOffice(path, key, true)
  db.$client.exec('CREATE TABLE proof (id INTEGER PRIMARY KEY, text TEXT)')
  return { path, key, db, url: bucket.url(name) }
}

/** Restores with a program that has neither key nor socket, and opens what came back with the key. */
async function restore(program: string, office: Office, ...flags: string[]): Promise<unknown[]> {
  const path = join(directory, `restored-${Bun.randomUUIDv7()}.db`)
  const { code, output } = await run([program, 'restore', ...flags, '-o', path, office.url], bucket.env)
  expect([code, output]).toEqual([0, expect.anything()])
  const back = openDb({ path, keyHex: office.key, plane: 'tenant' })
  expect(back.$client.pragma('integrity_check', { simple: true })).toBe('ok')
  const rows = notes(back)
  closeDb(back)
  return rows
}

const showsPlaintext = (object: Buffer) => object.includes(MARKER) || object.includes('SQLite format 3')
const objectsOf = (name: string) => [...bucket.objects()].filter(([path]) => path.includes(`/${name}/`)).map(([, bytes]) => bytes)
/** What was shipped as it was committed; Litestream merges it into the higher levels on its own clock. */
const shipped = (name: string) => new Map([...bucket.objects()].filter(([path]) => path.includes(`/${name}/0000/`)))

describe.skipIf(lack !== undefined)('the replicator', () => {
  beforeAll(async () => {
    await buildReplicator()
    directory = scratch()
    bucket = await startBucket()
    maple = makeOffice('maple')
    harbor = makeOffice('harbor')
    keys = serveKeys(directory, { [maple.path]: maple.key })
    replicator = await startReplicator(directory, secrets())
  }, BUILDING)

  afterAll(async () => {
    await replicator?.stop()
    keys?.[Symbol.dispose]()
    for (const office of [maple, harbor]) if (office) closeDb(office.db)
    await bucket?.[Symbol.asyncDispose]()
    if (directory) rmSync(directory, { recursive: true, force: true })
  })

  test("the driver's own tests pass", driverTests, BUILDING)

  test('what an office commits is in the bucket a moment later, and every byte of it is ciphertext', async () => {
    note(maple.db, MARKER)
    expect((await register(maple)).body['status']).toBe('registered')
    expect(await sync(maple)).toMatchObject({ status: 'synced', txid: 1, replicated_txid: 1 })
    note(maple.db, `${MARKER}, twice`)
    await until('the second note is in the bucket', () => shipped('maple').size > 1)
    expect(objectsOf('maple').some(showsPlaintext)).toBe(false)
  })

  test('the same search finds the text of a file that is not encrypted', async () => {
    const path = join(directory, 'plain.db')
    const { code } = await run(['sqlite3', path, `PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES ('${MARKER}')`], {})
    expect(code).toBe(0)
    const config = join(directory, 'plain.yml')
    await Bun.write(config, `dbs:\n  - path: ${path}\n    replica:\n      url: ${bucket.url('plain')}\n`)
    expect((await run([STOCK, 'replicate', '-once', '-config', config], bucket.env)).code).toBe(0)
    expect(objectsOf('plain').some(showsPlaintext)).toBe(true)
  })

  test('stock Litestream and ours restore every row without a key', async () => {
    await sync(maple)
    const rows = [MARKER, `${MARKER}, twice`]
    expect(await restore(STOCK, maple)).toEqual(rows)
    expect(await restore(LITESTREAM, maple)).toEqual(rows)
  })

  test('a restore can stop at any transaction', async () => {
    const { txid } = await sync(maple)
    note(maple.db, 'a mistake')
    await sync(maple)
    expect(await restore(STOCK, maple)).toContain('a mistake')
    const before = Number(txid).toString(16).padStart(16, '0')
    expect(await restore(STOCK, maple, '-txid', before)).not.toContain('a mistake')
  })

  test('a file the app did not name is refused, in words, and nothing of it leaves', async () => {
    note(harbor.db, MARKER)
    await register(harbor)
    expect((await sync(harbor))['error']).toEndWith('no key: the app refused: no tenant has this file')
    await unregister(harbor)
    expect(objectsOf('harbor')).toEqual([])
    expect(keys.asked).toContain(harbor.path)
  })

  test('no key is in the configuration, the arguments, the environment or the log', () => {
    const shown = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${replicator.pid}/${name}`, 'utf8'))
    for (const text of [...shown, replicator.config, replicator.log()]) expect(text).not.toContain(maple.key)
  })

  test('an office that falls out of the cache, app first, goes on later with what is new and no snapshot', async () => {
    await sync(maple)
    closeDb(maple.db)
    expect((await unregister(maple)).body['status']).toBe('unregistered')
    const before = shipped('maple')
    maple = { ...maple, db: openOffice(maple.path, maple.key) }
    note(maple.db, 'back again')
    await register(maple)
    await sync(maple)
    const added = [...shipped('maple')].filter(([path]) => !before.has(path)).map(([, bytes]) => bytes.length)
    expect(added.length).toBe(1)
    expect(Math.max(...added)).toBeLessThan(statSync(maple.path).size / 10)
    expect(await restore(STOCK, maple)).toEqual(notes(maple.db))
  })

  test('a killed replicator goes on where it was', async () => {
    process.kill(replicator.pid, 'SIGKILL')
    await replicator.exited
    for (let n = 0; n < 200; n++) note(maple.db, `${MARKER}, while nobody looked, ${n}`)
    replicator = await startReplicator(directory, secrets())
    await register(maple)
    await sync(maple)
    expect(await restore(STOCK, maple)).toEqual(notes(maple.db))
    expect(objectsOf('maple').some(showsPlaintext)).toBe(false)
  })

  test('an app that dies takes the replicator with it, but not its last commits', async () => {
    await replicator.stop()
    keys[Symbol.dispose]()
    closeDb(maple.db)
    const env = { ...secrets(), OFFICE: JSON.stringify({ ...maple, db: undefined, directory }) }
    const command = `${process.execPath} --no-install ${join(import.meta.dir, 'dying-app.ts')}`
    const parent = await startReplicator(directory, env, ['-exec', command])
    expect(await parent.exited).toBe(1)
    maple = { ...maple, db: openOffice(maple.path, maple.key) }
    expect(notes(maple.db).at(-1)).toBe('last words')
    expect(await restore(STOCK, maple)).toEqual(notes(maple.db))
  }, 30_000)
})
