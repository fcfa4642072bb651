import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { instantIn } from '../audit/index.ts'
import { invalid } from '../kit/errors.ts'
import { Nullable } from '../kit/listing.ts'
import { asTenantId, byOperator, getTenantRow } from '../tenancy/index.ts'
import { type AdmitOperator, JSON_BODY, operating, Problem, problems } from '../web/index.ts'
import { type ReplacingDeps, replaceOffice } from './restoring/index.ts'

const tags = ['Operators']
const AT = '2026-03-02T09:15:00.000Z'
const Wanted = Type.Object(
  {
    confirm: Type.String({ maxLength: 60, description: 'The tenant’s slug.' }),
    at: Type.Optional(Type.String({ maxLength: 40, description: 'Any moment since its key was made; the latest without.' })),
    undo: Type.Optional(Type.Boolean({ description: 'What the last restoration replaced comes back instead, for thirty days.' })),
  },
  { examples: [{ confirm: 'maple', at: AT }] },
)
const Report = Type.Object(
  {
    id: Type.String(),
    asOf: Type.String({ format: 'date-time', description: 'When the last change that came back was shipped.' }),
    txid: Nullable(Type.Integer()),
    rows: Type.Integer(),
    audit: Type.Object({ entries: Type.Integer(), head: Type.String() }),
    documents: Type.Object({
      named: Type.Integer(),
      present: Type.Integer(),
      missing: Type.Integer(),
      unreachable: Type.Integer(),
    }),
    held: Type.Integer({ description: 'Recipients that had not ended: a person decides.' }),
  },
  {
    examples: [
      {
        id: '0195a3b1-2f4d-7a6b-8c00-91d2e3f4a5b6',
        asOf: AT,
        txid: 812,
        rows: 4_211,
        audit: { entries: 903, head: '5f70bf18…' },
        documents: { named: 120, present: 120, missing: 0, unreachable: 0 },
        held: 1,
      },
    ],
  },
)

/** One office as it was, in its place, while the server runs. */
export function restoringApi({ admitOperator, ...deps }: ReplacingDeps & { readonly admitOperator: AdmitOperator }): AnyElysia {
  return new Elysia().use(operating(admitOperator)).post(
    '/api/admin/tenants/:id/restorations',
    async ({ params, operator, body }) => {
      const { id, slug } = deps.control.read((tx) => getTenantRow(tx, asTenantId(params.id)))
      if (body.confirm !== slug)
        throw invalid({ confirm: 'Repeat the tenant’s slug: what is there now is replaced.' }, 'Check what was sent.')
      const at = instantIn('at', body.at)
      if (body.undo && at) throw invalid({ at: 'Undo brings back what was replaced: it takes no moment.' }, 'Check what was sent.')
      const moment = body.undo ? ({ undo: true } as const) : { at }
      const { asOf, audit, ...report } = await replaceOffice(deps, id, moment, byOperator(operator))
      return { id, ...report, asOf: asOf.toISOString(), audit: { entries: audit.entries, head: audit.head } }
    },
    {
      parse: JSON_BODY,
      params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
      body: Wanted,
      response: { 200: Report, 400: Problem, ...problems(401, 404, 409, 422, 503) },
      detail: {
        summary: 'Restore one tenant in its place',
        description:
          'From its replica, while the others work: closed for a moment, everybody signs in anew, what had not ended is held. What was there is kept, sealed, for thirty days. It gets a new key and a new replica.',
        tags,
      },
    },
  )
}
