/** Lets at most `width` through at once; the others wait in line. */
export interface Gate {
  enter(): Promise<void>
  leave(): void
  through<T>(work: () => Promise<T>): Promise<T>
}

export function createGate(width: number): Gate {
  let free = width
  let waiting: (() => void)[] = []
  let served = 0

  function enter(): Promise<void> {
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve) => waiting.push(resolve))
  }

  function leave(): void {
    const next = waiting[served]
    if (!next) {
      free += 1
      return
    }
    served += 1
    // Array.shift moves every element; a line of 100,000 waiting faxes would crawl.
    if (served > 1_000 && served * 2 > waiting.length) {
      waiting = waiting.slice(served)
      served = 0
    }
    next()
  }

  async function through<T>(work: () => Promise<T>): Promise<T> {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }

  return { enter, leave, through }
}
