import { tooMany } from '../kit/errors.ts'

export type Gate = <T>(work: () => Promise<T>) => Promise<T>

/** So much at once, so much waiting, and no more: each password check takes 19 MiB. Throws AppError too_many. */
export function createGate(atOnce: number, mayWait: number): Gate {
  const waiting: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < atOnce) {
      running += 1
      return
    }
    if (waiting.length >= mayWait) throw tooMany('Many people are signing in just now. Try again in a few seconds.', 5)
    await new Promise<void>((resolve) => waiting.push(resolve))
  }

  /** The place goes straight to the next in line, so nobody slips in between. */
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }

  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
