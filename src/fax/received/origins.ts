import type { Origin } from './arranging.ts'
import type { ReceivedId } from './received.ts'

/** As seen from one fax of it: what is at the other end, and which pages. */
export function originLine({ id, kind, undone, pages }: Origin, from: ReceivedId) {
  const made = pages.some(({ receivedId }) => receivedId === from)
  const mine = pages.filter((each) => (made ? each.receivedId : each.sourceId) === from)
  const others = [...new Set(mine.map((each) => (made ? each.sourceId : each.receivedId)))]
  return {
    id,
    kind,
    undone,
    made,
    others: others.map((other) => {
      const shared = mine.filter((each) => (made ? each.sourceId : each.receivedId) === other)
      return {
        id: other,
        pages: `${spell(shared.map(({ sourcePage }) => sourcePage))} of the ${made ? 'fax it came in' : 'fax, now on its own'}`,
      }
    }),
  }
}

/** Pages 1 to 3; page 2. They follow each other. */
function spell(pages: readonly number[]): string {
  const [first = 0, last = first] = [Math.min(...pages), Math.max(...pages)]
  return first === last ? `Page ${first}` : `Pages ${first} to ${last}`
}
