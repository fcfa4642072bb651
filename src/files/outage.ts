/** What uploads know of the bucket together: how many run, and how long it is left alone after it failed. */
export type Outage = {
  /** Milliseconds until another may begin; 0 for now. */
  waitMs(now: number): number
  run<T>(work: () => Promise<T>): Promise<T>
  worked(): void
  failed(now: number): void
}

/** Few, so that a slow bucket never takes the slots of sends. */
const AT_ONCE = 4
const BUSY_MS = 2_000
const FIRST_MS = 2_000
const LONGEST_MS = 60_000

export function watchOutage(random: () => number = Math.random): Outage {
  let running = 0
  let failures = 0
  let until = 0
  // Spread out, so that a thousand offices do not come back as one.
  const spread = (ms: number) => Math.round(ms * (1 + random()))
  return {
    waitMs(now) {
      if (now < until) return spread(until - now)
      return running < AT_ONCE ? 0 : spread(BUSY_MS)
    },
    async run(work) {
      running++
      try {
        return await work()
      } finally {
        running--
      }
    },
    worked() {
      failures = 0
      until = 0
    },
    failed(now) {
      until = now + Math.min(FIRST_MS * 2 ** failures++, LONGEST_MS)
    },
  }
}
