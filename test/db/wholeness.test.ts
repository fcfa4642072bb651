import { expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { closeDb, openDb, wholenessOf } from '../../src/db/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'

setDefaultTimeout(30_000)
const LARGE = 12 * 1024 * 1024

/** Maple Street's file, closed, and larger than what is read at once. */
function mapleOf({ tenants, ids }: Offices, bytes: number, more = '') {
  const file = tenants.locate(ids.maple)
  const db = openDb({ ...file, plane: 'tenant' })
  db.$client.pragma('foreign_keys=OFF')
  db.$client.exec(`CREATE TABLE bulk (bytes BLOB); INSERT INTO bulk VALUES (randomblob(${bytes})); ${more}`)
  closeDb(db)
  tenants.close(ids.maple)
  return file
}

/** How often others of this thread had a turn meanwhile. */
async function counting<T>(work: Promise<T>): Promise<{ readonly answer: T; readonly turns: number }> {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const answer = await work
  clearInterval(timer)
  return { answer, turns }
}

test('a large file is read from end to end while others of the thread get their turn', async () => {
  using offices = openOffices()
  const { answer, turns } = await counting(wholenessOf(mapleOf(offices, LARGE)))
  expect(answer).toBe('whole')
  expect(turns).toBeGreaterThan(5)
})

test.each([1_000, LARGE])('what is wrong with a file of %p bytes more is told', async (bytes) => {
  using offices = openOffices()
  const dangles = `CREATE TABLE parents (id INTEGER PRIMARY KEY); CREATE TABLE children (parent INTEGER REFERENCES parents (id)); INSERT INTO children VALUES (1);`
  const file = mapleOf(offices, bytes, dangles)
  expect(await wholenessOf(file)).toBe('dangling')
  expect(await wholenessOf({ ...file, keyHex: 'ab'.repeat(32) })).toBe('unreadable')
  expect(await wholenessOf({ ...file, path: `${file.path}.gone` })).toBe('unreadable')
  const whole = readFileSync(file.path)
  whole.writeUInt8(whole.readUInt8(whole.length - 4_000) ^ 1, whole.length - 4_000)
  writeFileSync(file.path, whole)
  expect(['damaged', 'unreadable']).toContain(await wholenessOf(file))
})
