import type { Tenant } from '../../tenancy/index.ts'
import type { CoverLook } from './covers.ts'

/** The page that an invented fax would have in front. Whoever draws it for real draws this, too. */
export type DrawSample = (tenant: Tenant, look: CoverLook) => Promise<Response>
