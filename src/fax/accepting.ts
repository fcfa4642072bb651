import type { Documents } from '../documents/index.ts'
import { LIMITS } from '../documents/index.ts'
import { type Files, sha256 } from '../files/index.ts'
import { invalid } from '../kit/errors.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { guard, type Submitter } from './guard/second-look.ts'
import { type Answer, type Guarded, keepAnswer, once } from './idempotency.ts'
import {
  type AttachedFile,
  type Checked,
  checkSubmission,
  checkTotals,
  contentOf,
  type Submission,
  type SubmittedFax,
  submitFax,
} from './submitting.ts'

export type Upload = { readonly name: string; readonly bytes: Uint8Array }
export type AcceptDeps = { readonly files: Files; readonly documents: Documents }

/**
 * From what was posted to rows that are durable: the words first, then the files by their content, then sealed, then one transaction.
 * Throws AppError invalid by field, or SecondLook for a person, and leaves nothing behind.
 */
export function acceptFax(
  deps: AcceptDeps,
  tenant: Tenant,
  input: Submission,
  uploads: readonly Upload[],
  key: string | undefined,
  submitter: Submitter = { is: 'program' },
): Promise<Guarded> {
  const fingerprint = fingerprintOf(input, uploads)
  return once(tenant, key, fingerprint, async (scoped) => {
    const checked = tenant.read((tx) => checkSubmission(tx, input))
    const inspected = await inspectAll(deps.documents, tenant.id, uploads)
    checkTotals(inspected, checked.cover)
    return sealAndSubmit(deps, { tenant, submitter }, checked, inspected, (fax) => ({ scoped, fingerprint, answer: answerOf(fax) }))
  })
}

type Inspected = Omit<AttachedFile, 'stored'> & { readonly content: Uint8Array; readonly bytes: number }

/** Each by its content. Throws AppError invalid, naming the files. */
export async function inspectAll(documents: Documents, tenantId: Tenant['id'], uploads: readonly Upload[]): Promise<Inspected[]> {
  if (uploads.length === 0) throw invalid({ files: 'Add at least one PDF or TIFF file.' })
  if (uploads.length > LIMITS.files) throw invalid({ files: `Add at most ${LIMITS.files} files.` })
  const answers = await Promise.all(uploads.map(({ bytes, name }) => documents.inspect(tenantId, bytes, name)))
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.message]))
  if (refused.length > 0) throw invalid({ files: refused.join(' ') }, 'The fax was not queued. Check the marked fields.')
  return uploads.flatMap(({ name, bytes }, index) => {
    const answer = answers[index]
    return answer?.ok ? [{ name: name.slice(0, 200), type: answer.type, pages: answer.pages, content: bytes, bytes: bytes.length }] : []
  })
}

type Kept = { readonly scoped: string | undefined; readonly fingerprint: string; readonly answer: Answer }

async function sealAndSubmit(
  deps: AcceptDeps,
  { tenant, submitter }: { readonly tenant: Tenant; readonly submitter: Submitter },
  checked: Checked,
  inspected: readonly Inspected[],
  keep: (fax: SubmittedFax) => Kept,
): Promise<Answer> {
  const attached: AttachedFile[] = []
  const holdsOf = (tx: Tx) => guard(tx, checked, contentOf(attached.map(({ stored }) => stored)), submitter)
  try {
    for (const { content, name, type, pages } of inspected)
      attached.push({ name, type, pages, stored: await deps.files.put(tenant.id, content) })
    return await tenant.writeTogether((tx) => {
      const { scoped, fingerprint, answer } = keep(submitFax(tx, checked, attached, holdsOf(tx)))
      keepAnswer(tx, scoped, fingerprint, answer)
      return answer
    })
  } catch (error) {
    for (const { stored } of attached) await deps.files.remove(tenant.id, stored.id)
    throw error
  }
}

const answerOf = (fax: SubmittedFax): Answer => ({ status: 202, location: `/api/faxes/${fax.id}`, body: JSON.stringify(fax) })

const fingerprintOf = ({ to, cover, subject, note, from, sendAt }: Submission, uploads: readonly Upload[]): string =>
  sha256(
    Buffer.from(
      JSON.stringify([
        to,
        cover,
        subject,
        note,
        from ?? null,
        sendAt?.getTime() ?? null,
        uploads.map(({ name, bytes }) => [name, sha256(bytes)]),
      ]),
    ),
  )
