import { record } from '../../audit/index.ts'
import { insertRow } from '../../db/index.ts'
import { LIMITS } from '../../documents/index.ts'
import { keepFile, type Stored } from '../../files/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { receivedGone, sentGone } from '../content/gone.ts'
import { type Inspected, inspectEach, tooManyFiles, type Upload } from '../material.ts'
import { getFax } from '../reading.ts'
import { getReceived, type ReceivedId } from '../received/received.ts'
import type { FaxId } from '../status.ts'
import { allPagesOf } from './arranging.ts'
import { changeDraft, type Draft, type DraftFile, filesOfDraft, openDraft } from './drafts.ts'
import { faxDraftFiles } from './schema.tenant.ts'

/** Of a draft, those that lost all their pages included. */
const MOST_FILES = 20

/** A copy of a fax says of which it is; of a received one also how its pages are turned. */
export type Attaching = Upload & { readonly sentId?: FaxId; readonly receivedId?: ReceivedId; readonly turns?: ReadonlyMap<number, number> }

/** Good files are kept and their pages go behind the others. Throws AppError invalid afterwards for those that were not. */
export async function attach(deps: AcceptDeps, tenant: Tenant, id: string, uploads: readonly Attaching[]): Promise<void> {
  tenant.read((tx) => refuseTooMany(tx, openDraft(tx, id), uploads.length))
  const { good, refused } = await inspectEach(deps.documents, tenant.id, uploads)
  const put: Stored[] = []
  try {
    for (const { content } of good) put.push(await deps.files.put(tenant.id, content))
    tenant.write((tx) => {
      const draft = openDraft(tx, id)
      refuseTooMany(tx, draft, good.length)
      refuseGone(tx, uploads)
      const pages = good.flatMap((file, at) => {
        const { receivedId, turns } = uploads.find(({ bytes }) => bytes === file.content) ?? {}
        const added = addFile(tx, draft, file, put[at] as Stored, receivedId ?? null)
        return allPagesOf(added).map((each) => ({ ...each, turn: turns?.get(each.page) ?? 0 }))
      })
      refuseTooMuch(filesOfDraft(tx, draft.id))
      changeDraft(tx, draft.id, { pages: [...draft.pages, ...pages] })
    })
  } catch (error) {
    for (const stored of put) await deps.files.remove(tenant.id, stored.id)
    throw error
  }
  if (refused.length > 0) throw invalid({ files: refused.join(' ') }, 'Not every file was added.')
}

function addFile(tx: Tx, draft: Draft, { name, type, pages }: Inspected, stored: Stored, receivedId: ReceivedId | null): DraftFile {
  const number = (filesOfDraft(tx, draft.id).at(-1)?.number ?? 0) + 1
  const { id, bytes, sha256 } = stored
  const file = { id, bytes, sha256, name, type, pages, draftId: draft.id, number, receivedId }
  insertRow(tx.db, faxDraftFiles, file)
  keepFile(tx, stored)
  record(tx, 'draft.file_added', draft.id, { pages })
  return file
}

/** What it is a copy of was destroyed meanwhile. */
function refuseGone(tx: Tx, copies: readonly Attaching[]): void {
  for (const { sentId, receivedId } of copies) {
    if (sentId && getFax(tx, sentId).contentGoneAt) throw sentGone()
    if (receivedId && getReceived(tx, receivedId).contentGoneAt) throw receivedGone()
  }
}

function refuseTooMany(tx: Tx, { id, pages }: Draft, more: number): void {
  if (new Set(pages.map(({ file }) => file)).size + more > LIMITS.files) throw tooManyFiles()
  if (filesOfDraft(tx, id).length + more > MOST_FILES) throw invalid({ files: 'Take away files that are not used first.' })
}

function refuseTooMuch(files: readonly DraftFile[]): void {
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) > LIMITS.bytes)
    throw invalid({ files: `Together the files are over ${LIMITS.bytes / 1_048_576} MB. Send them in parts.` })
}
