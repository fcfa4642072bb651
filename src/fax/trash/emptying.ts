import { and, asc, eq, isNotNull, isNull, lt, lte, notInArray } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { dispose, heldIds } from '../../disposal/index.ts'
import type { FileId } from '../../files/index.ts'
import { done, type Handler, handle, snooze } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { EMPTY_TRASH } from '../kinds.ts'
import { removeReceived } from '../received/retention.ts'
import { receivedFaxes } from '../received/schema.tenant.ts'
import { faxes, faxFiles } from '../schema.tenant.ts'
import { forgetText } from '../search/texts.ts'
import type { FaxId } from '../status.ts'
import { listTrash } from './listing.ts'
import { trashDays } from './rule.ts'

/** For how many days the office has said that it keeps its records; null when it has said nothing. */
export type Kept = { readonly sent: number | null; readonly received: number | null }

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
  for (const id of sent) emptySent(tx, id)
  for (const id of sent) record(tx, 'fax.emptied', id, { days })
  if (received.length > 0) dispose(tx, removeReceived(tx, received).files)
  for (const id of received) record(tx, 'received.emptied', id, { days })
  return sent.length + received.length
}

const ago = (tx: Tx, days: number): Date => new Date(tx.now.getTime() - days * DAY_MS)

const sentDue = (tx: Tx, days: number, kept: number | null, held: readonly string[]): FaxId[] =>
  tx.db
    .select({ id: faxes.id })
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
    .map(({ id }) => id)

const receivedDue = (tx: Tx, days: number, kept: number | null, held: readonly string[], most: number) =>
  tx.db
    .select({ id: receivedFaxes.id })
    .from(receivedFaxes)
    .where(
      and(
        isNotNull(receivedFaxes.trashedAt),
        lte(receivedFaxes.trashedAt, ago(tx, days)),
        kept === null ? undefined : lt(receivedFaxes.receivedAt, ago(tx, kept)),
        notInArray(receivedFaxes.id, held as (typeof receivedFaxes.$inferSelect.id)[]),
      ),
    )
    .orderBy(asc(receivedFaxes.trashedAt))
    .limit(most)
    .all()
    .map(({ id }) => id)

/** Its pages, its words and what it is found by. Whom it went to and what became of it stay: its receipt says so. */
function emptySent(tx: Tx, id: FaxId): void {
  const document = tx.db.select({ id: faxes.documentId }).from(faxes).where(eq(faxes.id, id)).get()?.id
  const files: FileId[] = tx.db
    .delete(faxFiles)
    .where(eq(faxFiles.faxId, id))
    .returning({ id: faxFiles.id })
    .all()
    .map((file) => file.id)
  const nothing = { documentId: null, sha256: null, emptiedSha256: faxes.sha256, subject: '', note: '', content: '', plan: null }
  tx.db
    .update(faxes)
    .set({ ...nothing, emptiedAt: tx.now })
    .where(eq(faxes.id, id))
    .run()
  forgetText(tx, id)
  dispose(tx, document ? [...files, document] : files)
}
