export type Limit = {
  /** 0 when it may go on, else the seconds to wait. */
  take(key: string): number
}

type Window = { readonly until: number; taken: number }
const MOST_KEYS = 10_000

/** At most so many in a window, by key, in memory: a restart forgives, the lockout in the tenant's file does not. */
export function createLimit(options: { readonly most: number; readonly windowMs: number; readonly clock: () => Date }): Limit {
  const windows = new Map<string, Window>()

  /** Oldest first, since a key is put at the end when its window begins. */
  function makeRoom(now: number): void {
    for (const [key, { until }] of windows) {
      if (until > now && windows.size < MOST_KEYS) return
      windows.delete(key)
    }
  }

  function windowOf(key: string, now: number): Window {
    const open = windows.get(key)
    if (open && open.until > now) return open
    windows.delete(key)
    makeRoom(now)
    const begun = { until: now + options.windowMs, taken: 0 }
    windows.set(key, begun)
    return begun
  }

  return {
    take(key) {
      const now = options.clock().getTime()
      const window = windowOf(key, now)
      if (window.taken >= options.most) return Math.ceil((window.until - now) / 1000)
      window.taken += 1
      return 0
    },
  }
}
