import type { Documents } from '../documents/index.ts'
import { type Files, type Stored, sha256 } from '../files/index.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { guard, type Submitter } from './guard/second-look.ts'
import { type Answer, type Guarded, keepAnswer, once } from './idempotency.ts'
import { type Chosen, choose, isSealed, type Material } from './material.ts'
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

export type AcceptDeps = { readonly files: Files; readonly documents: Documents }

/**
 * From what was posted to rows that are durable: the words first, then the files by their content, then sealed, then one transaction.
 * Throws AppError invalid by field, or SecondLook for a person, and leaves nothing behind.
 */
export function acceptFax(
  deps: AcceptDeps,
  tenant: Tenant,
  input: Submission,
  material: Material,
  key: string | undefined,
  submitter: Submitter = { is: 'program' },
): Promise<Guarded> {
  const fingerprint = fingerprintOf(input, material)
  return once(tenant, key, fingerprint, async (scoped) => {
    const words = tenant.read((tx) => checkSubmission(tx, input))
    const { files, plan } = await choose(deps.documents, tenant.id, material)
    checkTotals(files, plan, words.cover)
    const checked = { ...words, plan }
    return sealed(deps, tenant, files, (tx, attached) => {
      const fax = submitGuarded(tx, checked, attached, submitter)
      material.taken?.(tx, fax)
      const answer = answerOf(fax)
      keepAnswer(tx, scoped, fingerprint, answer)
      return answer
    })
  })
}

function submitGuarded(tx: Tx, checked: Checked, attached: readonly AttachedFile[], submitter: Submitter): SubmittedFax {
  const stored = attached.map((each) => each.stored)
  const holds = guard(tx, checked, contentOf(stored, checked.plan), submitter)
  return submitFax(tx, checked, attached, holds)
}

/** What is not sealed yet is; and unmade again when the transaction refuses. */
async function sealed(
  { files }: Pick<AcceptDeps, 'files'>,
  tenant: Tenant,
  chosen: readonly Chosen[],
  submit: (tx: Tx, attached: readonly AttachedFile[]) => Answer,
): Promise<Answer> {
  const attached: AttachedFile[] = []
  const put: Stored[] = []
  const seal = async (content: Uint8Array) => {
    const stored = await files.put(tenant.id, content)
    put.push(stored)
    return stored
  }
  try {
    for (const file of chosen) {
      const { name, type, pages } = file
      attached.push({ name, type, pages, stored: isSealed(file) ? file.stored : await seal(file.content) })
    }
    return await tenant.writeTogether((tx) => submit(tx, attached))
  } catch (error) {
    for (const { id } of put) await files.remove(tenant.id, id)
    throw error
  }
}

const answerOf = (fax: SubmittedFax): Answer => ({ status: 202, location: `/api/faxes/${fax.id}`, body: JSON.stringify(fax) })

export const fingerprintOf = ({ to, cover, template, subject, note, from, sendAt }: Submission, { uploads, pages }: Material): string =>
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
        ...(pages ? [pages] : []),
        ...(template ? [{ template }] : []),
      ]),
    ),
  )
