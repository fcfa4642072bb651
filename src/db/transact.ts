import type Database from 'better-sqlite3'
import type { Db } from './open.ts'

type Runner = Database.Transaction<(fn: () => unknown) => unknown>
const runners = new WeakMap<object, Runner>()

/** A transaction around `fn`, or a savepoint in the one that is open. Made once for each open file: making one costs more than a short one runs. */
export function transact<T>(db: Pick<Db, '$client'>, mode: 'deferred' | 'immediate', fn: () => T): T {
  const runner = runners.get(db) ?? db.$client.transaction((inner: () => unknown) => inner())
  runners.set(db, runner)
  return runner[mode](fn) as T
}
