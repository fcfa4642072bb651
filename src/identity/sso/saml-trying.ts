import type { Tenant } from '../../tenancy/index.ts'
import { leaveBySaml, serviceOf } from './saml.ts'
import { samlConnection } from './saml-connections.ts'
import { newRequestId } from './saml-request.ts'
import type { ConnectionId } from './schema.tenant.ts'
import { beginTrial, type TrialId } from './trials.ts'

/** Where the browser goes to try it, and under which id what came of it is found. Throws AppError not_found. */
export async function trySaml(
  tenant: Tenant,
  id: ConnectionId,
  origin: string,
  now: Date,
): Promise<{ readonly trial: TrialId; readonly url: string }> {
  const connection = tenant.read((tx) => samlConnection(tx, id))
  const requestId = newRequestId()
  const { id: trial } = tenant.write((tx) => beginTrial(tx, id, requestId))
  const asking = { connection, us: serviceOf(origin, id), isAfresh: false, now }
  return { trial, url: (await leaveBySaml(tenant, asking, requestId)).href }
}
