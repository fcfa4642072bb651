import { disclosed } from '../../audit/index.ts'
import { conflict } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { receivedGone, trashed } from '../content/gone.ts'
import { planReceivedLeaving } from '../content/planning.ts'
import type { Found } from '../documents-out.ts'
import { getReceived, type ReceivedId } from './received.ts'
import { turnsOf } from './turns.ts'

/** A disclosure, recorded before a byte leaves. */
export function receivedDocument(tx: Tx, id: ReceivedId): Found {
  const fax = getReceived(tx, id)
  if (fax.contentGoneAt) throw receivedGone()
  if (!fax.fileId) throw conflict('The document is not here yet.')
  disclosed(tx, 'received.document_viewed', id)
  return { fileId: fax.fileId, pages: fax.pages ?? 1, name: `received-${id}`, turns: turnsOf(tx, id) }
}

/** For a fax that it becomes part of. */
export function forwardedDocument(tx: Tx, id: ReceivedId): Found {
  if (getReceived(tx, id).trashedAt) throw trashed()
  return receivedDocument(tx, id)
}

/** The whole of it, for who takes it away. */
export function takenDocument(tx: Tx, id: ReceivedId): Found {
  const found = receivedDocument(tx, id)
  planReceivedLeaving(tx, id, 'fetched')
  return found
}
