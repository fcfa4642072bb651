import { join } from 'node:path'
import { closeDb, type Db, leaveLogAlone, openDb, scrubDb, transact } from '../db/index.ts'
import type { NotPromise, Rows } from './tenant.ts'

/** The operators' plane: tenants, numbers, operators. Never a row of an office's own data. */
export type ControlTx = { readonly db: Rows; readonly now: Date }
export type Control = {
  read<T>(fn: (tx: ControlTx) => NotPromise<T>): T
  write<T>(fn: (tx: ControlTx) => NotPromise<T>): T
  /** After a key was replaced or destroyed: no byte of what was there stays in the file or its log. */
  scrub(): Promise<void>
  [Symbol.dispose](): void
}

type Opening = {
  readonly dataDir: string
  readonly keyHex: string
  readonly clock: () => Date
  /** Its log is the replicator's, which lets go of it while `empty` runs. */
  readonly copying?: { makeWay(empty: () => void): Promise<void> } | undefined
}

export function openControl(options: Opening): Control {
  const db: Db = openDb({ path: join(options.dataDir, 'control.db'), keyHex: options.keyHex, plane: 'control', create: true })
  if (options.copying) leaveLogAlone(db)
  const run = <T>(mode: 'deferred' | 'immediate', fn: (tx: ControlTx) => T) => transact(db, mode, () => fn({ db, now: options.clock() }))
  return {
    read: (fn) => run('deferred', fn) as never,
    write: (fn) => run('immediate', fn) as never,
    async scrub() {
      await (options.copying ? options.copying.makeWay(() => scrubDb(db)) : scrubDb(db))
    },
    [Symbol.dispose]: () => closeDb(db),
  }
}
