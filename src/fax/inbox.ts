import { AppError } from '../kit/errors.ts'
import { parsePhone } from '../kit/phone.ts'
import { type Control, getTenantRow, system, type TenantId, type Tenants } from '../tenancy/index.ts'
import type { CarrierFax } from './carrier.ts'
import { parseClientState } from './client-state.ts'
import { applyEvent, keepEvent } from './events.ts'
import { routeOf } from './numbers.ts'
import { applyInboundEvent, receiveFax } from './receiving.ts'
import { strayEvents } from './schema.control.ts'
import type { ParsedEvent } from './telnyx-events.ts'

export type InboxDeps = { readonly control: Control; readonly tenants: Tenants }
export type Taken = 'applied' | 'late' | 'kept' | 'repeated' | 'stray'

const CARRIER = system('carrier')

/** Finds whose event it is and applies it there. What is nobody's is kept in the control plane, never refused. */
export function takeIn(deps: InboxDeps, { event, fax }: ParsedEvent, raw: string): Taken {
  if (!fax) return stray(deps, event, raw)
  if (fax.direction === 'inbound') {
    const owner = ownerOf(deps, fax)
    return owner ? deps.tenants.as(owner, CARRIER).write((tx) => applyInboundEvent(tx, event, fax)) : stray(deps, event, raw)
  }
  const state = parseClientState(fax.clientState)
  if (!state || !exists(deps, state.tenantId)) return stray(deps, event, raw)
  const tenant = deps.tenants.as(state.tenantId, CARRIER)
  if (!event.type.startsWith('fax.')) return tenant.write((tx) => (keepEvent(tx, event, fax.carrierId, 'kept') ? 'kept' : 'repeated'))
  return tenant.write((tx) => applyEvent(tx, event, state.attemptId, fax))
}

/** What the poller found that no webhook told. True when it was news. */
export function takeInMissed(deps: InboxDeps, fax: CarrierFax): boolean {
  const owner = ownerOf(deps, fax)
  if (!owner || (fax.status !== 'received' && fax.status !== 'delivered')) return false
  return deps.tenants.as(owner, CARRIER).write((tx) => receiveFax(tx, fax))
}

function ownerOf(deps: InboxDeps, fax: CarrierFax): TenantId | undefined {
  const number = parsePhone(fax.to)
  return number === undefined ? undefined : deps.control.read((tx) => routeOf(tx, number))
}

function exists(deps: InboxDeps, id: TenantId): boolean {
  try {
    return deps.control.read((tx) => getTenantRow(tx, id)).state === 'active'
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

function stray(deps: InboxDeps, event: ParsedEvent['event'], raw: string): Taken {
  return deps.control.write((tx) => {
    const kept = tx.db
      .insert(strayEvents)
      .values({ id: event.id, type: event.type, body: raw, receivedAt: tx.now })
      .onConflictDoNothing()
      .run()
    return kept.changes > 0 ? 'stray' : 'repeated'
  })
}
