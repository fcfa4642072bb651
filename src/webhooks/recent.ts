import { listEvents } from '../audit/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { type EventType, eventIn, type Happened, happenedIn } from './events.ts'

const AT_ONCE = 500
/** So far one answer looks back; who wants more asks on from there. */
const FARTHEST = 5_000

export type Recent = { readonly events: readonly Happened[]; readonly before: number | null }

/** What happened, newest first, for programs that ask instead of being told. `before` is where to go on, null where the trail begins. */
export function recentEvents(tx: Tx, type: EventType | undefined, limit: number, from: number | undefined): Recent {
  const events: Happened[] = []
  let before = from
  for (let seen = 0; seen < FARTHEST; seen += AT_ONCE) {
    const entries = listEvents(tx, { beforeSeq: before, limit: AT_ONCE })
    for (const entry of entries) {
      before = entry.seq
      const event = eventIn(entry)
      if (!event || (type !== undefined && event.type !== type)) continue
      events.push(happenedIn(entry, event))
      if (events.length === limit) return { events, before: entry.seq }
    }
    if (entries.length < AT_ONCE) return { events, before: null }
  }
  return { events, before: before ?? null }
}
