import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { keepFile, type Stored } from '../../files/index.ts'
import { cancel, done, type Handler, handle, type Outcome, retry, snooze, step } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { recipientsOf, settle } from '../attempts.ts'
import { ABOUT_BULK, tellOfEnd } from '../copies/telling.ts'
import { cancelFax } from '../deciding.ts'
import { FEED } from '../kinds.ts'
import { assembling, documentReady, type Preparing } from '../preparing.ts'
import { faxes, faxRecipients } from '../schema.tenant.ts'
import type { FaxId } from '../status.ts'
import { type Bulk, findBulk, setState } from './bulks.ts'
import { makeFaxes } from './making.ts'
import { afterPortion, LINES, mayBegin, waitForNext } from './pace.ts'
import { bulkRecipients } from './schema.tenant.ts'
import { endedAs } from './totals.ts'
import { closedFor } from './window.ts'

/** So many are made at a time, so that a single fax waits behind no more. */
const PORTION = 4
const STOPPED_AT_ONCE = 25
const [SOON_MS, LATER_MS, HELD_MS] = [1_000, 15_000, 5 * 60_000]

/**
 * fax.feed: tops up the few faxes of a bulk that are under way, and ends it. A recipient's fax is written in the transaction that claims the
 * job, before its document is made; killed in between, the next claim finds it without a document and makes that.
 */
export const bulkFeeder = (deps: Preparing): Handler =>
  handle(
    FEED,
    (tx, { bulkId }) => {
      const found = findBulk(tx, bulkId)
      switch (found?.bulk.state) {
        case 'running':
          return feed(deps, tx, found)
        case 'stopping':
          return stop(tx, found)
        default:
          return cancel('This bulk is not going.')
      }
    },
    { died: (tx, { bulkId }) => givenUp(tx, bulkId) },
  )

function feed(deps: Preparing, tx: Tx, found: Bulk) {
  const { bulk } = found
  const closedMs = closedFor(tx, bulk)
  if (closedMs > 0) return snooze('The office is closed.', closedMs)
  const underWay = countUnderWay(tx, bulk.id)
  const made = unprepared(tx, bulk.id).length === 0 ? makeFaxes(tx, found, mayBegin(tx, bulk, Math.min(PORTION, LINES - underWay))) : 0
  const [first, ...others] = unprepared(tx, bulk.id)
  if (!first) return rest(tx, found, underWay)
  const work = [first, ...others].map((fax) => ({ fax, assemble: assembling(deps, tx, fax) }))
  return step(
    async () => {
      const ready: Ready[] = []
      // One after the other: whoever looks at a document meanwhile waits for one of them at most.
      for (const { fax, assemble } of work)
        try {
          ready.push({ fax: fax.id, ...(await assemble()) })
        } catch (error) {
          return { ready, error }
        }
      return { ready }
    },
    (after, answer) => prepared(after, bulk.id, answer, made > 0 ? afterPortion(after, bulk.id) : SOON_MS),
  )
}

type Ready = { readonly fax: FaxId; readonly stored: Stored; readonly pages: number }

function prepared(tx: Tx, bulkId: FaxId, answer: { readonly ready: readonly Ready[]; readonly error?: unknown }, nextMs: number): Outcome {
  const open = new Set(unprepared(tx, bulkId).map(({ id }) => id))
  for (const { fax, stored, pages } of answer.ready) {
    if (!open.has(fax)) continue
    keepFile(tx, stored)
    documentReady(tx, fax, stored, pages)
  }
  return 'error' in answer ? retry('A document could not be made.') : snooze('The next ones come.', nextMs)
}

/** Written down, and its document not made yet. */
const unprepared = (tx: Tx, bulkId: FaxId): (typeof faxes.$inferSelect)[] =>
  tx.db
    .select()
    .from(faxes)
    .where(and(eq(faxes.bulkId, bulkId), eq(faxes.status, 'queued'), isNull(faxes.documentId)))
    .orderBy(asc(faxes.id))
    .all()

