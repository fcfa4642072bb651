/** Longer than what is done meanwhile, on any machine that is not in trouble already. */
const BEAT_MS = 25

/**
 * For an answer whose time must not tell what it found: it leaves at the same moment after it was asked for, whatever the work was
 * and whatever the other thread begins with once it is committed.
 */
export async function onTheBeat<T>(work: () => T): Promise<T> {
  const asked = performance.now()
  const done = work()
  await Bun.sleep(Math.max(0, BEAT_MS - (performance.now() - asked)))
  return done
}
