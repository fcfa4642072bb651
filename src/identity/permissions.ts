/** The first four run the office's desk; the others are what people of a clinic are. A hospital's owner is `owner_admin`. */
export const ROLES = [
  'owner_admin',
  'admin',
  'user',
  'auditor',
  'doctor',
  'nurse',
  'staff',
  'lab_technician',
  'pharmacist',
  'patient',
] as const
export type Role = (typeof ROLES)[number]

/** What nothing here is done with yet: charts, prescriptions, an invoice. Roles have it already; no key is offered it. */
const COMING = [
  'patients:create',
  'patients:read',
  'patients:update',
  'patients:delete',
  'prescriptions:create',
  'prescriptions:read',
  'prescriptions:update',
  'prescriptions:dispense',
  'billing',
] as const

/** What a person or a key may be allowed. An API key's scopes are a subset of these. */
export const PERMISSIONS = [
  'faxes:read',
  'faxes:write',
  'contacts:read',
  'contacts:write',
  'jobs:read',
  'jobs:write',
  'audit:read',
  'settings:read',
  'settings:write',
  'people',
  'custody',
  'security',
  'account',
  'scim',
  'webhooks',
  ...COMING,
] as const
export type Permission = (typeof PERMISSIONS)[number]
/** Of a program alone: an identity provider that says who works here. */
export const isOfKeys = (permission: Permission): boolean => permission === 'scim'
/** What a program is never trusted with: people, and whatever ends or carries away all records at once. */
const PERSONAL = ['account', 'settings:write', 'people', 'custody', 'security'] as const
export type Scope = Exclude<Permission, (typeof PERSONAL)[number] | (typeof COMING)[number]>
const NO_SCOPE: readonly string[] = [...PERSONAL, ...COMING]
export const SCOPES: readonly Scope[] = PERMISSIONS.filter((each): each is Scope => !NO_SCOPE.includes(each))

const may = (...permissions: readonly Permission[]): ReadonlySet<Permission> => new Set(permissions)
const everyOne = (...words: readonly string[]) => PERMISSIONS.filter((each) => words.some((word) => each.startsWith(word)))
const FAXING = everyOne('faxes:', 'contacts:')

/** The one table: who may do what. Pages, JSON routes and keys all read it. */
export const ALLOWED: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner_admin: new Set(PERMISSIONS.filter((each) => each !== 'scim' && !each.startsWith('prescriptions:'))),
  admin: may(...FAXING, ...everyOne('jobs:', 'audit:', 'settings:', 'patients:'), 'people', 'account', 'webhooks'),
  user: may(...FAXING, 'account'),
  auditor: may('faxes:read', 'audit:read', 'account'),
  doctor: may(
    ...FAXING,
    'patients:create',
    'patients:read',
    'patients:update',
    'prescriptions:create',
    'prescriptions:read',
    'prescriptions:update',
    'account',
  ),
  nurse: may(...FAXING, 'patients:create', 'patients:read', 'patients:update', 'prescriptions:read', 'account'),
  staff: may(...FAXING, 'patients:read', 'account'),
  lab_technician: may('faxes:read', 'faxes:write', 'contacts:read', 'account'),
  pharmacist: may('faxes:read', 'faxes:write', 'contacts:read', 'prescriptions:read', 'prescriptions:dispense', 'account'),
  patient: may('prescriptions:read', 'account'),
}

/** Who sees the faxes they sent themselves and no others. */
export const OWN_ONLY: ReadonlySet<Role> = new Set(['lab_technician', 'pharmacist'])

/** What somebody can be made here. There is no patient yet that a `patient` could be. */
export const OFFERED: readonly Role[] = ROLES.filter((each) => each !== 'patient')

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)
export const isOffered = (text: string): text is Role => (OFFERED as readonly string[]).includes(text)
export const isComing = (permission: Permission): boolean => (COMING as readonly string[]).includes(permission)
export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text)
