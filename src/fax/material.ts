import { type Documents, LIMITS } from '../documents/index.ts'
import { invalid } from '../kit/errors.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { type PagePlan, type PageWish, pick, withWhole } from './page-plan.ts'
import type { AttachedFile, SubmittedFax } from './submitting.ts'

export type Upload = { readonly name: string; readonly bytes: Uint8Array }

/** What is to be sent. */
export type Material = {
  readonly uploads: readonly Upload[]
  /** Files that are here already; what is uploaded goes behind them. */
  readonly kept?: readonly AttachedFile[] | undefined
  /** Which pages, when not all of them as they are: of the files that are here already if there are any, else of what is uploaded. */
  readonly pages?: readonly PageWish[] | undefined
  /** In the transaction that takes it. */
  readonly taken?: ((tx: Tx, fax: SubmittedFax) => void) | undefined
}

type Facts = Pick<AttachedFile, 'name' | 'type' | 'pages'> & { readonly bytes: number }
/** Opened and found good; sealed in the end. */
export type Inspected = Facts & { readonly content: Uint8Array }
/** One that is to be sent: sealed before, or to be sealed. */
export type Chosen = Inspected | (Facts & { readonly stored: AttachedFile['stored'] })

/** The files that are used and which of their pages. Throws AppError invalid, naming what is wrong. */
export async function choose(
  documents: Documents,
  tenantId: Tenant['id'],
  { uploads, kept = [], pages }: Material,
): Promise<{ readonly files: readonly Chosen[]; readonly plan: PagePlan }> {
  if (kept.length === 0) return pick(await inspectAll(documents, tenantId, uploads), pages)
  const inspected = uploads.length === 0 ? [] : await inspectAll(documents, tenantId, uploads)
  const here = kept.map((each): Chosen => ({ ...each, bytes: each.stored.bytes }))
  const picked = pages?.length === 0 && inspected.length > 0 ? { files: [], plan: undefined } : pick(here, pages)
  const chosen = withWhole(picked, inspected)
  if (chosen.files.length > LIMITS.files) throw tooManyFiles()
  return chosen
}

/** Each by its content. Throws AppError invalid, naming the files. */
export async function inspectAll(documents: Documents, tenantId: Tenant['id'], uploads: readonly Upload[]): Promise<Inspected[]> {
  if (uploads.length === 0) throw invalid({ files: 'Add at least one PDF or TIFF file.' })
  if (uploads.length > LIMITS.files) throw tooManyFiles()
  const { good, refused } = await inspectEach(documents, tenantId, uploads)
  if (refused.length > 0) throw invalid({ files: refused.join(' ') }, 'The fax was not sent.')
  return good
}

/** Those that are good, and what is wrong with the others. */
export async function inspectEach(
  documents: Documents,
  tenantId: Tenant['id'],
  uploads: readonly Upload[],
): Promise<{ readonly good: Inspected[]; readonly refused: string[] }> {
  const answers = await Promise.all(uploads.map(({ bytes, name }) => documents.inspect(tenantId, bytes, name)))
  const good = uploads.flatMap(({ name, bytes }, at) => {
    const answer = answers[at]
    return answer?.ok ? [{ name: name.slice(0, 200), type: answer.type, pages: answer.pages, content: bytes, bytes: bytes.length }] : []
  })
  return { good, refused: answers.flatMap((answer) => (answer.ok ? [] : [answer.message])) }
}

export const tooManyFiles = () => invalid({ files: `Add at most ${LIMITS.files} files.` })

export const isSealed = (chosen: Chosen): chosen is Exclude<Chosen, Inspected> => 'stored' in chosen
