import type { Permission } from '../permissions.ts'
import type { Route } from '../policy/rows.ts'

/**
 * What support sees of an office that let it in: how it is set up, who works there, how its jobs stand, and what was done; never a document, a
 * recipient, a contact or a note. Route by route, so that a new page is shut until somebody thought of it.
 */
export const SUPPORT_ROUTES: ReadonlySet<Route> = new Set<Route>([
  'GET /settings',
  'GET /api/office',
  'GET /api/keys',
  'GET /api/people',
  'GET /jobs',
  'GET /jobs/:id/row',
  'GET /api/jobs',
  'GET /api/jobs/:id',
  'GET /audit',
  'GET /api/audit',
  'GET /api/audit/verification',
  'GET /api/me',
  'GET /help',
])

/** What the pages go by that show more to who may do more. */
export const SUPPORT_MAY: ReadonlySet<Permission> = new Set<Permission>(['settings:read', 'jobs:read', 'audit:read'])
