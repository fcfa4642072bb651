import { expect, test } from 'bun:test'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents, record } from '../../src/audit/index.ts'
import { isDamage, isTransient } from '../../src/db/index.ts'
import { enqueue, kind } from '../../src/jobs/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'

const PAGE = 4096
const pathOf = (offices: Offices) => join(offices.dataDir, offices.ids.maple, 'tenant.db')

/** Park–Miller: the same positions in every run. */
function seeded(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

function fill(tenant: Tenant): void {
  tenant.write((tx) => {
    for (let n = 0; n < 300; n++) {
      record(tx, 'fax.filed', `f${n}`, { pages: n })
      enqueue(tx, kind<{ text: string }>('later'), { text: 'x'.repeat(400) })
    }
  })
}

/** Everything there is to serve, by each way to it: a table, or an index. */
const doorsOf = (tenant: Tenant): string[] =>
  tenant
    .read((tx) =>
      tx.db.all<{ type: string; name: string; of: string; sql: string | null }>(
        sql`SELECT type, name, tbl_name AS "of", sql FROM sqlite_schema WHERE type IN ('table', 'index')`,
      ),
    )
    .map((each) => {
      if (each.type === 'table') return `SELECT * FROM "${each.name}"`
      const [, some] = each.sql?.split(' WHERE ') ?? []
      // Not count(*), for which SQLite takes whichever index is smallest.
      return `SELECT sum(1) FROM "${each.of}" INDEXED BY "${each.name}"${some ? ` WHERE ${some}` : ''}`
    })

function readAll(tenant: Tenant, doors: readonly string[]): (string | Error)[] {
  return doors.map((door) => {
    try {
      return JSON.stringify(tenant.read((tx) => tx.db.all(sql.raw(door))))
    } catch (error) {
      return error instanceof Error ? error : new Error('not even an error')
    }
  })
}

const isWhole = (tenant: Tenant): boolean =>
  tenant.read((tx) => tx.db.all<{ integrity_check: string }>(sql`PRAGMA integrity_check`))[0]?.integrity_check === 'ok'

test('one changed byte anywhere is refused in plain words, and nothing changed is ever served', () => {
  using offices = openOffices()
  fill(offices.maple)
  const doors = doorsOf(offices.maple)
  const served = readAll(offices.maple, doors)
  expect(served.filter(isRefusal)).toEqual([])
  offices.tenants.close(offices.ids.maple)
  const whole = readFileSync(pathOf(offices))
  const pages = whole.length / PAGE
  const random = seeded(20_260_302)
  const positions = [0, 15, 16, 23, 24, 99, 100, PAGE - 80, PAGE - 64, PAGE - 1]
  // Each kind of page is met often: each fourth or so, with the beginning and the end of the file.
  for (let page = 0; page < pages; page += 1 + random(7)) positions.push(page * PAGE + random(PAGE))
  positions.push(whole.length - 1)
  expect([pages > 60, positions.length > 70]).toEqual([true, true])
  for (const at of positions) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    writeFileSync(pathOf(offices), bytes)
    expect([at, ...faultsOf(offices.maple, doors, served)]).toEqual([at, 'refused'])
    offices.tenants.close(offices.ids.maple)
  }
  writeFileSync(pathOf(offices), whole)
  expect(readAll(offices.maple, doors)).toEqual(served)
}, 60_000)

/**
 * `refused` when each door serves what was written or refuses in plain words, and at least one refused. The check of the
 * whole file reports a bad page where it can and throws where it cannot, so only a door or a throw counts.
 */
function faultsOf(tenant: Tenant, doors: readonly string[], served: readonly (string | Error)[]): string[] {
  const now = readAll(tenant, doors)
  const faults = now.flatMap((each, index) => (each === served[index] || isRefusal(each) ? [] : [`${doors[index]}: ${each}`]))
  if (faults.length > 0) return faults
  if (now.some(isRefusal)) return ['refused']
  try {
    return [isWhole(tenant) ? 'served as whole' : 'reported, but no door refused']
  } catch (error) {
    return [isRefusal(error) ? 'refused' : String(error)]
  }
}

const isRefusal = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'unavailable' &&
  error.message.includes('failed an integrity check and were not served')

test('pages that changed places are refused', () => {
  using offices = openOffices()
  fill(offices.maple)
  const doors = doorsOf(offices.maple)
  const served = readAll(offices.maple, doors)
  offices.tenants.close(offices.ids.maple)
  const bytes = readFileSync(pathOf(offices))
  const [third, last] = [Buffer.from(bytes.subarray(2 * PAGE, 3 * PAGE)), Buffer.from(bytes.subarray(-PAGE))]
  last.copy(bytes, 2 * PAGE)
  third.copy(bytes, bytes.length - PAGE)
  writeFileSync(pathOf(offices), bytes)
  expect(faultsOf(offices.maple, doors, served)).toEqual(['refused'])
})

test('a changed byte in the log is never served: what it held is missing, what was before is whole', () => {
  using offices = openOffices()
  const copy = openOffices()
  for (let n = 0; n < 20; n++) offices.maple.write((tx) => record(tx, `note.${n}`, 's1'))
  copyFileSync(pathOf(offices), pathOf(copy))
  const log = readFileSync(`${pathOf(offices)}-wal`)
  const random = seeded(7)
  const written = notes(offices.maple)
  expect(written).toHaveLength(20)
  for (let round = 0; round < 40; round++) {
    const bytes = Buffer.from(log)
    const at = random(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    writeFileSync(`${pathOf(copy)}-wal`, bytes)
    const seen = notes(copy.maple)
    expect(seen).toEqual(written.slice(0, seen.length))
    copy.tenants.close(copy.ids.maple)
    copyFileSync(pathOf(offices), pathOf(copy))
  }
  copy[Symbol.dispose]()
})

const notes = (tenant: Tenant) =>
  tenant
    .read((tx) => listEvents(tx, { subjectId: 's1' }))
    .map(({ action }) => action)
    .reverse()

test('a full disk and a busy file are told from damage', () => {
  const coded = (code: string) => Object.assign(new Error('x'), { code })
  const verdict = (code: string) => (isDamage(coded(code)) ? 'damage' : isTransient(coded(code)) ? 'transient' : 'neither')
  expect(['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_CORRUPT_INDEX', 'SQLITE_IOERR_SHORT_READ'].map(verdict)).toEqual(
    Array(4).fill('damage'),
  )
  expect(['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC'].map(verdict)).toEqual(
    Array(5).fill('transient'),
  )
  expect(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_ERROR', 'ENOENT', ''].map(verdict)).toEqual(Array(4).fill('neither'))
  expect([isDamage(new Error('query', { cause: coded('SQLITE_CORRUPT') })), isDamage('SQLITE_CORRUPT'), isDamage(undefined)]).toEqual([
    true,
    false,
    false,
  ])
})
