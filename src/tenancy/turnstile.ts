import type { TenantId } from './tenant.ts'

/** Who writes next to a tenant's file, among the threads of this process. */
export type Turnstile = {
  /** Alone with the file while `write` runs. Inside, the same thread passes again at once. */
  pass<T>(id: TenantId, write: () => T): T
  /** Resolves when whoever is with the file just now has gone; undefined when nobody is. Somebody else may be next all the same. */
  whenFree(id: TenantId): Promise<void> | undefined
  /** The tenant has another file from now on: whoever has the last one open must open this one. */
  turned(id: TenantId): void
  /** A number that is another one after each `turned`, and now and then without. */
  turns(id: TenantId): number
}

const GATES = 8_192
const WORDS = 3
const [TAKEN, SERVED, TURNS] = [0, 1, 2]
/** Longer than SQLite itself waits: whoever holds a gate so long has died, and its number is passed over. */
const DEAD_AFTER_MS = 20_000

export const turnstileMemory = (): SharedArrayBuffer => new SharedArrayBuffer(GATES * WORDS * Int32Array.BYTES_PER_ELEMENT)

/**
 * Numbers are drawn and served in order. SQLite's own way of waiting sleeps longer and longer between looks while whoever writes often
 * gets in again and again: beside a long queue of jobs a page was seen to wait for seconds. It stays the lock that counts, towards
 * other processes too; this only says whose turn it is.
 */
export function createTurnstile(memory: SharedArrayBuffer = turnstileMemory(), deadAfterMs = DEAD_AFTER_MS): Turnstile {
  const words = new Int32Array(memory)
  const inside = new Set<number>()

  return {
    pass(id, write) {
      const gate = gateOf(id) * WORDS
      if (inside.has(gate)) return write()
      const number = Atomics.add(words, gate + TAKEN, 1)
      for (let served = Atomics.load(words, gate + SERVED); served !== number; served = Atomics.load(words, gate + SERVED))
        if (Atomics.wait(words, gate + SERVED, served, deadAfterMs) === 'timed-out') Atomics.store(words, gate + SERVED, number)
      inside.add(gate)
      try {
        return write()
      } finally {
        inside.delete(gate)
        Atomics.store(words, gate + SERVED, (number + 1) | 0)
        Atomics.notify(words, gate + SERVED)
      }
    },
    whenFree(id) {
      const gate = gateOf(id) * WORDS
      const served = Atomics.load(words, gate + SERVED)
      if (served === Atomics.load(words, gate + TAKEN)) return undefined
      const gone = Atomics.waitAsync(words, gate + SERVED, served, deadAfterMs)
      return gone.async ? gone.value.then(() => undefined) : undefined
    },
    turned: (id) => void Atomics.add(words, gateOf(id) * WORDS + TURNS, 1),
    turns: (id) => Atomics.load(words, gateOf(id) * WORDS + TURNS),
  }
}

/** The end of an id is random. Offices that share a gate wait for each other's commit now and then. */
const gateOf = (id: TenantId): number => Number.parseInt(id.slice(-6), 16) % GATES
