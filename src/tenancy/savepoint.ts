import type { Db } from '../db/index.ts'
import type { Tx } from './tenant.ts'

/** Runs a part of a transaction that may fail alone: its rows go, the rest of the transaction stays. */
export function savepoint<T>(tx: Tx, fn: () => T): T {
  return (tx.db as Db).$client.transaction(fn)()
}
