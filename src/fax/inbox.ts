import { AppError } from '../kit/errors.ts'
import { parsePhone } from '../kit/phone.ts'
import { type Control, getActiveTenant, system, type TenantId, type Tenants, type Tx } from '../tenancy/index.ts'
import { type AccountId, type AccountRow, believedAccounts, findAccount, noteHeard } from './accounts/accounts.ts'
import { findAttempt } from './attempts.ts'
import type { CarrierFax } from './carrier.ts'
import { parseClientState } from './client-state.ts'
import { applyEvent, type CarrierEvent, keepEvent } from './events.ts'
import { listNumbers, routeOf } from './numbers.ts'
import { applyInboundEvent, receiveFax } from './received/receiving.ts'
import { strayEvents } from './schema.control.ts'
import type { ParsedEvent } from './telnyx-events.ts'

export type InboxDeps = { readonly control: Control; readonly tenants: Tenants }
export type Taken = 'applied' | 'late' | 'kept' | 'repeated' | 'stray'

const CARRIER = system('carrier')

/** Of an event that an office's own account signed: it says nothing of any other office, nor of what another account carries. */
export type Signer = { readonly tenantId: TenantId; readonly accountId: AccountId }

export type Inbox = {
  /** Resolves once what the event said is durable. */
  take(parsed: ParsedEvent, raw: string, by?: Signer): Promise<Taken>
}

/** What is nobody's is kept in the control plane, never refused. */
export const createInbox = (deps: InboxDeps): Inbox => ({
  async take(parsed, raw, by) {
    if (by) return deps.tenants.as(by.tenantId, CARRIER).writeTogether((tx) => applyOwn(tx, parsed, by))
    const owner = whose(deps, parsed)
    return owner ? deps.tenants.as(owner, CARRIER).writeTogether((tx) => apply(tx, parsed)) : stray(deps, parsed, raw)
  },
})

/** Of an office that may be written to; none of any other. */
export const createAccountsOf =
  (deps: InboxDeps) =>
  (id: TenantId): AccountRow[] =>
    isActive(deps, id) ? deps.tenants.as(id, CARRIER).read(believedAccounts) : []

/** What comes for an office that is closed or suspended is nobody's. */
function whose(deps: InboxDeps, { fax }: ParsedEvent): TenantId | undefined {
  const meant = meantFor(deps, fax)
  return meant && isActive(deps, meant) ? meant : undefined
}

/** Whom an event is for, as far as it says so itself. */
export type Addressee = { readonly id: TenantId } | { readonly number: string }

export function addresseeOf(fax: CarrierFax | undefined): Addressee | undefined {
  if (fax?.direction === 'inbound') {
    const number = parsePhone(fax.to)
    return number === undefined ? undefined : { number }
  }
  const id = parseClientState(fax?.clientState)?.tenantId
  return id && { id }
}

function meantFor(deps: InboxDeps, fax: CarrierFax | undefined): TenantId | undefined {
  const addressee = addresseeOf(fax)
  if (!addressee || 'id' in addressee) return addressee?.id
  return deps.control.read((tx) => routeOf(tx, addressee.number))
}

function apply(tx: Tx, { event, fax }: ParsedEvent, accountId: AccountId | null = null): Taken {
  if (fax?.direction === 'inbound') return applyInboundEvent(tx, event, fax, accountId)
  const state = parseClientState(fax?.clientState)
  if (!fax || !state) throw new Error('An event of nobody cannot be applied.')
  const attempt = findAttempt(tx, state.attemptId)
  const isTheirs = attempt === undefined || attempt.accountId === accountId
  if (!event.type.startsWith('fax.') || !isTheirs) return keep(tx, event, fax)
  return applyEvent(tx, event, state.attemptId, fax)
}

function applyOwn(tx: Tx, parsed: ParsedEvent, { tenantId, accountId }: Signer): Taken {
  const account = findAccount(tx, accountId)
  if (account) noteHeard(tx, account)
  const addressee = addresseeOf(parsed.fax)
  const isOurs = addressee && ('id' in addressee ? addressee.id === tenantId : isOurNumber(tx, addressee.number))
  return isOurs ? apply(tx, parsed, accountId) : keep(tx, parsed.event, parsed.fax)
}

const isOurNumber = (tx: Tx, wanted: string) => listNumbers(tx).some(({ number }) => number === wanted)

const keep = (tx: Tx, event: CarrierEvent, fax: CarrierFax | undefined): Taken =>
  keepEvent(tx, event, fax?.carrierId ?? '', 'kept') ? 'kept' : 'repeated'

/** What the poller found that no webhook told. True when it was news. */
export function takeInMissed(deps: InboxDeps, fax: CarrierFax): boolean {
  const owner = meantFor(deps, fax)
  if (!owner || !isActive(deps, owner) || (fax.status !== 'received' && fax.status !== 'delivered')) return false
  return deps.tenants.as(owner, CARRIER).write((tx) => receiveFax(tx, fax))
}

function isActive(deps: InboxDeps, id: TenantId): boolean {
  try {
    return deps.control.read((tx) => getActiveTenant(tx, id)).id === id
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

function stray(deps: InboxDeps, { event, fax }: ParsedEvent, raw: string): Taken {
  const tenantId = meantFor(deps, fax) ?? null
  return deps.control.write((tx) => {
    const kept = tx.db
      .insert(strayEvents)
      .values({ id: event.id, type: event.type, body: raw, tenantId, receivedAt: tx.now })
      .onConflictDoNothing()
      .run()
    return kept.changes > 0 ? 'stray' : 'repeated'
  })
}
