import type { Id } from '../kit/ids.ts'
import { isId } from '../kit/ids.ts'
import type { TenantId } from '../tenancy/index.ts'

export type AttemptId = Id<'attempt'>

/** What travels with a call and comes back in every event: base64, as Telnyx demands (error 90017 otherwise). Ids only. */
export const clientState = (tenantId: TenantId, attemptId: AttemptId): string => Buffer.from(`${tenantId}/${attemptId}`).toString('base64')

export function parseClientState(text: string | undefined): { readonly tenantId: TenantId; readonly attemptId: AttemptId } | undefined {
  const [tenantId = '', attemptId = '', ...rest] = Buffer.from(text ?? '', 'base64')
    .toString('utf8')
    .split('/')
  if (rest.length > 0 || !isId(tenantId) || !isId(attemptId)) return undefined
  return { tenantId: tenantId as TenantId, attemptId: attemptId as AttemptId }
}