/** Called now, or about to be: who waits for another try holds no line. */
const countUnderWay = (tx: Tx, bulkId: FaxId): number =>
  tx.db
    .select({ n: count() })
    .from(faxes)
    .innerJoin(faxRecipients, eq(faxRecipients.faxId, faxes.id))
    .where(and(eq(faxes.bulkId, bulkId), inArray(faxes.status, ['queued', 'sending']), isNull(faxRecipients.nextTryAt)))
    .get()?.n ?? 0

function rest(tx: Tx, { bulk }: Bulk, underWay: number): Outcome {
  if (isWaiting(tx, bulk.id)) return snooze('As many as may be are under way.', underWay < LINES ? waitForNext(tx, bulk) : SOON_MS)
  return end(tx, bulk.id, underWay)
}

const isWaiting = (tx: Tx, bulkId: FaxId): boolean =>
  tx.db
    .select({ row: bulkRecipients.row })
    .from(bulkRecipients)
    .where(and(eq(bulkRecipients.bulkId, bulkId), eq(bulkRecipients.state, 'waiting')))
    .limit(1)
    .get() !== undefined

const countIn = (tx: Tx, bulkId: FaxId, statuses: readonly (typeof faxes.$inferSelect.status)[]): number =>
  tx.db
    .select({ n: count() })
    .from(faxes)
    .where(and(eq(faxes.bulkId, bulkId), inArray(faxes.status, [...statuses])))
    .get()?.n ?? 0

function end(tx: Tx, bulkId: FaxId, underWay: number): Outcome {
  if (underWay > 0) return snooze('The last ones are under way.', SOON_MS)
  if (countIn(tx, bulkId, ['queued', 'sending', 'scheduled']) > 0) return snooze('Some are tried again later.', LATER_MS)
  if (countIn(tx, bulkId, ['held']) > 0) return snooze('Some wait for a person.', HELD_MS)
  const { status, ...totals } = endedAs(tx, bulkId)
  setState(tx, bulkId, { state: 'ended', endedAt: tx.now }, status)
  record(tx, 'bulk.ended', bulkId, totals)
  const found = findBulk(tx, bulkId)
  if (found) tellOfEnd(tx, ABOUT_BULK, found.letter)
  return done
}

function stop(tx: Tx, { bulk }: Bulk): Outcome {
  const going = tx.db
    .select({ row: bulkRecipients.row, faxId: faxes.id })
    .from(bulkRecipients)
    .innerJoin(faxes, eq(faxes.id, bulkRecipients.faxId))
    .where(
      and(
        eq(bulkRecipients.bulkId, bulk.id),
        eq(bulkRecipients.state, 'made'),
        inArray(faxes.status, ['held', 'scheduled', 'queued', 'sending']),
      ),
    )
    .limit(STOPPED_AT_ONCE)
    .all()
  for (const { row, faxId } of going) {
    cancelFax(tx, faxId)
    tx.db
      .update(bulkRecipients)
      .set({ state: 'stopped' })
      .where(and(eq(bulkRecipients.bulkId, bulk.id), eq(bulkRecipients.row, row)))
      .run()
  }
  return going.length > 0 ? snooze('The others are stopped next.', 0) : end(tx, bulk.id, countUnderWay(tx, bulk.id))
}

/** The document that could not be made again and again is given up, and a person looks before the others go on. */
function givenUp(tx: Tx, bulkId: FaxId): void {
  const found = findBulk(tx, bulkId)
  if (found?.bulk.state !== 'running') return
  const [first] = unprepared(tx, bulkId)
  for (const recipient of first ? recipientsOf(tx, first.id) : []) settle(tx, recipient, 'failed', 'document_failed')
  setState(tx, bulkId, { state: 'paused', cause: 'bulk_stuck' }, 'held')
  record(tx, 'bulk.paused', bulkId, { cause: 'bulk_stuck' })
}
