import { and, asc, eq, isNotNull, isNull, lt, lte, notInArray } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { dispose, heldIds } from '../../disposal/index.ts'
import { done, type Handler, handle, snooze } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { familyOf } from '../content/received.ts'
import { emptySent } from '../content/sent.ts'
import { emptyForwards } from '../drafts/emptying.ts'
import { EMPTY_TRASH } from '../kinds.ts'
import { faxesIn } from '../received/arranging.ts'
import type { ReceivedId } from '../received/received.ts'
import { removeReceived } from '../received/retention.ts'
import { receivedFaxes } from '../received/schema.tenant.ts'
import { faxes } from '../schema.tenant.ts'
import { forgetText } from '../search/texts.ts'
import type { FaxId } from '../status.ts'
import { listTrash } from './listing.ts'
import { trashDays } from './rule.ts'

/** For how many days the office has said that it keeps its records; null when it has said nothing. */
export type Kept = { readonly sent: number | null; readonly received: number | null }

type Fax = typeof faxes.$inferSelect

const DAY_MS = 86_400_000
const AT_ONCE = 100

/** fax.empty_trash: once a day while there is something in it. What a rule of the office keeps, and what is on legal hold, waits. */
export const trashEmptier = ({ kept }: { readonly kept: (tx: Tx) => Kept }): Handler =>
  handle(EMPTY_TRASH, (tx) => {
    const held = heldIds(tx)
    const gone = held === 'all' ? 0 : emptyTrash(tx, kept(tx), held)
    if (gone === AT_ONCE) return snooze('The rest comes next.', 0)
    return listTrash(tx, 1).length > 0 ? snooze('It comes back each day.', DAY_MS) : done
  })

function emptyTrash(tx: Tx, kept: Kept, held: readonly string[]): number {
  const days = trashDays(tx)
  const sent = sentDue(tx, days, kept.sent, held)
  const received = receivedDue(tx, days, kept.received, held, AT_ONCE - sent.length)
  for (const fax of sent) emptyOf(tx, fax)
  for (const { id } of sent) record(tx, 'fax.emptied', id, { days })
  const families = received.map((id) => familyOf(tx, id))
  destroyReceived(tx, received, days)
  for (const family of families) destroyReceived(tx, replacedOnly(tx, family, held), days)
  return sent.length + received.length
}

function destroyReceived(tx: Tx, ids: readonly ReceivedId[], days: number): void {
  const copies = ids.flatMap((id) => emptyForwards(tx, id))
  dispose(tx, [...copies, ...removeReceived(tx, ids).files])
  for (const id of ids) record(tx, 'received.emptied', id, { days })
}

/** What the emptied ones were made of has their pages, and no way leads to it any more once nothing stands in its place. */
function replacedOnly(tx: Tx, family: ReadonlySet<ReceivedId>, held: readonly string[]): ReceivedId[] {
  const left = faxesIn(tx, [...family])
  return left.every(({ id, shelf }) => shelf === 'replaced' && !held.includes(id)) ? left.map(({ id }) => id) : []
}

const ago = (tx: Tx, days: number): Date => new Date(tx.now.getTime() - days * DAY_MS)

const sentDue = (tx: Tx, days: number, kept: number | null, held: readonly string[]): Fax[] =>
  tx.db
    .select()
    .from(faxes)
    .where(
      and(
        isNotNull(faxes.trashedAt),
        isNull(faxes.emptiedAt),
        lte(faxes.trashedAt, ago(tx, days)),
        kept === null ? undefined : lt(faxes.updatedAt, ago(tx, kept)),
        notInArray(faxes.id, held as FaxId[]),
      ),
    )
    .orderBy(asc(faxes.trashedAt))
    .limit(AT_ONCE)
    .all()

const receivedDue = (tx: Tx, days: number, kept: number | null, held: readonly string[], most: number) =>
  tx.db
    .select({ id: receivedFaxes.id })
    .from(receivedFaxes)
    .where(
      and(
        isNotNull(receivedFaxes.trashedAt),
        lte(receivedFaxes.trashedAt, ago(tx, days)),
        kept === null ? undefined : lt(receivedFaxes.receivedAt, ago(tx, kept)),
        notInArray(receivedFaxes.id, held as ReceivedId[]),
      ),
    )
    .orderBy(asc(receivedFaxes.trashedAt))
    .limit(most)
    .all()
    .map(({ id }) => id)

/** Its content, where it has any still, and what it is found by. Whom it went to and what became of it stay: its receipt says so. */
function emptyOf(tx: Tx, fax: Fax): void {
  if (!fax.contentGoneAt) emptySent(tx, fax)
  tx.db.update(faxes).set({ emptiedAt: tx.now }).where(eq(faxes.id, fax.id)).run()
  forgetText(tx, fax.id)
}
