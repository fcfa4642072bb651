import { unavailable } from '../kit/errors.ts'
import type { Id } from '../kit/ids.ts'

export type Office = Id<'tenant'>
export type LineLimits = { readonly perOffice: number; readonly inAll: number; readonly bytes: number }

export type Line<Item> = {
  /** Throws AppError unavailable, with a time to come back after, when there is no room. */
  join(office: Office, item: Item, bytes: number): void
  next(): Item | undefined
  empty(): Item[]
}

const COME_BACK_SECONDS = 5
const WAIT = 'Wait a few seconds, then try again.'

/** One at a time from each office in turn: who asks much waits for itself, and who asks once waits for one of each other office. */
export function createLine<Item>(limits: LineLimits): Line<Item> {
  const waiting = new Map<Office, { readonly item: Item; readonly bytes: number }[]>()
  let count = 0
  let held = 0

  function next(): Item | undefined {
    const first = waiting.entries().next()
    if (first.done) return undefined
    const [office, mine] = first.value
    const taken = mine.shift()
    waiting.delete(office)
    if (mine.length > 0) waiting.set(office, mine)
    if (!taken) return next()
    count--
    held -= taken.bytes
    return taken.item
  }

  return {
    join(office, item, bytes) {
      const mine = waiting.get(office) ?? []
      if (mine.length >= limits.perOffice)
        throw unavailable(`Your office has many documents waiting to be opened. ${WAIT}`, COME_BACK_SECONDS)
      if (count >= limits.inAll || held + bytes > limits.bytes)
        throw unavailable(`Many documents are waiting to be opened just now. ${WAIT}`, COME_BACK_SECONDS)
      waiting.set(office, [...mine, { item, bytes }])
      count++
      held += bytes
    },
    next,
    empty() {
      const all: Item[] = []
      for (let item = next(); item !== undefined; item = next()) all.push(item)
      return all
    },
  }
}
