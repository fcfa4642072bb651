import { sha256 } from '../../files/index.ts'
import type { Tenant } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { inspectAll, type Material } from '../material.ts'
import { pick } from '../page-plan.ts'
import { checkSubmission, checkTotals, contentOf, pagesIn, type Submission } from '../submitting.ts'
import { type Looked, lookAt } from './concerns.ts'
import { secondsPerPage } from './past.ts'

export type Quote = {
  /** To each recipient, the cover included. */
  readonly pages: number
  /** On the line, for each recipient, by the office's last calls. */
  readonly seconds: number
  readonly recipients: readonly Looked[]
}

/** What sending this would come to; nothing is kept. Throws AppError invalid by field, as sending would. */
export async function quote(
  { documents }: Pick<AcceptDeps, 'documents'>,
  tenant: Tenant,
  input: Submission,
  { uploads, pages: wishes }: Material,
): Promise<Quote> {
  const { recipients, cover } = tenant.read((tx) => checkSubmission(tx, input))
  const { files, plan } = pick(await inspectAll(documents, tenant.id, uploads), wishes)
  checkTotals(files, plan, cover)
  const pages = pagesIn(files, plan, cover)
  const digests = files.map((each) => ({ sha256: sha256(each.content) }))
  const content = contentOf(digests, plan)
  return tenant.read((tx) => ({ pages, seconds: pages * secondsPerPage(tx), recipients: lookAt(tx, recipients, { content, cover }) }))
}
