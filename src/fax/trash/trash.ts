import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { BACKGROUND, enqueue } from '../../jobs/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { findBulk } from '../bulk/bulks.ts'
import { EMPTY_TRASH } from '../kinds.ts'
import { type Fax, getFax } from '../reading.ts'
import { changed, findReceived, getReceived, type ReceivedFax, type ReceivedId } from '../received/received.ts'
import { receivedFaxes } from '../received/schema.tenant.ts'
import { MOST_AT_ONCE } from '../received/sorting.ts'
import { faxes } from '../schema.tenant.ts'
import { type FaxId, hasEnded } from '../status.ts'

/** Long enough that what was put there by mistake is noticed the same day, however short the office's rule is. */
export const FIRST_LOOK_MS = 24 * 3_600_000

/** Sent and received ones alike, all of them or none. Answers how many were not there already. Throws AppError. */
export function trashFaxes(tx: Tx, ids: readonly string[]): number {
  const moved = each(ids, (id) => {
    const received = findReceived(tx, id as ReceivedId)
    return received ? trashReceived(tx, getReceived(tx, received.id)) : trashSent(tx, getFax(tx, id as FaxId))
  })
  if (moved > 0)
    enqueue(tx, EMPTY_TRASH, {}, { uniqueKey: EMPTY_TRASH.name, at: new Date(tx.now.getTime() + FIRST_LOOK_MS), priority: BACKGROUND })
  return moved
}

/** Back to where they were. What the trash was emptied of cannot come back. Throws AppError. */
export const restoreFaxes = (tx: Tx, ids: readonly string[]): number =>
  each(ids, (id) => {
    const received = findReceived(tx, id as ReceivedId)
    return received ? restoreReceived(tx, getReceived(tx, received.id)) : restoreSent(tx, getFax(tx, id as FaxId))
  })

function each(ids: readonly string[], move: (id: string) => boolean): number {
  if (ids.length === 0) throw invalid({ ids: 'Select at least one fax.' }, 'Select at least one fax.')
  if (ids.length > MOST_AT_ONCE) throw invalid({ ids: `Select at most ${MOST_AT_ONCE} faxes.` })
  return [...new Set(ids)].filter(move).length
}

function trashSent(tx: Tx, { id, status, bulkId, trashedAt }: Fax): boolean {
  if (bulkId || findBulk(tx, id)) throw conflict('A fax to many stays in the list: it cannot be put in the trash.')
  if (!hasEnded(status)) throw conflict('A fax that is still under way cannot be put in the trash. Cancel it first.')
  if (trashedAt) return false
  tx.db.update(faxes).set({ trashedAt: tx.now, trashedBy: tx.actor.id }).where(eq(faxes.id, id)).run()
  noted(tx, 'fax.trashed', id)
  return true
}

function restoreSent(tx: Tx, { id, trashedAt, emptiedAt }: Fax): boolean {
  if (emptiedAt) throw conflict('The trash was emptied of this fax: its pages are gone for good.')
  if (!trashedAt) return false
  tx.db.update(faxes).set({ trashedAt: null, trashedBy: null }).where(eq(faxes.id, id)).run()
  noted(tx, 'fax.restored', id)
  return true
}

function noted(tx: Tx, action: string, id: FaxId): void {
  record(tx, action, id)
  announce(tx, { kind: 'changed', topic: `fax:${id}` })
}

function trashReceived(tx: Tx, { id, status, trashedAt }: ReceivedFax): boolean {
  if (status === 'downloading') throw conflict('The pages of a fax are still on their way. Try again once they are here.')
  if (trashedAt) return false
  return setReceived(tx, id, { trashedAt: tx.now, trashedBy: tx.actor.id }, 'received.trashed')
}

const restoreReceived = (tx: Tx, { id, trashedAt }: ReceivedFax): boolean =>
  trashedAt !== null && setReceived(tx, id, { trashedAt: null, trashedBy: null }, 'received.restored')

function setReceived(tx: Tx, id: ReceivedId, place: Pick<ReceivedFax, 'trashedAt' | 'trashedBy'>, action: string): true {
  tx.db.update(receivedFaxes).set(place).where(eq(receivedFaxes.id, id)).run()
  record(tx, action, id)
  changed(tx, id)
  return true
}

/** What who acts put there at that very moment, to be undone at once. */
export function trashedAtOnce(tx: Tx, at: Date): string[] {
  const { id: actor } = tx.actor
  const sent = and(eq(faxes.trashedAt, at), eq(faxes.trashedBy, actor), isNotNull(faxes.trashedAt), isNull(faxes.emptiedAt))
  const received = and(eq(receivedFaxes.trashedAt, at), eq(receivedFaxes.trashedBy, actor), isNotNull(receivedFaxes.trashedAt))
  return [
    ...tx.db.select({ id: faxes.id }).from(faxes).where(sent).all(),
    ...tx.db.select({ id: receivedFaxes.id }).from(receivedFaxes).where(received).all(),
  ].map(({ id }) => id)
}

/** Throws AppError not_found when there is nothing of it any more. */
export function undoTrashing(tx: Tx, at: Date): number {
  const ids = trashedAtOnce(tx, at)
  if (ids.length === 0) throw notFound('What was put in the trash')
  return restoreFaxes(tx, ids)
}
