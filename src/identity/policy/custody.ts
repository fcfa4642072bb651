import type { Policy, Route } from './rows.ts'

/** The data of an office as a whole. */
export const CUSTODY_ROUTES: Policy = {
  'GET /settings/take-away': 'custody',
  'POST /settings/take-away': 'custody',
  'POST /settings/take-away/:id/cancellation': 'custody',
  'POST /settings/take-away/:id/removal': 'custody',
  'GET /settings/take-away/:id/archive/:expires/:signature': 'custody',
  'GET /settings/retention': 'custody',
  'POST /settings/retention': 'custody',
  'POST /settings/retention/holds': 'custody',
  'POST /settings/retention/holds/:id/release': 'custody',
  'GET /api/retention/rules': 'custody',
  'GET /api/retention/preview': 'custody',
  'PUT /api/retention/rules': 'custody',
  'GET /api/retention/holds': 'custody',
  'POST /api/retention/holds': 'custody',
  'DELETE /api/retention/holds/:id': 'custody',
  'GET /api/retention/removals': 'custody',
  'GET /api/takeaways': 'custody',
  'POST /api/takeaways': 'custody',
  'GET /api/takeaways/:id': 'custody',
  'DELETE /api/takeaways/:id': 'custody',
  'GET /api/takeaways/:id/archive/:expires/:signature': 'custody',
}

export const CUSTODY_PROVEN: readonly Route[] = [
  'POST /settings/take-away',
  'POST /settings/take-away/:id/cancellation',
  'POST /settings/take-away/:id/removal',
  'GET /settings/take-away/:id/archive/:expires/:signature',
  'POST /api/takeaways',
  'DELETE /api/takeaways/:id',
  'GET /api/takeaways/:id/archive/:expires/:signature',
  'POST /settings/retention',
  'POST /settings/retention/holds',
  'POST /settings/retention/holds/:id/release',
  'PUT /api/retention/rules',
  'POST /api/retention/holds',
  'DELETE /api/retention/holds/:id',
]
