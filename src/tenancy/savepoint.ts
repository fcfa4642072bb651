import { type Db, transact } from '../db/index.ts'
import type { Tx } from './tenant.ts'

/** Runs a part of a transaction that may fail alone: its rows go, the rest of the transaction stays. */
export const savepoint = <T>(tx: Tx, fn: () => T): T => transact(tx.db as Db, 'deferred', fn)
