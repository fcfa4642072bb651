const COME_BACK_MS = 15_000

/** One fax is read at a time in this process, whatever office it is of; who holds it steps back when another one asked. */
export type Desk = {
  take(): boolean
  leave(): void
  /** For who found it taken. */
  readonly waitMs: number
  /** For who had it and goes on. */
  nextMs(): number
}

export function createDesk(): Desk {
  let [taken, wanted] = [false, false]
  return {
    take() {
      wanted = taken
      if (taken) return false
      taken = true
      return true
    },
    leave() {
      taken = false
    },
    waitMs: COME_BACK_MS,
    nextMs: () => (wanted ? COME_BACK_MS + 1_000 : 0),
  }
}
