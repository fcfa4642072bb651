import type { Policy, Route } from './rows.ts'

/** The office's own account at the carrier. */
export const CARRIER_ROUTES: Policy = {
  'GET /settings/carrier': 'settings:read',
  'POST /settings/carrier': 'security',
  'POST /settings/carrier/checks': 'security',
  'POST /settings/carrier/removal': 'security',
  'GET /api/carrier-account': 'settings:read',
  'PUT /api/carrier-account': 'security',
  'POST /api/carrier-account/checks': 'security',
  'DELETE /api/carrier-account': 'security',
}

export const CARRIER_PROVEN: readonly Route[] = [
  'POST /settings/carrier',
  'POST /settings/carrier/removal',
  'PUT /api/carrier-account',
  'DELETE /api/carrier-account',
]
