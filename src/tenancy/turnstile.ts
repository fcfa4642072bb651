import type { TenantId } from './tenant.ts'

/** Who writes next to a tenant's file, among the threads of this process. */
export type Turnstile = { pass<T>(id: TenantId, write: () => T): T }

const GATES = 8_192
const [TAKEN, SERVED] = [0, 1]
/** Longer than SQLite itself waits: whoever holds a gate so long has died, and its number is passed over. */
const DEAD_AFTER_MS = 20_000

export const turnstileMemory = (): SharedArrayBuffer => new SharedArrayBuffer(GATES * 2 * Int32Array.BYTES_PER_ELEMENT)

/**
 * Numbers are drawn and served in order. SQLite's own way of waiting sleeps longer and longer between looks while whoever writes often
 * gets in again and again: beside a long queue of jobs a page was seen to wait for seconds. It stays the lock that counts, towards
 * other processes too; this only says whose turn it is.
 */
export function createTurnstile(memory: SharedArrayBuffer = turnstileMemory(), deadAfterMs = DEAD_AFTER_MS): Turnstile {
  const words = new Int32Array(memory)

  return {
    pass(id, write) {
      const gate = gateOf(id) * 2
      const number = Atomics.add(words, gate + TAKEN, 1)
      for (let served = Atomics.load(words, gate + SERVED); served !== number; served = Atomics.load(words, gate + SERVED))
        if (Atomics.wait(words, gate + SERVED, served, deadAfterMs) === 'timed-out') Atomics.store(words, gate + SERVED, number)
      try {
        return write()
      } finally {
        Atomics.store(words, gate + SERVED, (number + 1) | 0)
        Atomics.notify(words, gate + SERVED)
      }
    },
  }
}

/** The end of an id is random. Offices that share a gate wait for each other's commit now and then. */
const gateOf = (id: TenantId): number => Number.parseInt(id.slice(-6), 16) % GATES
