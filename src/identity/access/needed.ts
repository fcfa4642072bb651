import type { Permission } from '../permissions.ts'

/** By what an entry of the trail says was done: which right that took. The longest beginning counts. */
const NEEDED: readonly (readonly [string, Permission])[] = [
  ['fax.viewed', 'faxes:read'],
  ['fax.document_viewed', 'faxes:read'],
  ['fax.exported', 'faxes:read'],
  ['received.exported', 'faxes:read'],
  ['fax.', 'faxes:write'],
  ['received.viewed', 'faxes:read'],
  ['received.document_viewed', 'faxes:read'],
  ['received.', 'faxes:write'],
  ['contact.exported', 'contacts:read'],
  ['contact.', 'contacts:write'],
  ['job.', 'jobs:write'],
  ['audit.', 'audit:read'],
  ['key.', 'settings:write'],
  ['cover.', 'settings:write'],
  ['office.changed', 'settings:write'],
  ['office.copy_set', 'settings:write'],
  ['office.hours_set', 'settings:write'],
  ['carrier.', 'security'],
  ['number.labelled', 'settings:write'],
  ['number.', 'security'],
  ['backup.asked', 'settings:write'],
  ['takeaway.', 'custody'],
  ['retention.', 'custody'],
  ['factor.required', 'security'],
  ['access.', 'security'],
  ['device.asked', 'account'],
  ['device.recovered', 'account'],
  ['device.', 'security'],
  ['emergency.reviewed', 'security'],
  ['emergency.used', 'account'],
  ['user.', 'people'],
]

/** What somebody did to themselves takes a place here and no more. */
export function permissionOf({ action, subjectId, actorId }: { action: string; subjectId: string; actorId: string }): Permission {
  if (subjectId === actorId) return 'account'
  return NEEDED.find(([beginning]) => action.startsWith(beginning))?.[1] ?? 'account'
}
