import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { forgetStored, sha256 } from '../../files/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type AcceptDeps, acceptFax } from '../accepting.ts'
import { recipientsOf } from '../attempts.ts'
import type { Submitter } from '../guard/second-look.ts'
import type { Answer, Guarded } from '../idempotency.ts'
import type { Upload } from '../material.ts'
import type { PageWish } from '../page-plan.ts'
import { getFax } from '../reading.ts'
import { noteForwarded } from '../received/forwarding.ts'
import type { FaxId } from '../status.ts'
import type { Submission, SubmittedFax } from '../submitting.ts'
import { merged } from './arranging.ts'
import { BLANK, type Draft, type DraftFile, filesOfDraft, openDraft } from './drafts.ts'
import { noteResent } from './resending.ts'
import { faxDraftFiles, faxDrafts } from './schema.tenant.ts'

type Letter = {
  readonly input: Submission
  readonly uploads: readonly Upload[]
  readonly pages?: readonly PageWish[] | undefined
  readonly known?: number
}

/** The draft's files and what comes with the form become a fax; once, however often it is asked for. */
export async function sendDraft(deps: AcceptDeps, tenant: Tenant, draft: Draft, letter: Letter, submitter?: Submitter): Promise<Guarded> {
  const { faxId } = draft
  if (faxId) return { answer: tenant.read((tx) => answerOf(tx, faxId)), replayed: true }
  const files = tenant.read((tx) => filesOfDraft(tx, openDraft(tx, draft.id).id))
  const { known = Number.POSITIVE_INFINITY } = letter
  const pages = merged(files, draft.pages, letter.pages, known)
  const arrived = new Set(files.filter(({ number }) => number > known).map((file) => file.sha256))
  const material = {
    // What a script had on its way already when it sent the form is here by now.
    uploads: letter.uploads.filter(({ bytes }) => !arrived.has(sha256(bytes))),
    kept: files.map(({ name, type, pages, ...stored }) => ({ name, type, pages, stored })),
    pages:
      files.length > 0
        ? pages.map(({ file, ...page }) => ({ ...page, file: files.findIndex(({ number }) => number === file) + 1 }))
        : undefined,
    taken: (tx: Tx, fax: SubmittedFax) => noteSent(tx, draft, files, pages, fax),
  }
  return acceptFax(deps, tenant, letter.input, material, draft.id, submitter)
}

function answerOf(tx: Tx, faxId: FaxId): Answer {
  const { id, status, pages } = getFax(tx, faxId)
  const recipients = recipientsOf(tx, faxId).map(({ id, to, status }) => ({ id, to, status }))
  return { status: 202, location: `/api/faxes/${id}`, body: JSON.stringify({ id, status, pages, recipients }) }
}

/** The files that went are the fax's now; the others are nobody's. */
function noteSent(tx: Tx, { id, resendOf }: Draft, files: readonly DraftFile[], pages: readonly PageWish[], fax: SubmittedFax): void {
  openDraft(tx, id)
  const used = files.filter(({ number }) => pages.some(({ file }) => file === number))
  for (const { receivedId } of used) if (receivedId) noteForwarded(tx, receivedId, fax.id)
  if (resendOf) noteResent(tx, resendOf, fax.id)
  forgetStored(
    tx,
    files.filter((file) => !used.includes(file)).map((file) => file.id),
  )
  tx.db.delete(faxDraftFiles).where(eq(faxDraftFiles.draftId, id)).run()
  tx.db
    .update(faxDrafts)
    .set({ ...BLANK, pages: [], faxId: fax.id, updatedAt: tx.now })
    .where(eq(faxDrafts.id, id))
    .run()
  record(tx, 'draft.sent', id, { fax: fax.id })
}
