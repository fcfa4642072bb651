const SPARE = 64

/** Which tenant is due when: a binary heap with one entry a tenant, earliest first. */
export function createAgenda<Key>() {
  const heap: { at: number; key: Key }[] = []
  const dueAt = new Map<Key, number>()

  function push(entry: { at: number; key: Key }): void {
    if (heap.length > 2 * dueAt.size + SPARE) dropAllStale()
    let index = heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (at(parent) <= entry.at) break
      swap(index, parent)
      index = parent
    }
  }

  function popTop(): void {
    const last = heap.pop()
    if (!last || heap.length === 0) return
    heap[0] = last
    for (let index = 0; ; ) {
      const left = 2 * index + 1
      if (left >= heap.length) return
      const child = left + 1 < heap.length && at(left + 1) < at(left) ? left + 1 : left
      if (at(child) >= last.at) return
      swap(index, child)
      index = child
    }
  }

  const at = (index: number) => heap[index]?.at ?? Number.POSITIVE_INFINITY
  function swap(a: number, b: number): void {
    const [first, second] = [heap[a], heap[b]]
    if (first && second) [heap[a], heap[b]] = [second, first]
  }

  /** Moved times would pile up behind a far one for as long as the process lives. A sorted array is a heap. */
  function dropAllStale(): void {
    heap.length = 0
    for (const [key, at] of dueAt) heap.push({ at, key })
    heap.sort((a, b) => a.at - b.at)
  }

  /** Entries whose time was moved stay in the heap until they surface; the map says which still count. */
  function dropStale(): void {
    for (let top = heap[0]; top && dueAt.get(top.key) !== top.at; top = heap[0]) popTop()
  }

  return {
    /** Keeps the earlier of the known time and this one. */
    bring(key: Key, time: number): void {
      const known = dueAt.get(key)
      if (known !== undefined && known <= time) return
      dueAt.set(key, time)
      push({ at: time, key })
    },
    /** The time that counts now, whatever was known. */
    set(key: Key, time: number | undefined): void {
      if (dueAt.get(key) === time) return
      if (time === undefined) dueAt.delete(key)
      else {
        dueAt.set(key, time)
        push({ at: time, key })
      }
    },
    nextAt(): number | undefined {
      dropStale()
      return heap[0]?.at
    },
    /** Takes out the keys due by `now`, in order of their time. */
    takeDue(now: number, most: number): Key[] {
      const due: Key[] = []
      while (due.length < most) {
        dropStale()
        const top = heap[0]
        if (!top || top.at > now) break
        popTop()
        dueAt.delete(top.key)
        due.push(top.key)
      }
      return due
    },
    entries: (): IterableIterator<[Key, number]> => dueAt.entries(),
    get heapSize(): number {
      return heap.length
    },
    get size(): number {
      return dueAt.size
    },
  }
}
