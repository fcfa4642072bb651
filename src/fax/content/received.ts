import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { dispose } from '../../disposal/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { emptyForwards } from '../drafts/emptying.ts'
import { arrangementsOf, faxesIn } from '../received/arranging.ts'
import { changed, type ReceivedFax, type ReceivedId } from '../received/received.ts'
import { receivedFaxes } from '../received/schema.tenant.ts'
import { forgetPageTexts } from '../search/texts.ts'

/**
 * Its pages, here and in drafts that would forward them; what it is known by, its notes and its digest stay. What it was split from or
 * put together of has the same pages, and goes when nothing that stands in their place has any.
 */
export function emptyReceived(tx: Tx, fax: ReceivedFax): void {
  emptyOne(tx, fax)
  const family = faxesIn(tx, [...familyOf(tx, fax.id)]).filter(({ fileId, contentGoneAt }) => fileId !== null && contentGoneAt === null)
  if (family.every(({ shelf }) => shelf === 'replaced')) for (const each of family) emptyOne(tx, each)
}

function emptyOne(tx: Tx, { id, fileId, sha256, pages }: ReceivedFax): void {
  const documents = [...(fileId ? [fileId] : []), ...emptyForwards(tx, id)]
  tx.db.update(receivedFaxes).set({ contentGoneAt: tx.now }).where(eq(receivedFaxes.id, id)).run()
  forgetPageTexts(tx, id)
  dispose(tx, documents)
  record(tx, 'received.content_gone', id, { documents: documents.length, pages, sha256 })
  changed(tx, id)
}

/** Everything that has any of its pages, through however many splits and mergers. */
export function familyOf(tx: Tx, id: ReceivedId): ReadonlySet<ReceivedId> {
  const known = new Set<ReceivedId>()
  const look = [id]
  for (let each = look.pop(); each; each = look.pop()) {
    if (known.has(each)) continue
    known.add(each)
    for (const { pages } of arrangementsOf(tx, each)) look.push(...pages.flatMap(({ receivedId, sourceId }) => [receivedId, sourceId]))
  }
  return known
}
