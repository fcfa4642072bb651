import { eq, inArray } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { receivedGone } from '../content/gone.ts'
import { type ArrangementId, faxesIn, findArrangement } from './arranging.ts'
import { refreshText } from './found-by.ts'
import { changed, getReceived, type ReceivedId } from './received.ts'
import { receivedArrangements, receivedFaxes, receivedNotes } from './schema.tenant.ts'

/**
 * The sources come back and what was made of them goes out of the way. Notes that were written meanwhile go to the first source.
 * Returns the sources. Throws AppError.
 */
export function undoArrangement(tx: Tx, id: ArrangementId): ReceivedId[] {
  const found = findArrangement(tx, id)
  if (!found || found.pages.length === 0) throw notFound('What was split or put together')
  const sourceIds = [...new Set(found.pages.map(({ sourceId }) => sourceId))]
  const madeIds = [...new Set(found.pages.map(({ receivedId }) => receivedId))]
  for (const each of madeIds) getReceived(tx, each)
  if (found.undone) throw conflict('This was undone already.')
  const [sources, made] = [faxesIn(tx, sourceIds), faxesIn(tx, madeIds)]
  const [first] = made
  if (sources.length < sourceIds.length || !first) throw conflict('A fax that it was made of is no longer kept.')
  if (made.some(({ shelf }) => shelf === 'replaced')) throw conflict('One of its parts was split or put together again. Undo that first.')
  if (made.some(({ contentGoneAt }) => contentGoneAt !== null)) throw receivedGone()
  tx.db.update(receivedArrangements).set({ undoneAt: tx.now }).where(eq(receivedArrangements.id, id)).run()
  for (const fax of sources) {
    tx.db.update(receivedFaxes).set({ shelf: first.shelf }).where(eq(receivedFaxes.id, fax.id)).run()
    record(tx, 'received.put_back', fax.id, { arrangement: id })
    changed(tx, fax.id)
  }
  for (const fax of made) {
    tx.db.update(receivedFaxes).set({ shelf: 'replaced' }).where(eq(receivedFaxes.id, fax.id)).run()
    record(tx, 'received.unmade', fax.id, { arrangement: id })
    changed(tx, fax.id)
  }
  const [home = first.id] = sourceIds
  tx.db.update(receivedNotes).set({ receivedId: home }).where(inArray(receivedNotes.receivedId, madeIds)).run()
  for (const each of [home, ...madeIds]) refreshText(tx, each)
  return sourceIds
}
