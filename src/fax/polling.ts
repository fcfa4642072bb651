import { eq } from 'drizzle-orm'
import type { Log } from '../kit/log.ts'
import type { Carrier } from './carrier.ts'
import { type InboxDeps, takeInMissed } from './inbox.ts'
import { pollCursors } from './schema.control.ts'

export const POLL_EVERY_MS = 3 * 60_000
/** Lists may lag their own faxes: each look goes this far back beyond the last. */
const OVERLAP_MS = 30 * 60_000
const NAME = 'inbound'

/** Lists the carrier's inbound faxes since the last look and takes in those no webhook told of. Returns how many were news. */
export async function pollInbound(
  deps: InboxDeps & { readonly carrier: Carrier; readonly clock: () => Date; readonly log: Log },
): Promise<number> {
  const startedAt = deps.clock()
  const last = deps.control.read((tx) => tx.db.select().from(pollCursors).where(eq(pollCursors.name, NAME)).get())
  const since = new Date((last?.at ?? startedAt).getTime() - OVERLAP_MS)
  const listed = await deps.carrier.listInbound(since)
  if (listed.is === 'unavailable') {
    deps.log('warn', 'poll.carrier_unavailable')
    return 0
  }
  const missed = listed.faxes.filter((fax) => takeInMissed(deps, fax)).length
  deps.control.write((tx) =>
    tx.db
      .insert(pollCursors)
      .values({ name: NAME, at: startedAt })
      .onConflictDoUpdate({ target: pollCursors.name, set: { at: startedAt } })
      .run(),
  )
  if (missed > 0) deps.log('warn', 'poll.missed_webhooks', { missed })
  return missed
}
