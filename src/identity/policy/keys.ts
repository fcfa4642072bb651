import type { Policy, Route } from './rows.ts'

/** What programs come in with. */
export const KEY_ROUTES: Policy = {
  'GET /api/keys': 'settings:read',
  'POST /api/keys': 'settings:write',
  'PATCH /api/keys/:id': 'settings:write',
  'DELETE /api/keys/:id': 'settings:write',
  'POST /api/keys/:id/rotations': 'settings:write',
  'DELETE /api/keys/:id/previous-secret': 'settings:write',
  'POST /settings/keys': 'settings:write',
  'GET /settings/keys/:id': 'settings:write',
  'POST /settings/keys/:id': 'settings:write',
  'POST /settings/keys/:id/rotation': 'settings:write',
  'POST /settings/keys/:id/previous/removal': 'settings:write',
  'POST /settings/keys/:id/revocation': 'settings:write',
}

export const KEY_PROVEN: readonly Route[] = [
  'POST /api/keys',
  'PATCH /api/keys/:id',
  'DELETE /api/keys/:id',
  'POST /api/keys/:id/rotations',
  'DELETE /api/keys/:id/previous-secret',
  'POST /settings/keys',
  'POST /settings/keys/:id',
  'POST /settings/keys/:id/rotation',
  'POST /settings/keys/:id/previous/removal',
  'POST /settings/keys/:id/revocation',
]
