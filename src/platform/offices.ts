import { recordAct } from '../audit/index.ts'
import { beginWithFactors, inviteOwner } from '../identity/index.ts'
import { invalid } from '../kit/errors.ts'
import { openOffice } from '../office/index.ts'
import {
  type Actor,
  type Control,
  type KeyRing,
  provisionTenant,
  system,
  type TenantSummary,
  type Tenants,
  wrongIn,
} from '../tenancy/index.ts'

export type OfficeDeps = { readonly dataDir: string; readonly control: Control; readonly keys: KeyRing; readonly tenants: Tenants }
export type NewOffice = { readonly name: string; readonly slug: string; readonly ownerEmail: string; readonly ownerName?: string }
export type ProvisionedOffice = TenantSummary & { readonly ownerToken: string }

/** A tenant with its office and the invitation of its owner: all of it or nothing. */
export function provisionOffice(deps: OfficeDeps, input: NewOffice, actor: Actor = system('provision')): ProvisionedOffice {
  const wrong = wrongIn(input)
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(input.ownerEmail) && !/^[^\s@]+@localhost$/.test(input.ownerEmail))
    wrong['ownerEmail'] = 'Enter the owner’s e-mail address.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const { tenant, made } = provisionTenant(deps, input, (id) =>
    deps.tenants.as(id, actor).write((tx) => {
      openOffice(tx, input.name.trim())
      beginWithFactors(tx)
      return inviteOwner(tx, { email: input.ownerEmail, ...(input.ownerName && { name: input.ownerName }) }).token
    }),
  )
  deps.control.write((tx) => recordAct(tx, actor, 'tenant.created', tenant.id))
  return { ...tenant, ownerToken: made }
}
