import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { dispose } from '../../disposal/index.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { recipientsOf } from '../attempts.ts'
import { findBulk } from '../bulk/bulks.ts'
import { bulkRecipients } from '../bulk/schema.tenant.ts'
import { emptyResends } from '../drafts/emptying.ts'
import { filesOf } from '../preparing.ts'
import { faxes, faxFiles } from '../schema.tenant.ts'
import { keepSentText } from '../search/texts.ts'
import { tidySoon } from '../search/tidying.ts'
import type { FaxId } from '../status.ts'

type Fax = typeof faxes.$inferSelect

/** Its document, files, words and what drafts have of it; who got it, when and how, its digest and its receipt stay. */
export function emptySent(tx: Tx, fax: Fax): void {
  const files = filesOf(tx, fax.id).map(({ id }) => id)
  const documents = new Set([...files, ...(fax.documentId ? [fax.documentId] : []), ...emptyResends(tx, fax.id)])
  tx.db.delete(faxFiles).where(eq(faxFiles.faxId, fax.id)).run()
  const emptied = { subject: '', note: '', plan: null, contentGoneAt: tx.now }
  tx.db.update(faxes).set(emptied).where(eq(faxes.id, fax.id)).run()
  forgetWords(tx, fax)
  dispose(tx, [...documents])
  record(tx, 'fax.content_gone', fax.id, { documents: documents.size, sha256: fax.sha256 })
  announce(tx, { kind: 'changed', topic: `fax:${fax.id}` })
}

/** It is still found by whom it went to. What one of a bulk's recipients gets stands in no index. */
function forgetWords(tx: Tx, { id, bulkId }: Fax): void {
  const bulk = findBulk(tx, id)?.bulk
  if (bulk) tx.db.update(bulkRecipients).set({ fields: '{}' }).where(eq(bulkRecipients.bulkId, id)).run()
  if (bulkId !== null) return
  const recipients = bulk ? [{ to: '', name: bulk.name }] : recipientsOf(tx, id)
  keepSentText(tx, id, { recipients, subject: '', note: '', files: [] })
  tidySoon(tx)
}

export const findSent = (tx: Tx, id: FaxId): Fax | undefined => tx.db.select().from(faxes).where(eq(faxes.id, id)).get()
