import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { conflict } from '../kit/errors.ts'
import { type ControlTx, openControl } from './control.ts'
import { databaseKeyHex, nextOf, syncDirectory, writeDurably } from './keys.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'
import { keyId, unwrap, wrap, wrappedBy } from './wrapping.ts'

/** The key files of a data directory. The control key is last: while its next one waits, no server starts. */
const KEY_FILES = ['certificate', 'control'] as const
const CONTROL = 'control'

export type MasterRotation = {
  readonly dataDir: string
  readonly from: Buffer
  readonly to: Buffer
  readonly clock: () => Date
  /** Called between any two steps; a test throws here. */
  readonly reached?: (step: string) => void
}
type KeyFile = { readonly owner: string; readonly path: string; readonly secret: Buffer }

/**
 * Puts every key that `from` wrapped under `to`. The keys themselves stay, so no database is rewritten. Each wrapped key names its
 * master: whatever a crash left, the same call goes on from there. Only with the server stopped: it would hold the old master.
 */
export function rotateMaster({ dataDir, from, to, clock, reached = () => {} }: MasterRotation): { readonly rewrapped: number } {
  if (from.equals(to)) throw conflict('The new master key is the one in use. Name another file.')
  const masters = [from, to]
  const files = KEY_FILES.map((owner) => ({ owner, path: join(dataDir, `${owner}.key`) }))
    .filter(({ path }) => existsSync(path))
    .map((file) => ({ ...file, secret: unwrap(masters, readFileSync(file.path), file.owner) }))
  const controlKey = files.find(({ owner }) => owner === CONTROL)
  if (!controlKey) throw conflict(`There is no ${CONTROL}.key in ${dataDir}: nothing to rotate.`)
  using control = openControl({ dataDir, keyHex: databaseKeyHex(controlKey.secret), clock })
  control.read((tx) => void keysOf(tx, masters))
  reached('every key opens')
  for (const file of files) {
    writeNext(file, to)
    reached(`the next ${file.owner} key is written`)
  }
  const rewrapped = control.write((tx) => rewrap(tx, masters, to))
  reached('the tenants’ keys are rewrapped')
  control.scrub()
  reached('the control database is scrubbed')
  for (const { owner, path } of files) {
    if (existsSync(nextOf(path))) renameSync(nextOf(path), path)
    syncDirectory(dataDir)
    reached(`the ${owner} key is in its place`)
  }
  return { rewrapped }
}

type Opened = { readonly id: TenantId; readonly master: string; readonly key: Buffer }

/** Throws, naming the tenant, when one of them opens under none of the masters: then nothing has been changed yet. */
const keysOf = (tx: ControlTx, masters: readonly Buffer[]): Opened[] =>
  tx.db
    .select({ id: tenants.id, wrappedKey: tenants.wrappedKey })
    .from(tenants)
    .all()
    .map(({ id, wrappedKey }) => ({ id, master: wrappedBy(wrappedKey), key: unwrap(masters, wrappedKey, id) }))

function rewrap(tx: ControlTx, masters: readonly Buffer[], to: Buffer): number {
  const old = keysOf(tx, masters).filter(({ master }) => master !== keyId(to))
  for (const { id, key } of old)
    tx.db
      .update(tenants)
      .set({ wrappedKey: wrap(to, key, id) })
      .where(eq(tenants.id, id))
      .run()
  return old.length
}

function writeNext({ owner, path, secret }: KeyFile, to: Buffer): void {
  if (wrappedBy(readFileSync(path)) === keyId(to) || isWhole(nextOf(path), to, owner)) return
  rmSync(nextOf(path), { force: true })
  writeDurably(nextOf(path), wrap(to, secret, owner))
}

function isWhole(path: string, master: Buffer, owner: string): boolean {
  try {
    return unwrap([master], readFileSync(path), owner).length > 0
  } catch {
    return false
  }
}
