import { isDeepStrictEqual } from 'node:util'
import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { forgetStored } from '../../files/index.ts'
import { closedUntil } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import type { Upload } from '../material.ts'
import type { PageWish } from '../page-plan.ts'
import { act, allPagesOf, isPageAct, merged } from './arranging.ts'
import { attach } from './attaching.ts'
import { changeDraft, type Draft, filesOfDraft, saveDraft, type Typed } from './drafts.ts'
import { faxDraftFiles } from './schema.tenant.ts'

/** A form as it stands. */
export type Form = {
  readonly typed: Typed
  readonly uploads: readonly Upload[]
  /** The pages in the order it shows them. */
  readonly pages: readonly PageWish[] | undefined
  /** The last file it knew of. */
  readonly known: number
  readonly ticked: ReadonlySet<string>
  /** What a button asks for: something with the ticked pages, or with a file by its number, such as "drop:2". */
  readonly act: string
}

/** Writes down a form, then adds its files. Throws AppError invalid, by field, when some of it could not be kept; the rest is. */
export async function keepForm(deps: AcceptDeps, tenant: Tenant, id: string, { uploads, ...form }: Form): Promise<void> {
  tenant.write((tx) => keepWords(tx, id, form))
  if (uploads.length > 0) await attach(deps, tenant, id, uploads)
}

function keepWords(tx: Tx, id: string, { typed, pages, known, ticked, act: how }: Omit<Form, 'uploads'>): void {
  const draft = saveDraft(tx, id, how === 'opening' ? { ...typed, sendAt: closedUntil(tx)?.local ?? '' } : typed)
  const shown = merged(filesOfDraft(tx, draft.id), draft.pages, pages, known)
  const arranged = isPageAct(how) ? act(shown, how, ticked) : withFile(tx, draft, shown, how)
  if (!isDeepStrictEqual(arranged, draft.pages)) changeDraft(tx, draft.id, { pages: arranged })
}

/** "all:2" puts every page of the second file behind the others again, "drop:2" takes the file away. */
function withFile(tx: Tx, draft: Draft, pages: readonly PageWish[], how: string): PageWish[] {
  const [, what, number] = /^(all|drop):(\d{1,3})$/.exec(how) ?? []
  const file = filesOfDraft(tx, draft.id).find((each) => String(each.number) === number)
  const others = file ? pages.filter((each) => each.file !== file.number) : [...pages]
  if (!file) return others
  if (what === 'all') return [...others, ...allPagesOf(file)]
  tx.db.delete(faxDraftFiles).where(eq(faxDraftFiles.id, file.id)).run()
  forgetStored(tx, [file.id])
  record(tx, 'draft.file_removed', draft.id)
  return others
}
