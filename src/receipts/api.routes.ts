import { Type } from '@sinclair/typebox'
import { type AnyElysia, type DocumentDecoration, Elysia } from 'elysia'
import type { FaxId } from '../fax/index.ts'
import { Nullable, oneOf } from '../kit/listing.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../web/index.ts'
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
const PROBLEM = { 'application/problem+json': { schema: Problem } }
/** A file is not described by a schema of the route: its answers are written out. */
const PDF = {
  200: {
    description: 'The receipt as a PDF, itself attached as receipt.json',
    content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
  },
  401: { description: 'Not signed in', content: PROBLEM },
  403: { description: 'Not allowed', content: PROBLEM },
  404: { description: 'Not found', content: PROBLEM },
  409: { description: 'Not ended yet', content: PROBLEM },
  503: { description: 'Cannot be printed right now', content: PROBLEM },
} as unknown as NonNullable<DocumentDecoration['responses']>

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
