import { invalid } from '../../kit/errors.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { type AcceptDeps, fingerprintOf } from '../accepting.ts'
import { type Guarded, keepAnswer, once } from '../idempotency.ts'
import { choose } from '../material.ts'
import type { Read } from '../reading-form.ts'
import { checkSubmission, checkTotals, pagesIn } from '../submitting.ts'
import { submitTest, type TestFax } from './test-faxes.ts'

/** Read, checked and refused as a fax would be; the files are looked at and not kept. Throws AppError as `acceptFax`. */
export function acceptTest(
  deps: AcceptDeps,
  tenant: Tenant,
  { input, uploads, pages: wishes, received }: Read,
  key: string | undefined,
): Promise<Guarded> {
  if (received !== undefined) throw invalid({ received: 'A key for tests sends no received fax on. Attach a file instead.' })
  const fingerprint = fingerprintOf(input, { uploads, pages: wishes })
  return once(tenant, key, fingerprint, async (scoped) => {
    const checked = tenant.read((tx) => checkSubmission(tx, input))
    const { files, plan } = await choose(deps.documents, tenant.id, { uploads, pages: wishes })
    checkTotals(files, plan, checked.cover)
    const pages = pagesIn(files, plan, checked.cover)
    return tenant.write((tx) => {
      const fax = submitTest(tx, checked, pages)
      const answer = { status: 202, location: `/api/faxes/${fax.id}`, body: JSON.stringify(submitted(fax)) }
      keepAnswer(tx, scoped, fingerprint, answer)
      return answer
    })
  })
}

const submitted = ({ id, status, pages, recipients }: TestFax) => ({
  id,
  status,
  pages,
  recipients: recipients.map(({ id, to, status }) => ({ id, to, status })),
  test: true,
})
