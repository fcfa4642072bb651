import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Actor, asTenantId, byOperator, getTenantRow, listTenants, type TenantId, type TenantSummary } from '../tenancy/index.ts'
import { type AdmitOperator, JSON_BODY, json, operating, problems } from '../web/index.ts'
import { type OfficeDeps, provisionOffice } from './offices.ts'

export type PlatformDeps = OfficeDeps & {
  readonly admitOperator: AdmitOperator
  /** An office's own address, such as https://maple.frontdesk.example. */
  readonly urlOf: (slug: string) => string
  /** Gives an office a fax number. */
  readonly assignNumber: (id: TenantId, actor: Actor, number: string, label: string) => string
}

const Tenant = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  state: Type.String(),
  url: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
})
/** The operators' API, on the admin host. */
export function platformApi(deps: PlatformDeps): AnyElysia {
  const show = ({ id, slug, name, state, createdAt }: TenantSummary) => ({ id, slug, name, state, url: deps.urlOf(slug), createdAt })
  const find = (id: string) => deps.control.read((tx) => getTenantRow(tx, asTenantId(id)))
  return new Elysia({ prefix: '/api/admin/tenants' })
    .use(operating(deps.admitOperator))
    .get('', () => json({ data: deps.control.read(listTenants).map(show) }), {
      response: { 200: Type.Object({ data: Type.Array(Tenant) }), ...problems(401, 404) },
      detail: { summary: 'List tenants', tags: ['Operators'] },
    })
    .post(
      '',
      ({ body, operator }) => {
        const { ownerToken, ...tenant } = provisionOffice(deps, body, byOperator(operator))
        const link = `${deps.urlOf(tenant.slug)}/welcome/${ownerToken}`
        return json({ ...show(tenant), ownerLink: link }, 201, { location: `/api/admin/tenants/${tenant.id}` })
      },
      {
        parse: JSON_BODY,
        body: Type.Object({
          name: Type.String({ maxLength: 200 }),
          slug: Type.String({ maxLength: 60 }),
          ownerEmail: Type.String({ maxLength: 254 }),
        }),
        response: { 201: Type.Composite([Tenant, Type.Object({ ownerLink: Type.String() })]), ...problems(400, 401, 404, 409, 422) },
        detail: {
          summary: 'Provision a tenant',
          description: 'Answers with a one-time link for its owner, shown only here.',
          tags: ['Operators'],
        },
      },
    )
    .get('/:id', ({ params }) => json(show(find(params.id))), {
      response: { 200: Tenant, ...problems(401, 404) },
      detail: { summary: 'One tenant', tags: ['Operators'] },
    })
    .post(
      '/:id/numbers',
      ({ params, body, operator }) =>
        json({ number: deps.assignNumber(find(params.id).id, byOperator(operator), body.number, body.label ?? '') }, 201),
      {
        parse: JSON_BODY,
        body: Type.Object({ number: Type.String({ maxLength: 40 }), label: Type.Optional(Type.String({ maxLength: 60 })) }),
        response: { 201: Type.Object({ number: Type.String() }), ...problems(400, 401, 404, 409, 422) },
        detail: { summary: 'Assign a fax number', tags: ['Operators'] },
      },
    )
}
