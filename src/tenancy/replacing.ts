import { existsSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { eq } from 'drizzle-orm'
import { conflict } from '../kit/errors.ts'
import type { Control, ControlTx } from './control.ts'
import { databasePath, getTenantRow, type TenantRow } from './directory.ts'
import { type KeyRing, syncDirectory, tenantDirectory } from './keys.ts'
import { carryKeys } from './retired.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'
import { settle, type Turning } from './turning.ts'

/*
 * A file of another moment in the place of the one a tenant has, under a new key and so with a replica of its own:
 *   suspend → the next file is made → one commit: its key, and active again → what was before is left under another name
 */
export type NextFile = { readonly path: string; readonly wrappedKey: Buffer; readonly keyHex: string }

const marker = (dataDir: string, id: TenantId) => join(tenantDirectory(dataDir, id), 'replacing')

/** Nobody comes in until `exchangeFile` or `letIn`; a start after a crash lets them in. Throws AppError conflict for one that is not active. */
export function suspendFor(control: Control, dataDir: string, id: TenantId): TenantRow {
  return control.write((tx) => {
    const row = getTenantRow(tx, id)
    if (row.state !== 'active') throw conflict(`This office is ${row.state}: its file cannot be replaced.`)
    mkdirSync(marker(dataDir, id), { recursive: true })
    setState(tx, id, 'suspended')
    return row
  })
}

export function letIn(control: Control, dataDir: string, id: TenantId): void {
  control.write((tx) => setState(tx, id, 'active'))
  rmSync(marker(dataDir, id), { recursive: true, force: true })
}

/** At start: what a crash left suspended is let in, with the file it had or the next one, whole either way. */
export function letInAll(control: Control, dataDir: string): void {
  for (const { id, state } of control.read((tx) => tx.db.select().from(tenants).all())) {
    if (!existsSync(marker(dataDir, id))) continue
    if (state === 'suspended') letIn(control, dataDir, id)
    else rmSync(marker(dataDir, id), { recursive: true, force: true })
  }
}

const setState = (tx: ControlTx, id: TenantId, state: 'active' | 'suspended') =>
  void tx.db.update(tenants).set({ state }).where(eq(tenants.id, id)).run()

/** Where the next file is to be made, and its key. What an earlier try left there goes. */
export function nextFileOf({ dataDir, keys }: { readonly dataDir: string; readonly keys: KeyRing }, row: TenantRow): NextFile {
  const path = databasePath(dataDir, { ...row, keyTurns: row.keyTurns + 1 })
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  const wrappedKey = keys.newWrappedKey(row.id)
  return { path, wrappedKey, keyHex: keys.derive(row.id, wrappedKey, 'database').toString('hex') }
}

/** Nobody has the file open. Afterwards the one it had is at `keep`, with its log, as it was. */
export async function exchangeFile(deps: Turning, row: TenantRow, next: NextFile, keep: string): Promise<void> {
  const { dataDir, control, keys, turnstile } = deps
  const { id } = row
  const last = databasePath(dataDir, row)
  mkdirSync(dirname(keep), { recursive: true, mode: 0o700 })
  for (const suffix of ['', '-wal', '-shm']) rmSync(keep + suffix, { force: true })
  for (const suffix of ['', '-wal']) if (existsSync(last + suffix)) linkSync(last + suffix, keep + suffix)
  syncDirectory(dirname(keep))
  syncDirectory(tenantDirectory(dataDir, id))
  control.write((tx) => {
    deps.guard?.mayWrite(id)
    if (!getTenantRow(tx, id).wrappedKey.equals(row.wrappedKey)) throw conflict('This office’s key was exchanged meanwhile.')
    carryKeys(tx, keys, id, row.wrappedKey, next.wrappedKey)
    const turned = { wrappedKey: next.wrappedKey, keyTurns: row.keyTurns + 1, keyState: 'turning', keyRotatedAt: tx.now } as const
    tx.db
      .update(tenants)
      .set({ ...turned, state: 'active' })
      .where(eq(tenants.id, id))
      .run()
  })
  turnstile?.turned(id)
  rmSync(marker(dataDir, id), { recursive: true, force: true })
  await settle(
    deps,
    control.read((tx) => getTenantRow(tx, id)),
  )
}
