import { type Db, prepared } from '../db/index.ts'
import type { Tx } from './tenant.ts'

type Kept = { readonly version: string; readonly answer: unknown }

const MOST = 128
const kept = new Map<string, Kept>()
const reading = new WeakSet<Tx>()
const openings = new WeakMap<object, number>()
let opened = 0

/** Said by whoever opens a transaction that can only read: another one may hold rows that are never committed. */
export const markReading = (tx: Tx): Tx => {
  reading.add(tx)
  return tx
}

/**
 * What `make` answered last time under this name, if no row of the office has been written since, by this thread, another one or
 * another process: SQLite counts both. The newest 128 answers are kept. The answer is shared: nobody changes it. It depends on the
 * office's rows and the name alone, not on the time or on who asks.
 */
export function whileUnchanged<T>(tx: Tx, name: string, make: () => T): T {
  if (!reading.has(tx)) return make()
  // Asked first, so that the rows are read from the state that was counted.
  const version = versionOf(tx.db)
  const key = `${tx.tenantId} ${name}`
  const before = kept.get(key)
  if (before?.version === version) return before.answer as T
  const answer = make()
  kept.delete(key)
  const oldest = kept.keys().next()
  if (!oldest.done && kept.size >= MOST) kept.delete(oldest.value)
  kept.set(key, { version, answer })
  return answer
}

const ofOthers = (db: Db) => db.$client.prepare('PRAGMA data_version').pluck()
const ofOurs = (db: Db) => db.$client.prepare('SELECT total_changes()').pluck()

/** data_version moves with the commits of others, total_changes with our own; both begin anew with each opening. */
const versionOf = (db: object): string =>
  `${openingOf(db)} ${prepared(db, 'tenancy.ofOthers', ofOthers).get()} ${prepared(db, 'tenancy.ofOurs', ofOurs).get()}`

function openingOf(db: object): number {
  const known = openings.get(db) ?? ++opened
  openings.set(db, known)
  return known
}
