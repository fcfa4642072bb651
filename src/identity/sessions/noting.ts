/** What is written behind an answer, because nobody has to wait for it. */
export type Noting = {
  later(write: () => void): void
  /** What waits is written at once: whoever asks next is judged by it. */
  now(): void
}

/**
 * That a session or a key was used is written once a minute, and the page that it is written for would wait for the disk. Lost in a crash,
 * or refused on a full disk, it is only written with the next page.
 */
export function createNoting(failed: (error: unknown) => void): Noting {
  let waiting: (() => void)[] = []
  const now = () => {
    const writes = waiting
    waiting = []
    for (const write of writes)
      try {
        write()
      } catch (error) {
        failed(error)
      }
  }
  return {
    later(write) {
      waiting.push(write)
      if (waiting.length === 1) setImmediate(now)
    },
    now,
  }
}
