import { type AnyElysia, Elysia } from 'elysia'
import { VerificationPage, type VerificationPageProps } from '../../views/receipts/verification.tsx'
import { causeOf, type FaxId } from '../fax/index.ts'
import { getOffice, officeClock } from '../office/index.ts'
import type { Tenant } from '../tenancy/index.ts'
import { page, signedIn } from '../web/index.ts'
import type { ReceiptApiDeps } from './api.routes.ts'
import { receiptFile, receiptOf, receiptPdf } from './out.ts'
import { wordFor } from './sheet.ts'
import type { Statement } from './statement.ts'
import { type Verified, verifyUpload } from './verifying.ts'

/** Receipts to keep, and a page that says whether one is genuine. It asks nobody who they are: an auditor has no account. */
export function receiptRoutes(deps: ReceiptApiDeps): AnyElysia {
  const inside = new Elysia()
    .use(signedIn(deps.admit))
    .get('/faxes/:id/receipt.pdf', ({ tenant, params }) => receiptPdf(deps, tenant, params.id as FaxId))
    .get('/faxes/:id/receipt.json', ({ tenant, params }) => {
      const id = params.id as FaxId
      return receiptFile(receiptOf(deps, tenant, id), id)
    })
  return new Elysia({ detail: { hide: true } })
    .use(inside)
    .get('/receipts/verification', ({ request }) => page(<VerificationPage {...around(deps.officeAt(request))} />))
    .post('/receipts/verification', async ({ request, body }) => {
      const office = deps.officeAt(request)
      const file = isForm(body) ? body['receipt'] : undefined
      if (!(file instanceof File) || file.size === 0) return page(<VerificationPage {...around(office)} problem={NOTHING_CHOSEN} />, 422)
      const verified = await verifyUpload(deps.documents, office, await file.bytes())
      return page(<VerificationPage {...around(office)} found={foundIn(verified)} />)
    })
}

const MESSAGE = 'Choose the receipt, as PDF or JSON.'
const NOTHING_CHOSEN = { message: MESSAGE, errors: { receipt: MESSAGE } }
const isForm = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null

const around = (office: Tenant) => office.read((tx) => ({ officeName: getOffice(tx).name, clock: officeClock(tx) }))

function foundIn({ checked, standing }: Verified): VerificationPageProps['found'] {
  if (checked.verdict !== 'intact') return { verdict: checked.verdict }
  return { verdict: standing ?? 'another_office', receipt: shown(checked.receipt), fingerprint: checked.fingerprint }
}

const shown = ({ office, fax, recipients, issuedAt }: Statement) => ({
  officeName: office.name,
  from: fax.from,
  pages: fax.pages,
  sha256: fax.sha256,
  submittedAt: new Date(fax.submittedAt),
  issuedAt: new Date(issuedAt),
  recipients: recipients.map(({ to, name, status, cause, settledAt }) => ({
    to,
    name,
    outcome: wordFor(status),
    why: cause === null ? '' : causeOf(cause).words,
    at: settledAt === null ? undefined : new Date(settledAt),
  })),
})
