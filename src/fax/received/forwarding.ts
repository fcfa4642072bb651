import { record } from '../../audit/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type AcceptDeps, acceptFax } from '../accepting.ts'
import { planReceivedLeaving } from '../content/planning.ts'
import type { Guarded } from '../idempotency.ts'
import type { Read } from '../reading-form.ts'
import { forwardedDocument } from './document.ts'
import { getReceived, type ReceivedId } from './received.ts'

/** Accepts what was posted; a received fax that it names goes first, and its own story says that it was sent on. */
export async function acceptForwarding(
  deps: AcceptDeps,
  tenant: Tenant,
  { input, uploads, pages, received }: Pick<Read, 'input' | 'uploads' | 'pages' | 'received'>,
  key: string | undefined,
  submitter?: Parameters<typeof acceptFax>[5],
): Promise<Guarded> {
  if (received === undefined) return acceptFax(deps, tenant, input, { uploads, pages }, key, submitter)
  const id = received as ReceivedId
  const { fileId } = tenant.write((tx) => forwardedDocument(tx, id))
  const first = { name: 'Received fax', bytes: await deps.files.read(tenant.id, fileId) }
  const guarded = await acceptFax(deps, tenant, input, { uploads: [first, ...uploads], pages }, key, submitter)
  const fax = guarded.answer.location.split('/').at(-1) ?? ''
  if (!guarded.replayed) tenant.write((tx) => noteForwarded(tx, getReceived(tx, id).id, fax))
  return guarded
}

export function noteForwarded(tx: Tx, id: ReceivedId, fax: string): void {
  record(tx, 'received.forwarded', id, { fax })
  planReceivedLeaving(tx, id, 'forwarded')
}
