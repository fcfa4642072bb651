type Caller = { readonly remoteAddress: string }

export type Callers<Each extends Caller> = {
  /** False for one too many from its address. Each that enters leaves, also who was not let in. */
  enter(caller: Each): boolean
  leave(caller: Each): void
}

/** Who is connected, so that nobody keeps others out: so many at once from one address, and none for longer than `longestMs`. */
export function createCallers<Each extends Caller>(most: number, longestMs: number, end: (caller: Each) => void): Callers<Each> {
  const from = new Map<string, number>()
  const ending = new Map<Each, ReturnType<typeof setTimeout>>()
  return {
    enter(caller) {
      const here = (from.get(caller.remoteAddress) ?? 0) + 1
      from.set(caller.remoteAddress, here)
      ending.set(
        caller,
        setTimeout(() => end(caller), longestMs),
      )
      return here <= most
    },
    leave(caller) {
      clearTimeout(ending.get(caller))
      if (!ending.delete(caller)) return
      const left = (from.get(caller.remoteAddress) ?? 1) - 1
      if (left > 0) from.set(caller.remoteAddress, left)
      else from.delete(caller.remoteAddress)
    },
  }
}
