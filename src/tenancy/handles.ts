import { closeDb, closeKeepingLog, type Db, leaveLogAlone, openDb, slim } from '../db/index.ts'
import type { TenantId } from './tenant.ts'
import type { Turnstile } from './turnstile.ts'

/** Where a tenant's file is, and the key it is under. */
export type Location = { readonly path: string; readonly keyHex: string }

export type Handles = {
  /** The file of now. Throws as `locate` and `openDb`. */
  get(id: TenantId): Db
  has(id: TenantId): boolean
  /** Only if it is open; this is no use of it. */
  find(id: TenantId): Db | undefined
  close(id: TenantId): void
  closeIdle(olderThanMs: number): number
  readonly size: number
  [Symbol.dispose](): void
}

/**
 * Whoever copies these files elsewhere as they change, told after a file was opened and after it was closed. `makeWay` has it let go of
 * the control database while `empty` runs.
 */
export type Copying = { opened(id: TenantId): void; closed(id: TenantId): void; makeWay(empty: () => void): Promise<void> }

type Held = { readonly db: Db; readonly keyHex: string; readonly turn: number; usedAt: number }

/** Schema and pages in memory are read and decrypted, statements built: some 250 KB a file, and a millisecond to have them again. */
const MOST_WARM = 64
const COOLED_AFTER_MS = 50

/** Open tenant files, the least recently used closed first. 200 KB when slim, 450 KB when warm, and three descriptors each, ~1 ms to open: measured. */
export function createHandles(options: {
  readonly locate: (id: TenantId) => Location
  readonly turnstile: Turnstile
  readonly capacity: number
  readonly copying?: Copying | undefined
}): Handles {
  const { copying, turnstile } = options
  const held = new Map<TenantId, Held>()
  const warm = new Set<TenantId>()
  const cooling = new Set<TenantId>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function close(id: TenantId): void {
    const handle = held.get(id)
    if (!handle) return
    held.delete(id)
    warm.delete(id)
    if (!copying) return closeDb(handle.db)
    closeKeepingLog(handle.db, handle.keyHex)
    copying.closed(id)
  }

  /** The handle of a file that was exchanged is of no use any more, but to the transaction that is open on it. */
  function current(id: TenantId): Held | undefined {
    const known = held.get(id)
    if (!known || known.turn === turnstile.turns(id) || known.db.$client.inTransaction) return known
    close(id)
    return undefined
  }

  /** In turn with who writes, because that may be the exchange of the file. */
  const open = (id: TenantId): Held =>
    turnstile.pass(id, () => {
      const turn = turnstile.turns(id)
      const location = options.locate(id)
      const db = openDb({ ...location, plane: 'tenant' })
      if (copying) leaveLogAlone(db)
      copying?.opened(id)
      return { db, keyHex: location.keyHex, turn, usedAt: 0 }
    })

  /** The lately used keep their pages and statements in memory; what falls out of them stays open without. */
  function keepWarm(id: TenantId): void {
    warm.delete(id)
    warm.add(id)
    const coolest = warm.values().next()
    if (coolest.done || warm.size <= MOST_WARM) return
    warm.delete(coolest.value)
    cooling.add(coolest.value)
    timer ??= setTimeout(coolDown, COOLED_AFTER_MS).unref()
  }

  /** Behind the answer that another file was opened for. */
  function coolDown(): void {
    timer = undefined
    for (const id of cooling) {
      const cool = warm.has(id) ? undefined : held.get(id)
      if (cool) slim(cool.db)
    }
    cooling.clear()
  }

  function evictOldest(): void {
    const oldest = held.keys().next()
    if (!oldest.done) close(oldest.value)
  }

  return {
    get(id) {
      const known = current(id)
      if (known) held.delete(id)
      else if (held.size >= options.capacity) evictOldest()
      const handle = known ?? open(id)
      handle.usedAt = performance.now()
      held.set(id, handle)
      keepWarm(id)
      return handle.db
    },
    has: (id) => held.has(id),
    find: (id) => held.get(id)?.db,
    close,
    closeIdle(olderThanMs) {
      const before = performance.now() - olderThanMs
      const idle = [...held].filter(([, { usedAt }]) => usedAt < before).map(([id]) => id)
      for (const id of idle) close(id)
      return idle.length
    },
    get size() {
      return held.size
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      for (const id of [...held.keys()]) close(id)
    },
  }
}
