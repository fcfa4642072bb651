import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { closeDb, copyUnderKey, freezeDb, type Opening, openDb } from '../db/index.ts'
import { conflict } from '../kit/errors.ts'
import type { Control } from './control.ts'
import { getTenantRow } from './directory.ts'
import { type KeyRing, syncDirectory, tenantDirectory } from './keys.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

/*
 * A tenant's new key, and everything written anew under it in the directory `next`:
 *   write next (the old stands) → one commit: the new key, `turning` (next stands) → put next in its place → `settled`
 * A crash before the commit leaves the old whole and a `next` to remove; after it, the new whole and a `next` to put in its place.
 */
export type Turning = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  /** Called between any two steps; a test stops the process here. */
  readonly reached?: (step: string) => void
}
/** Seals the documents of one folder into another, under another key. Answers how many. */
export type Reseal = (from: string, to: string, key: { readonly from: Buffer; readonly to: Buffer }) => Promise<number>

const DATABASE = 'tenant.db'
const FILES = 'files'
const NEXT = 'next'

/**
 * Only with the server stopped: its handles would stay on the old file. A command that writes to the office meanwhile is refused or
 * fails, so nothing is written to the old file and lost with it.
 */
export async function rotateTenantKey(deps: Turning, id: TenantId, reseal: Reseal): Promise<{ readonly documents: number }> {
  settleTurns(deps)
  const { state, wrappedKey } = deps.control.read((tx) => getTenantRow(tx, id))
  if (state === 'making') throw conflict('This office is still being made. Try again when it stands.')
  try {
    return { documents: await turn(deps, id, wrappedKey, reseal) }
  } finally {
    settleTurns(deps)
  }
}

async function turn({ dataDir, control, keys, reached = () => {} }: Turning, id: TenantId, wrappedKey: Buffer, reseal: Reseal) {
  const directory = tenantDirectory(dataDir, id)
  const next = join(directory, NEXT)
  const newKey = keys.newWrappedKey(id)
  const file = (wrapped: Buffer, place: string) => ({
    path: join(place, DATABASE),
    keyHex: keys.derive(id, wrapped, 'database').toString('hex'),
  })
  using old = freezeDb({ ...file(wrappedKey, directory), plane: 'tenant' })
  reached('frozen')
  mkdirSync(join(next, FILES), { recursive: true, mode: 0o700 })
  copyUnderKey(file(wrappedKey, directory), file(newKey, next))
  reached('copied')
  const key = { from: keys.derive(id, wrappedKey, 'files'), to: keys.derive(id, newKey, 'files') }
  const documents = await reseal(join(directory, FILES), join(next, FILES), key)
  reached('resealed')
  proveWhole({ ...file(newKey, next), plane: 'tenant' })
  syncTree(next)
  syncDirectory(directory)
  reached('durable')
  control.write((tx) => {
    const turned = { wrappedKey: newKey, keyState: 'turning', keyRotatedAt: tx.now } as const
    tx.db.update(tenants).set(turned).where(eq(tenants.id, id)).run()
  })
  reached('committed')
  old.retire()
  reached('retired')
  return documents
}

/** At start, and before and after a turn: what a crash left is put in its place or removed. Answers how many were put in their place. */
export function settleTurns({ dataDir, control, reached = () => {} }: Turning): number {
  const all = control.read((tx) => tx.db.select({ id: tenants.id, keyState: tenants.keyState }).from(tenants).all())
  for (const { id, keyState } of all) {
    const directory = tenantDirectory(dataDir, id)
    if (keyState === 'turning') putInPlace(directory, reached)
    rmSync(join(directory, NEXT), { recursive: true, force: true })
    if (keyState === 'settled') continue
    // The old key was in the row.
    control.scrub()
    control.write((tx) => void tx.db.update(tenants).set({ keyState: 'settled' }).where(eq(tenants.id, id)).run())
    reached('settled')
  }
  return all.filter(({ keyState }) => keyState === 'turning').length
}

function putInPlace(directory: string, reached: (step: string) => void): void {
  const next = join(directory, NEXT)
  if (existsSync(join(next, DATABASE))) {
    // The log of the old file would be read into the new one.
    for (const suffix of ['-wal', '-shm']) rmSync(join(directory, DATABASE + suffix), { force: true })
    reached('log removed')
    renameSync(join(next, DATABASE), join(directory, DATABASE))
    reached('file in place')
  }
  if (existsSync(join(next, FILES))) {
    rmSync(join(directory, FILES), { recursive: true, force: true })
    reached('old documents removed')
    renameSync(join(next, FILES), join(directory, FILES))
    reached('documents in place')
  }
  syncDirectory(directory)
}

function proveWhole(opening: Opening): void {
  const db = openDb(opening)
  try {
    const found = db.$client.pragma('integrity_check', { simple: true })
    if (found !== 'ok') throw new Error(`The file under the new key is not whole: ${found}. Nothing was changed.`)
  } finally {
    closeDb(db)
  }
}

function syncTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) syncTree(path)
    else syncDirectory(path)
  }
  syncDirectory(directory)
}
