import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { recordAct } from '../../audit/index.ts'
import { asTenantId, byOperator, type Control, getActiveTenant, type Tenants } from '../../tenancy/index.ts'
import { type AdmitOperator, json, type Operator, operating, problems, seeOther } from '../../web/index.ts'
import { makeTicket } from './visits.ts'

export type EntryDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  readonly tenants: Tenants
  readonly urlOf: (slug: string) => string
}

/** From the operators' host into an office that let support in, and no other. */
export function supportEntry({ admitOperator, control, tenants, urlOf }: EntryDeps): AnyElysia {
  /** Throws AppError not_found, or forbidden without a running grant. */
  function wayIn(operator: Operator, office: string): string {
    const { id, slug } = control.read((tx) => getActiveTenant(tx, asTenantId(office)))
    const ticket = tenants.as(id, byOperator(operator)).write((tx) => makeTicket(tx, operator))
    control.write((tx) => recordAct(tx, byOperator(operator), 'support.entered', id))
    return `${urlOf(slug)}/support/arrival/${ticket}`
  }
  return new Elysia()
    .use(operating(admitOperator))
    .post('/console/offices/:id/visits', ({ operator, params }) => seeOther(wayIn(operator, params.id)), { detail: { hide: true } })
    .post('/api/admin/tenants/:id/visits', ({ operator, params }) => json({ url: wayIn(operator, params.id) }, 201), {
      response: { 201: Type.Object({ url: Type.String() }), ...problems(401, 403, 404) },
      detail: {
        summary: 'Enter an office that lets support in',
        description:
          'Answers with an address for a browser, which works once, within a minute. Everything looked at is in the office’s trail.',
        tags: ['Operators'],
      },
    })
}
