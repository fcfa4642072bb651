/** Who is inside an office just now, so that it is not frozen under the hands of somebody who was let in. */
export type Doors = {
  /** Somebody was let in; call what it gives when they are gone. */
  enter(slug: string): () => void
  /** Nobody comes in until it is opened; resolves when those inside have gone, or it takes too long. */
  close(slug: string): Promise<void>
  open(slug: string): void
  isClosed(slug: string): boolean
}

/** Longer than a page or an upload takes that is on its way already. */
const GONE_WITHIN_MS = 1_500
const LOOK_MS = 5

export function createDoors(): Doors {
  const inside = new Map<string, number>()
  const closed = new Set<string>()
  return {
    enter(slug) {
      inside.set(slug, (inside.get(slug) ?? 0) + 1)
      let gone = false
      return () => {
        if (gone) return
        gone = true
        const left = (inside.get(slug) ?? 1) - 1
        if (left > 0) inside.set(slug, left)
        else inside.delete(slug)
      }
    },
    async close(slug) {
      closed.add(slug)
      for (const since = performance.now(); inside.has(slug) && performance.now() - since < GONE_WITHIN_MS; ) await Bun.sleep(LOOK_MS)
    },
    open: (slug) => void closed.delete(slug),
    isClosed: (slug) => closed.has(slug),
  }
}
