import type { Policy, Route } from './rows.ts'

/** The office's fax numbers, and its own account at the carrier. */
export const CARRIER_ROUTES: Policy = {
  'GET /settings/carrier': 'settings:read',
  'POST /settings/carrier': 'security',
  'POST /settings/carrier/checks': 'security',
  'POST /settings/carrier/removal': 'security',
  'GET /settings/numbers': 'settings:read',
  'POST /settings/numbers': 'security',
  'GET /settings/numbers/offers': 'security',
  'GET /settings/numbers/order': 'security',
  'GET /settings/numbers/:number': 'settings:read',
  'POST /settings/numbers/:number/label': 'settings:write',
  'POST /settings/numbers/:number/removal': 'security',
  'GET /settings/number-ports': 'settings:read',
  'POST /settings/number-ports': 'settings:write',
  'POST /settings/number-ports/:number/removal': 'settings:write',
  'GET /api/number-ports': 'settings:read',
  'PUT /api/number-ports': 'settings:write',
  'DELETE /api/number-ports/:number': 'settings:write',
  'GET /api/numbers': 'settings:read',
  'POST /api/numbers': 'security',
  'GET /api/numbers/offers': 'security',
  'PATCH /api/numbers/:number': 'settings:write',
  'DELETE /api/numbers/:number': 'security',
  'GET /api/carrier-account': 'settings:read',
  'PUT /api/carrier-account': 'security',
  'POST /api/carrier-account/checks': 'security',
  'DELETE /api/carrier-account': 'security',
}

export const CARRIER_PROVEN: readonly Route[] = [
  'POST /settings/carrier',
  'POST /settings/carrier/removal',
  'POST /settings/numbers',
  'POST /settings/numbers/:number/removal',
  'POST /api/numbers',
  'DELETE /api/numbers/:number',
  'PUT /api/carrier-account',
  'DELETE /api/carrier-account',
]
