import type { Policy } from './rows.ts'

/** How people look back at what was sent and received. */
export const HISTORY_ROUTES: Policy = {
  'GET /received/export.csv': 'faxes:read',
  'GET /saved-views': 'faxes:read',
  'POST /saved-views': 'faxes:read',
  'POST /saved-views/:id/removal': 'faxes:read',
  'GET /trash': 'faxes:read',
  'POST /trash': 'faxes:write',
  'POST /trash/restorations': 'faxes:write',
  'POST /trash/rule': 'settings:write',
  'POST /api/trash': 'faxes:write',
  'POST /api/trash/restorations': 'faxes:write',
  'GET /api/trash/rule': 'settings:read',
  'PUT /api/trash/rule': 'settings:write',
  'GET /api/saved-views': 'faxes:read',
  'POST /api/saved-views': 'faxes:read',
  'DELETE /api/saved-views/:id': 'faxes:read',
}
