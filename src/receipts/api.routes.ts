import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import type { FaxId } from '../fax/index.ts'
import { Nullable, oneOf } from '../kit/listing.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Admit, fileOf, JSON_BODY, json, problems, signedIn, writtenOut } from '../web/index.ts'
import { type ReceiptDeps, receiptOf, receiptPdf } from './out.ts'
import { Receipt } from './statement.ts'
import { verifyText } from './verifying.ts'

export type ReceiptApiDeps = ReceiptDeps & {
  readonly admit: Admit
  /** The office of this host, for who is not inside. Throws AppError not_found. */
  readonly officeAt: (request: Request) => Tenant
}

const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Receipts']
const PDF = writtenOut(
  { 200: fileOf('The receipt as a PDF, itself attached as receipt.json', 'application/pdf') },
  [401, 403, 404, 409, 503],
  { 409: 'Not ended yet', 503: 'Cannot be printed right now' },
)

const Verification = Type.Object({
  verdict: oneOf(['intact', 'changed', 'not_a_receipt']),
  standing: Nullable(oneOf(['ours', 'another_office', 'trail_differs'])),
  fingerprint: Nullable(Type.String({ description: 'SHA-256 of the public key it was signed with.' })),
})

/** JSON of receipts, and a check of one that asks nobody who they are. */
export function receiptApi(deps: ReceiptApiDeps): AnyElysia {
  const inside = new Elysia()
    .use(signedIn(deps.admit))
    .get('/api/faxes/:id/receipt', ({ tenant, params }) => json(receiptOf(deps, tenant, params.id as FaxId)), {
      params: One,
      response: { 200: Receipt, ...problems(401, 403, 404, 409) },
      detail: {
        summary: 'The signed receipt of a fax',
        description: 'Once every recipient is settled. Anyone can check it without Frontdesk: it says how.',
        tags,
      },
    })
    .get('/api/faxes/:id/receipt.pdf', ({ tenant, params }) => receiptPdf(deps, tenant, params.id as FaxId), {
      params: One,
      detail: { summary: 'The same receipt on paper', tags, responses: PDF },
    })
  return new Elysia().use(inside).post(
    '/api/receipts/verifications',
    ({ request, body }) => {
      const { checked, standing } = verifyText(deps.officeAt(request), JSON.stringify(body))
      const fingerprint = checked.verdict === 'intact' ? checked.fingerprint : null
      return { verdict: checked.verdict, standing: standing ?? null, fingerprint }
    },
    {
      parse: JSON_BODY,
      body: Type.Unknown({ description: 'A receipt as it was handed out.' }),
      response: { 200: Verification, ...problems(400, 404, 413, 415, 422, 429) },
      detail: {
        summary: 'Check a receipt',
        description:
          'Needs no key: whoever was handed a receipt may ask. `standing` is null unless it is intact; `ours`: this office signed it, and its trail has every entry it names; `trail_differs`: it did, and the trail has not.',
        tags,
        security: [],
      },
    },
  )
}
