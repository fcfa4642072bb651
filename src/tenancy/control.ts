import { join } from 'node:path'
import { closeDb, type Db, openDb } from '../db/index.ts'
import type { NotPromise, Rows } from './tenant.ts'

/** The operators' plane: tenants, numbers, operators. Never a row of an office's own data. */
export type ControlTx = { readonly db: Rows; readonly now: Date }
export type Control = {
  read<T>(fn: (tx: ControlTx) => NotPromise<T>): T
  write<T>(fn: (tx: ControlTx) => NotPromise<T>): T
  [Symbol.dispose](): void
}

export function openControl(options: { readonly dataDir: string; readonly keyHex: string; readonly clock: () => Date }): Control {
  const db: Db = openDb({ path: join(options.dataDir, 'control.db'), keyHex: options.keyHex, plane: 'control', create: true })
  const run = <T>(fn: (tx: ControlTx) => T) => db.$client.transaction(() => fn({ db, now: options.clock() }))
  return {
    read: (fn) => run(fn).deferred() as never,
    write: (fn) => run(fn).immediate() as never,
    [Symbol.dispose]: () => closeDb(db),
  }
}
