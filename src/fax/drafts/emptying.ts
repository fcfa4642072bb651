import { and, eq, inArray, isNull } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import type { FileId } from '../../files/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { FaxId } from '../status.ts'
import { changeDraft, filesOfDraft } from './drafts.ts'
import { faxDraftFiles, faxDrafts } from './schema.tenant.ts'

/** Drafts that would send a fax again lose what they have of it. Answers the documents, which are the caller's to dispose of. */
export function emptyResends(tx: Tx, id: FaxId): FileId[] {
  const drafts = tx.db
    .select({ id: faxDrafts.id })
    .from(faxDrafts)
    .where(and(eq(faxDrafts.resendOf, id), isNull(faxDrafts.faxId)))
    .all()
  return drafts.flatMap((draft) => {
    const files = filesOfDraft(tx, draft.id)
    drop(
      tx,
      files.map((file) => file.id),
    )
    changeDraft(tx, draft.id, { subject: '', note: '', pages: [] })
    record(tx, 'draft.emptied', draft.id)
    return files.map((file) => file.id)
  })
}

/** Drafts that would forward a received fax lose their copy of it. */
export function emptyForwards(tx: Tx, id: NonNullable<typeof faxDraftFiles.$inferSelect.receivedId>): FileId[] {
  const copies = tx.db
    .select({ draft: faxDrafts, file: faxDraftFiles })
    .from(faxDraftFiles)
    .innerJoin(faxDrafts, eq(faxDrafts.id, faxDraftFiles.draftId))
    .where(eq(faxDraftFiles.receivedId, id))
    .all()
  for (const { draft, file } of copies) {
    drop(tx, [file.id])
    changeDraft(tx, draft.id, { pages: draft.pages.filter((page) => page.file !== file.number) })
    record(tx, 'draft.emptied', draft.id)
  }
  return copies.map(({ file }) => file.id)
}

const drop = (tx: Tx, ids: readonly FileId[]): void => void tx.db.delete(faxDraftFiles).where(inArray(faxDraftFiles.id, ids)).run()
