import { eq } from 'drizzle-orm'
import { AppError } from '../kit/errors.ts'
import { describeError, type Log } from '../kit/log.ts'
import type { Carrier, CarrierFax } from './carrier.ts'
import { type InboxDeps, takeInMissed } from './inbox.ts'
import { pollCursors } from './schema.control.ts'

/** Lists may lag their own faxes: each look goes this far back beyond the last. */
const OVERLAP_MS = 30 * 60_000
const NAME = 'inbound'

/** Lists the carrier's inbound faxes since the last look and takes in those no webhook told of. Returns how many were news. */
export async function pollInbound(
  deps: InboxDeps & { readonly carrier: Carrier; readonly clock: () => Date; readonly log: Log },
): Promise<number> {
  const startedAt = deps.clock()
  const last = deps.control.read((tx) => tx.db.select().from(pollCursors).where(eq(pollCursors.name, NAME)).get())
  const from = last?.at ?? startedAt
  const listed = await deps.carrier.listInbound(new Date(from.getTime() - OVERLAP_MS))
  if (listed.is === 'unavailable') {
    deps.log('warn', 'poll.carrier_unavailable')
    return 0
  }
  const taken = listed.faxes.map((fax) => takeInOne(deps, fax))
  // An office whose file cannot be written now gets its faxes once it can: until then each look begins where this one did.
  const at = taken.includes('failed') ? from : startedAt
  deps.control.write((tx) =>
    tx.db.insert(pollCursors).values({ name: NAME, at }).onConflictDoUpdate({ target: pollCursors.name, set: { at } }).run(),
  )
  const missed = taken.filter((each) => each === 'news').length
  if (missed > 0) deps.log('warn', 'poll.missed_webhooks', { missed })
  return missed
}

/** One office's trouble is not another's. */
function takeInOne(deps: InboxDeps & { readonly log: Log }, fax: CarrierFax): 'news' | 'known' | 'failed' {
  try {
    return takeInMissed(deps, fax) ? 'news' : 'known'
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return 'known'
    deps.log('error', 'poll.fax_failed', describeError(error))
    return 'failed'
  }
}
