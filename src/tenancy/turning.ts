import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { copyUnderKey, freezeDb, LogBegunAnew } from '../db/index.ts'
import { conflict, unavailable } from '../kit/errors.ts'
import { writeAlone } from './alone.ts'
import type { Control } from './control.ts'
import { databaseName, databasePath, getTenantRow, type TenantRow } from './directory.ts'
import { type KeyRing, syncDirectory, tenantDirectory } from './keys.ts'
import { carryKeys } from './retired.ts'
import { tenants } from './schema.control.ts'
import type { Actor, TenantId, Tx } from './tenant.ts'
import { createTurnstile, type Turnstile } from './turnstile.ts'

/*
 * A tenant's new key, while the office works:
 *   copy (page by page under the new key, into a file of another name) → catch up with what was committed meanwhile →
 *   freeze (its writes wait): the last pages, on the disk → one commit: the new key and with it the new file → reopen → settle
 * A crash before the commit leaves the old file and a copy to remove, after it the new file and the old one to remove.
 */
export type Turning = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  /** The one of the threads that have the office open. */
  readonly turnstile?: Turnstile
  /** Whether this process may write to the office: one that is being handed to another cell is not. */
  readonly guard?: { mayWrite(id: TenantId): void } | undefined
  /** Whoever else reads the old file takes leave of it, before what was in it is taken away. */
  readonly turned?: (id: TenantId) => Promise<void>
  /** Called between any two steps; a test stops the process here. */
  readonly reached?: (step: string) => void
}
export type Turned = { readonly keyId: string; readonly pages: number; readonly frozenMs: number }

/** Writes into the new file before it is the office's, so that what it says is there exactly when the new key is. */
export type Witness = { readonly actor: Actor; write(tx: Tx): void }

const TRIES = 5
/** So many pages are copied in a few milliseconds. */
const FEW_PAGES = 64
const ROUNDS = 50

/** Another process that writes to the office meanwhile is refused. Throws AppError not_found, conflict or unavailable. */
export async function rotateTenantKey(deps: Turning, id: TenantId, witness?: Witness): Promise<Turned> {
  for (let tries = 1; ; tries++) {
    const row = deps.control.read((tx) => getTenantRow(tx, id))
    if (row.state === 'making') throw conflict('This office is still being made. Try again when it stands.')
    await settle(deps, row)
    try {
      return await turn(deps, row, witness)
    } catch (error) {
      // Whoever empties the log at the wrong moment makes the copy begin again.
      if (!(error instanceof LogBegunAnew)) throw error
      if (tries === TRIES) throw unavailable('The office’s log was emptied again and again while its file was copied. Try again later.')
    } finally {
      await settle(
        deps,
        deps.control.read((tx) => getTenantRow(tx, id)),
      )
    }
  }
}

async function turn(deps: Turning, row: TenantRow, witness?: Witness): Promise<Turned> {
  const { dataDir, control, keys, turnstile = createTurnstile(), reached = () => {} } = deps
  const { id, wrappedKey } = row
  const next = { ...row, wrappedKey: keys.newWrappedKey(id), keyTurns: row.keyTurns + 1 }
  using copy = await copyUnderKey(fileOf(deps, row), fileOf(deps, next))
  reached('copied')
  let pages = 0
  for (let round = 0, more = Number.POSITIVE_INFINITY; more > FEW_PAGES && round < ROUNDS; round++) {
    more = copy.catchUp()
    pages += more
    await Bun.sleep(0)
  }
  reached('caught up')

  const { old, frozenMs } = turnstile.pass(id, () => {
    const began = performance.now()
    const old = freezeDb({ ...fileOf(deps, row), plane: 'tenant' })
    try {
      reached('frozen')
      pages += copy.finish()
      if (witness) {
        const about = { tenantId: id, actor: witness.actor, now: control.read(({ now }) => now) }
        writeAlone(fileOf(deps, next), about, (tx) => witness.write(tx))
      }
      syncDirectory(tenantDirectory(dataDir, id))
      reached('durable')
      control.write((tx) => {
        deps.guard?.mayWrite(id)
        if (!getTenantRow(tx, id).wrappedKey.equals(wrappedKey)) throw conflict('This office’s key was exchanged meanwhile.')
        carryKeys(tx, keys, id, wrappedKey, next.wrappedKey)
        const turned = { wrappedKey: next.wrappedKey, keyTurns: next.keyTurns, keyState: 'turning', keyRotatedAt: tx.now } as const
        tx.db.update(tenants).set(turned).where(eq(tenants.id, id)).run()
      })
      reached('committed')
      turnstile.turned(id)
      return { old, frozenMs: performance.now() - began }
    } catch (error) {
      old[Symbol.dispose]()
      throw error
    }
  })
  using frozen = old
  await deps.turned?.(id)
  frozen.retire()
  reached('retired')
  return { keyId: keys.keyIdOf(id, next.wrappedKey), pages, frozenMs }
}

const fileOf = ({ dataDir, keys }: Turning, row: TenantRow) => ({
  path: databasePath(dataDir, row),
  keyHex: keys.derive(row.id, row.wrappedKey, 'database').toString('hex'),
})

/** At start: what a crash left of any turn is cleared away. Answers how many had been committed. */
export async function settleTurns(deps: Turning): Promise<number> {
  const all = deps.control.read((tx) => tx.db.select().from(tenants).all())
  for (const row of all) await settle(deps, row)
  return all.filter(({ keyState }) => keyState === 'turning').length
}

/** What is left of a turn is cleared away: every file but the one whose key is in the row, and the last key. */
export async function settle({ dataDir, control, reached = () => {} }: Turning, row: TenantRow): Promise<void> {
  removeOthers(dataDir, row)
  if (row.keyState === 'settled') return
  reached('old file removed')
  // The old key was in the row.
  await control.scrub()
  control.write((tx) => void tx.db.update(tenants).set({ keyState: 'settled' }).where(eq(tenants.id, row.id)).run())
  reached('settled')
}

const DATABASE = /^\.?(tenant(?:-\d+)?\.db)(?:-wal|-shm|-litestream)?$/

/** Every file of a database but the one whose key is in the row. */
function removeOthers(dataDir: string, { id, keyTurns }: TenantRow): void {
  const directory = tenantDirectory(dataDir, id)
  const others = namesIn(directory).filter((name) => ![undefined, databaseName(keyTurns)].includes(DATABASE.exec(name)?.[1]))
  for (const name of others) rmSync(join(directory, name), { recursive: true, force: true })
  if (others.length > 0) syncDirectory(directory)
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
