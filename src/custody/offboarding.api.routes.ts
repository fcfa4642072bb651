import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { conflict, invalid, notFound } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import { asTenantId, byOperator, checkGraceIsOver, findCertificate, getTenantRow, type TenantId } from '../tenancy/index.ts'
import { type AdmitOperator, JSON_BODY, operating, Problem, problems } from '../web/index.ts'
import { closeOffice, reopenOffice, type ShreddingDeps, shredTenant } from './shredding/index.ts'

export type OffboardingDeps = ShreddingDeps & {
  readonly admitOperator: AdmitOperator
  /** The doors look the office up again at the next request. */
  readonly forget: (slug: string) => void
  /** Resolves when no other thread runs anything of the office or has its file open. Throws AppError unavailable. */
  readonly letGo: (id: TenantId) => Promise<void>
}

const Closed = Type.Object({
  id: Type.String(),
  state: Type.String(),
  destroyedFrom: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})
const Certificate = Type.Object({ certificate: Type.Record(Type.String(), Type.Unknown()), signature: Type.String() })
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Operators']
const refusals = problems(401, 404, 409, 422)

/** The end of an office while the server runs: closed, opened again, or destroyed with a certificate. */
export function offboardingApi(deps: OffboardingDeps): AnyElysia {
  const find = (id: string) => deps.control.read((tx) => getTenantRow(tx, asTenantId(id)))

  return new Elysia()
    .use(operating(deps.admitOperator))

    .post(
      '/api/admin/tenants/:id/closing',
      ({ params, operator, body }) => {
        const { id, slug } = find(params.id)
        const destroyedFrom = closeOffice(deps, id, body.graceDays ?? 30, byOperator(operator))
        deps.forget(slug)
        return { id, state: 'closing', destroyedFrom: destroyedFrom.toISOString() }
      },
      {
        parse: JSON_BODY,
        params: One,
        body: Type.Object({ graceDays: Type.Optional(Type.Integer({ description: '30 unless said otherwise.' })) }),
        response: { 200: Closed, 400: Problem, ...refusals },
        detail: {
          summary: 'Close a tenant',
          description: 'At once nobody comes in, nothing is sent, nothing is taken in. Nothing is lost until the grace is over.',
          tags,
        },
      },
    )
    .delete(
      '/api/admin/tenants/:id/closing',
      ({ params, operator }) => {
        const { id, slug } = find(params.id)
        reopenOffice(deps, id, byOperator(operator))
        deps.forget(slug)
        return { id, state: 'active', destroyedFrom: null }
      },
      { params: One, response: { 200: Closed, ...refusals }, detail: { summary: 'Open a closed tenant again, as it was', tags } },
    )
    .post(
      '/api/admin/tenants/:id/destruction',
      async ({ params, operator, body }) => {
        const row = find(params.id)
        if (body.confirm !== row.slug)
          throw invalid({ confirm: 'Repeat the tenant’s slug: this cannot be undone.' }, 'Check what was sent.')
        if (row.state === 'making') throw conflict('This office is still being made.')
        deps.guard?.mayWrite(row.id)
        if (!body.now) deps.control.read((tx) => checkGraceIsOver(tx, row))
        if (row.state !== 'closing') closeOffice(deps, row.id, 0, byOperator(operator))
        deps.forget(row.slug)
        await deps.letGo(row.id)
        const made = await shredTenant(deps, row.id, { by: operator.name, now: body.now ?? false })
        deps.forget(row.slug)
        return { ...made, certificate: { ...made.certificate } }
      },
      {
        parse: JSON_BODY,
        params: One,
        body: Type.Object({
          confirm: Type.String({ maxLength: 60, description: 'The tenant’s slug.' }),
          now: Type.Optional(Type.Boolean({ description: 'Without waiting for the grace.' })),
        }),
        response: { 200: Certificate, 400: Problem, ...refusals, 503: Problem },
        detail: {
          summary: 'Destroy a closed tenant for good',
          description:
            'Its key, then everything that lay under it here. Answers with the signed certificate. What a bucket has of it is removed next, by itself; the certificate, which is kept, is then written anew.',
          tags,
        },
      },
    )
    .get(
      '/api/admin/certificates/:id',
      ({ params }) => {
        const text = isId(params.id) ? deps.control.read((tx) => findCertificate(tx, params.id as TenantId)) : undefined
        if (!text) throw notFound('Certificate')
        return JSON.parse(text) as { certificate: Record<string, unknown>; signature: string }
      },
      {
        params: One,
        response: { 200: Certificate, ...problems(401, 404) },
        detail: {
          summary: 'The certificate of a destroyed tenant',
          description:
            'As it stands now: `copies` says what buckets had of it, since when nothing is left there, and what is kept until when.',
          tags,
        },
      },
    )
}
