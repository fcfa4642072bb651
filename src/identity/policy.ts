import type { Permission } from './permissions.ts'

/**
 * What a route asks for: a permission; `signed_in`, any credential of the office, keys too; `operator`, on the operators' host;
 * `public`, which answers for itself.
 */
export type Access = Permission | 'signed_in' | 'operator' | 'public'
export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`
export type Policy = Readonly<Partial<Record<Route, Access>>>

/** The one table of routes. A route that is not here is refused, and test/house/policy.test.ts fails. */
export const ROUTES: Policy = {
  'GET /': 'public',
  'GET /office': 'public',
  'GET /sign-in': 'public',
  'POST /sign-in': 'public',
  'POST /sign-out': 'public',
  'GET /welcome/:token': 'public',
  'POST /welcome': 'public',
  'POST /api/auth/token': 'public',
  'POST /api/auth/refresh': 'public',
  'POST /api/auth/sign-out': 'public',
  'GET /api/me': 'signed_in',
  'GET /api/keys': 'settings:read',
  'POST /api/keys': 'settings:write',
  'DELETE /api/keys/:id': 'settings:write',
  'POST /settings/keys': 'settings:write',
  'POST /settings/keys/:id/revocation': 'settings:write',
  'POST /theme': 'public',
  'GET /help': 'account',
  'GET /api/docs': 'signed_in',
  'GET /health': 'public',
  'GET /assets/:name': 'public',
  'GET /api/openapi.json': 'public',
  'POST /webhooks/telnyx': 'public',
  'GET /media/:tenantId/:fileId/:expires/:signature': 'public',
  'GET /events': 'account',
  'GET /api/admin/tenants': 'operator',
  'POST /api/admin/tenants': 'operator',
  'GET /api/admin/tenants/:id': 'operator',
  'GET /api/admin/replicas': 'operator',
  'POST /api/admin/tenants/:id/numbers': 'operator',
  'POST /api/admin/tenants/:id/key-rotations': 'operator',
  'POST /api/admin/master-key/rotations': 'operator',
  'GET /api/admin/keys': 'operator',
  'GET /api/admin/key-rotations': 'operator',
  'GET /api/admin/key-rotations/:id': 'operator',
  'GET /faxes': 'faxes:read',
  'GET /faxes.csv': 'faxes:read',
  'GET /faxes/new': 'faxes:write',
  'POST /faxes': 'faxes:write',
  'GET /faxes/:id': 'faxes:read',
  'GET /faxes/:id/confirmation': 'faxes:write',
  'GET /faxes/:id/row': 'faxes:read',
  'GET /faxes/:id/document.pdf': 'faxes:read',
  'GET /faxes/:id/pages/:page': 'faxes:read',
  'POST /faxes/:id/cancellation': 'faxes:write',
  'POST /faxes/:id/refresh': 'faxes:write',
  'POST /faxes/:id/recipients/:recipient/decision': 'faxes:write',
  'GET /api/faxes': 'faxes:read',
  'POST /api/faxes': 'faxes:write',
  'GET /api/faxes/:id': 'faxes:read',
  'GET /api/faxes/:id/document.pdf': 'faxes:read',
  'GET /api/faxes/:id/pages/:page': 'faxes:read',
  'POST /api/faxes/:id/cancellation': 'faxes:write',
  'POST /api/faxes/:id/refresh': 'faxes:write',
  'POST /api/faxes/:id/recipients/:recipient/decision': 'faxes:write',
  'GET /received': 'faxes:read',
  'GET /received/unread': 'faxes:read',
  'GET /received/:id': 'faxes:read',
  'GET /received/:id/row': 'faxes:read',
  'GET /received/:id/document.pdf': 'faxes:read',
  'GET /received/:id/pages/:page': 'faxes:read',
  'POST /received/:id/download': 'faxes:write',
  'GET /api/received': 'faxes:read',
  'GET /api/received/:id': 'faxes:read',
  'GET /api/received/:id/document': 'faxes:read',
  'GET /api/received/:id/pages/:page': 'faxes:read',
  'POST /api/received/:id/fetches': 'faxes:write',
  'GET /contacts': 'contacts:read',
  'GET /contacts.csv': 'contacts:read',
  'GET /contacts/suggestions': 'contacts:read',
  'GET /contacts/new': 'contacts:write',
  'POST /contacts': 'contacts:write',
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts/:id': 'contacts:write',
  'GET /contacts/:id/removal': 'contacts:write',
  'POST /contacts/:id/removal': 'contacts:write',
  'GET /api/contacts': 'contacts:read',
  'POST /api/contacts': 'contacts:write',
  'GET /api/contacts/:id': 'contacts:read',
  'PATCH /api/contacts/:id': 'contacts:write',
  'DELETE /api/contacts/:id': 'contacts:write',
  'GET /settings': 'settings:read',
  'POST /settings/profile': 'settings:write',
  'GET /api/office': 'settings:read',
  'PATCH /api/office': 'settings:write',
  'GET /settings/take-away': 'custody',
  'POST /settings/take-away': 'custody',
  'POST /settings/take-away/:id/cancellation': 'custody',
  'POST /settings/take-away/:id/removal': 'custody',
  'GET /settings/take-away/:id/archive/:expires/:signature': 'custody',
  'GET /api/takeaways': 'custody',
  'POST /api/takeaways': 'custody',
  'GET /api/takeaways/:id': 'custody',
  'DELETE /api/takeaways/:id': 'custody',
  'GET /api/takeaways/:id/archive/:expires/:signature': 'custody',
  'POST /api/admin/tenants/:id/closing': 'operator',
  'DELETE /api/admin/tenants/:id/closing': 'operator',
  'POST /api/admin/tenants/:id/destruction': 'operator',
  'GET /api/admin/certificates/:id': 'operator',
  'GET /api/admin/tenants/:id/takeaways': 'operator',
  'POST /api/admin/tenants/:id/takeaways': 'operator',
  'GET /api/admin/tenants/:id/takeaways/:takeaway': 'operator',
  'DELETE /api/admin/tenants/:id/takeaways/:takeaway': 'operator',
  'GET /api/admin/tenants/:id/takeaways/:takeaway/archive/:expires/:signature': 'operator',
  'GET /jobs': 'jobs:read',
  'GET /jobs/:id/row': 'jobs:read',
  'POST /jobs/:id/replays': 'jobs:write',
  'POST /jobs/replays': 'jobs:write',
  'GET /api/jobs': 'jobs:read',
  'GET /api/jobs/:id': 'jobs:read',
  'POST /api/jobs/:id/replays': 'jobs:write',
  'POST /api/jobs/replays': 'jobs:write',
  'GET /audit': 'audit:read',
  'GET /audit.csv': 'audit:read',
  'GET /api/audit': 'audit:read',
  'GET /api/audit/verification': 'audit:read',
}

export const accessTo = (policy: Policy, method: string, route: string): Access | undefined => policy[keyOf(method, route)]

/** The two ways in which table and routes can disagree. Give it `app.routes`. */
export function disagreements(
  routes: readonly { readonly method: string; readonly path: string }[],
  policy: Policy = ROUTES,
): { readonly routesWithoutPolicy: string[]; readonly policyWithoutRoute: string[] } {
  const served = new Set<string>(routes.map(({ method, path }) => keyOf(method, path)))
  return {
    routesWithoutPolicy: [...served].filter((each) => !Object.hasOwn(policy, each)),
    policyWithoutRoute: Object.keys(policy).filter((each) => !served.has(each)),
  }
}

/** A HEAD is a GET without its body; the root of a prefix has a trailing slash that people do not write. */
function keyOf(method: string, path: string): Route {
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  return `${method === 'HEAD' ? 'GET' : method} ${plain}` as Route
}
