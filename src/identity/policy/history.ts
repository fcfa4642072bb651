import type { Policy } from './rows.ts'

/** How people look back at what was sent and received. */
export const HISTORY_ROUTES: Policy = {
  'GET /received/export.csv': 'faxes:read',
  'GET /saved-views': 'faxes:read',
  'POST /saved-views': 'faxes:read',
  'POST /saved-views/:id/removal': 'faxes:read',
  'GET /api/saved-views': 'faxes:read',
  'POST /api/saved-views': 'faxes:read',
  'DELETE /api/saved-views/:id': 'faxes:read',
}
