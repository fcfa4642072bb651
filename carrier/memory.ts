/** Remembers what was seen before, for the numbers that misbehave only once. */
export interface Memory {
  isFirst(what: string): boolean
  clear(): void
}

const most = 100_000

export function createMemory(): Memory {
  let seen = new Set<string>()
  return {
    isFirst(what) {
      if (seen.has(what)) return false
      if (seen.size >= most) seen = new Set()
      seen.add(what)
      return true
    },
    clear: () => seen.clear(),
  }
}
