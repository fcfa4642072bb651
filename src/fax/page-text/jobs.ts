import { and, desc, gte, isNotNull, isNull, lte } from 'drizzle-orm'
import { cancel, done, type Handler, handle, reportProgress, snooze } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { receivedFaxes } from '../received/schema.tenant.ts'
import { createDesk } from './desk.ts'
import { PAST, READ } from './planning.ts'
import { isRead, type ReadingDeps, readSome } from './reading.ts'
import { getPageTextRule, pastIsRead, reachedBack } from './rule.ts'

/** Looked at in one turn for one that is not read. */
const AT_ONCE = 50

/** fax.read_pages: one received fax. fax.read_past_pages: those of the days before, newest first. */
export function pageReaders(deps: ReadingDeps): Handler[] {
  const desk = createDesk()
  return [
    handle(READ, (tx, { receivedId }, { attempt }) => readSome(deps, desk, tx, { id: receivedId, attempt }, () => done)),
    handle(PAST, (tx, _, { id: job, attempt }) => {
      const { past } = getPageTextRule(tx)
      if (!past) return cancel('The office does not have older pages read.')
      const { since, reached } = past
      const all = inReach(tx, since, reached)
      const unread = all.find((fax) => !isRead(tx, fax))
      const last = unread ?? all.at(-1)
      if (!last || (!unread && all.length < AT_ONCE)) {
        pastIsRead(tx)
        return done
      }
      // Fifty of one moment, all read: on to the moment before.
      const stuck = !unread && last.receivedAt.getTime() === reached.getTime()
      reachedBack(tx, new Date(last.receivedAt.getTime() - Number(stuck)))
      reportProgress(tx, job, shareOf(tx.now, since, last.receivedAt))
      const onward = () => snooze('The rest comes next.', desk.nextMs())
      return unread ? readSome(deps, desk, tx, { id: unread.id, attempt }, onward) : onward()
    }),
  ]
}

const inReach = (tx: Tx, since: Date, reached: Date) =>
  tx.db
    .select({ id: receivedFaxes.id, pages: receivedFaxes.pages, receivedAt: receivedFaxes.receivedAt })
    .from(receivedFaxes)
    .where(
      and(
        isNotNull(receivedFaxes.fileId),
        isNull(receivedFaxes.contentGoneAt),
        gte(receivedFaxes.receivedAt, since),
        lte(receivedFaxes.receivedAt, reached),
      ),
    )
    .orderBy(desc(receivedFaxes.receivedAt), desc(receivedFaxes.id))
    .limit(AT_ONCE)
    .all()

const shareOf = (now: Date, since: Date, reached: Date): number =>
  (100 * (now.getTime() - reached.getTime())) / Math.max(1, now.getTime() - since.getTime())
