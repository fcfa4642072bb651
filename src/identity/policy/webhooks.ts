import type { Policy, Route } from './rows.ts'

/** What programs of an office are told, and where. */
export const WEBHOOK_ROUTES: Policy = {
  'GET /settings/webhooks': 'webhooks',
  'POST /settings/webhooks': 'webhooks',
  'GET /settings/webhooks/:id': 'webhooks',
  'POST /settings/webhooks/:id': 'webhooks',
  'POST /settings/webhooks/:id/test': 'webhooks',
  'POST /settings/webhooks/:id/secret': 'webhooks',
  'POST /settings/webhooks/:id/removal': 'webhooks',
  'POST /settings/webhooks/:id/deliveries/:delivery/replay': 'webhooks',
  'GET /api/events': 'webhooks',
  'GET /api/event-types': 'webhooks',
  'GET /api/webhooks': 'webhooks',
  'POST /api/webhooks': 'webhooks',
  'GET /api/webhooks/:id': 'webhooks',
  'PATCH /api/webhooks/:id': 'webhooks',
  'DELETE /api/webhooks/:id': 'webhooks',
  'POST /api/webhooks/:id/tests': 'webhooks',
  'POST /api/webhooks/:id/secrets': 'webhooks',
  'GET /api/webhooks/:id/deliveries': 'webhooks',
  'POST /api/webhooks/:id/deliveries/:delivery/replays': 'webhooks',
}

export const WEBHOOK_PROVEN: readonly Route[] = [
  'POST /settings/webhooks',
  'POST /settings/webhooks/:id/secret',
  'POST /api/webhooks',
  'POST /api/webhooks/:id/secrets',
]
