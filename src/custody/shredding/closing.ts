import { record, recordAct } from '../../audit/index.ts'
import { type Actor, type Control, closeTenant, reopenTenant, type TenantId, type Tenants } from '../../tenancy/index.ts'

type Deps = { readonly control: Control; readonly tenants: Tenants }

/*
 * Two files: the control plane decides, then the office's own trail is told. A crash between leaves a decision without its entry;
 * the certificate, or the office that is open again, still shows it.
 */

/** Answers from when it may be destroyed. Throws AppError invalid or conflict. */
export function closeOffice({ control, tenants }: Deps, id: TenantId, graceDays: number, actor: Actor): Date {
  const closesAt = control.write((tx) => {
    const from = closeTenant(tx, id, graceDays)
    recordAct(tx, actor, 'tenant.closed', id, { destroyedFrom: from.toISOString() })
    return from
  })
  tenants.as(id, actor).write((tx) => void record(tx, 'office.closed', id, { destroyedFrom: closesAt.toISOString() }))
  return closesAt
}

/** Throws AppError conflict when it is not closing. */
export function reopenOffice({ control, tenants }: Deps, id: TenantId, actor: Actor): void {
  control.write((tx) => {
    reopenTenant(tx, id)
    recordAct(tx, actor, 'tenant.reopened', id)
  })
  tenants.as(id, actor).write((tx) => void record(tx, 'office.reopened', id))
}
