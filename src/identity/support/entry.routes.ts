import { type AnyElysia, Elysia } from 'elysia'
import { recordAct } from '../../audit/index.ts'
import { asTenantId, byOperator, type Control, getActiveTenant, type Tenants } from '../../tenancy/index.ts'
import { type AdmitOperator, operating, seeOther } from '../../web/index.ts'
import { makeTicket } from './visits.ts'

export type EntryDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  readonly tenants: Tenants
  readonly urlOf: (slug: string) => string
}

/** From the operators' host into an office that let support in, and no other. */
export const supportEntry = ({ admitOperator, control, tenants, urlOf }: EntryDeps): AnyElysia =>
  new Elysia({ detail: { hide: true } }).use(operating(admitOperator)).post('/console/offices/:id/visits', ({ operator, params }) => {
    const { id, slug } = control.read((tx) => getActiveTenant(tx, asTenantId(params.id)))
    const ticket = tenants.as(id, byOperator(operator)).write((tx) => makeTicket(tx, operator))
    control.write((tx) => recordAct(tx, byOperator(operator), 'support.entered', id))
    return seeOther(`${urlOf(slug)}/support/arrival/${ticket}`)
  })
