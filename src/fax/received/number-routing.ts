import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { invalid, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { listNumbers } from '../numbers.ts'
import type { Colleagues } from './colleagues.ts'
import type { ReceivedFax } from './received.ts'
import { numberRoutings } from './schema.tenant.ts'
import { sortFaxes } from './sorting.ts'
import { readTag } from './tags.ts'

export type Routing = { readonly number: string; readonly assignedTo: string | null; readonly tags: readonly string[] }
const MOST_TAGS = 5

/** Every number of the office, with what is done with a fax that comes in there. */
export function listRoutings(tx: Tx): Routing[] {
  const known = new Map(
    tx.db
      .select()
      .from(numberRoutings)
      .all()
      .map((row) => [row.number, row]),
  )
  return listNumbers(tx).map(({ number }) => ({
    number,
    assignedTo: known.get(number)?.assignedTo ?? null,
    tags: known.get(number)?.tags.split(',').filter(Boolean) ?? [],
  }))
}

/** Throws AppError. Nobody and no tag is no routing. */
export function setRouting(tx: Tx, { number, assignedTo, tags }: Routing, colleagues: Colleagues): Routing {
  if (!listNumbers(tx).some((each) => each.number === number)) throw notFound('Number')
  if (assignedTo !== null && !colleagues(tx).some(({ id }) => id === assignedTo))
    throw invalid({ assignedTo: 'Choose somebody who works here and reads faxes.' })
  const kept = [...new Set(tags.map(readTag))]
  if (kept.length > MOST_TAGS) throw invalid({ tag: `Give a number at most ${MOST_TAGS} tags.` })
  tx.db.delete(numberRoutings).where(eq(numberRoutings.number, number)).run()
  if (assignedTo !== null || kept.length > 0)
    tx.db
      .insert(numberRoutings)
      .values({ number, assignedTo, tags: kept.join(',') })
      .run()
  record(tx, 'received.routing_changed', tx.tenantId, { number, to: assignedTo, tags: kept.length })
  return { number, assignedTo, tags: kept }
}

/** When it has come in. Whoever no longer works here is passed over, and the fax is nobody's. */
export function routeByNumber(tx: Tx, fax: ReceivedFax, colleagues: Colleagues): void {
  const routing = tx.db.select().from(numberRoutings).where(eq(numberRoutings.number, fax.to)).get()
  if (!routing || fax.shelf !== 'inbox') return
  const assignedTo = colleagues(tx).some(({ id }) => id === routing.assignedTo) ? routing.assignedTo : undefined
  sortFaxes(tx, [fax.id], { assignedTo, addTags: routing.tags.split(',').filter(Boolean), because: 'number' }, colleagues)
}
