import type { Policy, Route } from './rows.ts'

/** What becomes of the content of faxes: when it is destroyed, who is sent it, and whose mail becomes one. */
export const CONTENT_ROUTES: Policy = {
  'GET /settings/zero-retention': 'custody',
  'POST /settings/zero-retention': 'custody',
  'GET /api/zero-retention': 'custody',
  'PUT /api/zero-retention': 'custody',
  'GET /settings/mailings': 'custody',
  'POST /settings/mailings': 'custody',
  'POST /settings/mailings/:id/removal': 'custody',
  'GET /settings/mailroom': 'custody',
  'POST /settings/mailroom': 'custody',
  'POST /settings/mailroom/:id/removal': 'custody',
  'GET /api/mail-senders': 'custody',
  'POST /api/mail-senders': 'custody',
  'DELETE /api/mail-senders/:id': 'custody',
  'GET /api/mailings': 'custody',
  'POST /api/mailings': 'custody',
  'DELETE /api/mailings/:id': 'custody',
}

export const CONTENT_PROVEN: readonly Route[] = [
  'POST /settings/zero-retention',
  'PUT /api/zero-retention',
  'POST /settings/mailings',
  'POST /settings/mailings/:id/removal',
  'POST /settings/mailroom',
  'POST /settings/mailroom/:id/removal',
  'POST /api/mail-senders',
  'DELETE /api/mail-senders/:id',
  'POST /api/mailings',
  'DELETE /api/mailings/:id',
]
