import { sha256 } from '../../files/index.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { type AcceptDeps, inspectAll, type Upload } from '../accepting.ts'
import { checkSubmission, checkTotals, contentOf, type Submission } from '../submitting.ts'
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
  uploads: readonly Upload[],
): Promise<Quote> {
  const { recipients, cover } = tenant.read((tx) => checkSubmission(tx, input))
  const files = await inspectAll(documents, tenant.id, uploads)
  checkTotals(files, cover)
  const pages = files.reduce((sum, each) => sum + each.pages, cover ? 1 : 0)
  const content = contentOf(files.map((each) => ({ sha256: sha256(each.content) })))
  return tenant.read((tx) => ({ pages, seconds: pages * secondsPerPage(tx), recipients: lookAt(tx, recipients, { content, cover }) }))
}
