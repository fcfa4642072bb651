import { newId } from '../../kit/ids.ts'
import { formatPhone } from '../../kit/phone.ts'
import type { Tenant } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { forwardedDocument } from '../received/document.ts'
import { getReceived, type ReceivedId } from '../received/received.ts'
import { attach } from './attaching.ts'
import { BLANK, type DraftId, saveDraft } from './drafts.ts'

/** A draft with a copy of a received fax in it, turned as it is read. */
export async function beginForwarding(deps: AcceptDeps, tenant: Tenant, id: ReceivedId): Promise<DraftId> {
  const { from, fileId, turns } = tenant.write((tx) => ({ ...forwardedDocument(tx, id), from: getReceived(tx, id).from }))
  const bytes = await deps.files.read(tenant.id, fileId)
  const draft = tenant.write((tx) => saveDraft(tx, newId(), BLANK))
  await attach(deps, tenant, draft.id, [{ name: `Fax received from ${formatPhone(from)}`, bytes, receivedId: id, ...(turns && { turns }) }])
  return draft.id
}
