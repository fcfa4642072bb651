import { and, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { receivedGone } from '../content/gone.ts'
import { readAgain } from '../page-text/planning.ts'
import { changed, getReceived, type ReceivedId } from './received.ts'
import { receivedTurns } from './schema.tenant.ts'

export const TURNS = [0, 90, 180, 270] as const
export type Turn = (typeof TURNS)[number]

/** By page, those that are turned. */
export const turnsOf = (tx: Tx, receivedId: ReceivedId): ReadonlyMap<number, number> =>
  new Map(
    tx.db
      .select({ page: receivedTurns.page, degrees: receivedTurns.degrees })
      .from(receivedTurns)
      .where(eq(receivedTurns.receivedId, receivedId))
      .all()
      .map(({ page, degrees }) => [page, degrees]),
  )

/** How that page is to be read from now on, whoever reads it. The document is not changed. */
export function turnPage(tx: Tx, receivedId: ReceivedId, page: number, degrees: Turn): void {
  const fax = getReceived(tx, receivedId)
  if (fax.contentGoneAt) throw receivedGone()
  if (!fax.fileId) throw conflict('The document is not here yet.')
  if (!Number.isInteger(page) || page < 1 || page > (fax.pages ?? 0)) throw notFound('Page')
  if ((turnsOf(tx, fax.id).get(page) ?? 0) === degrees) return
  const here = and(eq(receivedTurns.receivedId, fax.id), eq(receivedTurns.page, page))
  tx.db.delete(receivedTurns).where(here).run()
  if (degrees !== 0) tx.db.insert(receivedTurns).values({ receivedId: fax.id, page, degrees }).run()
  readAgain(tx, fax.id, page)
  record(tx, 'received.turned', fax.id, { page, degrees })
  changed(tx, fax.id)
}
