/** Longer than what is done meanwhile, on any machine that is not in trouble already. */
const BEAT_MS = 25

/**
 * For an answer whose time must not tell what it found: it leaves at the same moment after it was asked for, whatever the work was
 * and whatever the other thread begins with once it is committed. The clock is wound before the work: what is left after it would be
 * rounded to whole milliseconds, and 60 µs of that could be told.
 */
export async function onTheBeat<T>(work: () => T): Promise<T> {
  const beat = Bun.sleep(BEAT_MS)
  const done = work()
  await beat
  return done
}
