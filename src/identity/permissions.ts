export const ROLES = ['owner_admin', 'admin', 'user', 'auditor'] as const
export type Role = (typeof ROLES)[number]

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
] as const
export type Permission = (typeof PERMISSIONS)[number]
/** What a program is never trusted with: people, and whatever ends or carries away all records at once. */
const PERSONAL = ['account', 'settings:write', 'people', 'custody', 'security'] as const
export type Scope = Exclude<Permission, (typeof PERSONAL)[number]>
export const SCOPES: readonly Scope[] = PERMISSIONS.filter((each): each is Scope => !(PERSONAL as readonly string[]).includes(each))

/** The one table: who may do what. Pages, JSON routes and keys all read it. */
export const ALLOWED: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner_admin: new Set(PERMISSIONS),
  admin: new Set(PERMISSIONS.filter((each) => each !== 'custody' && each !== 'security')),
  user: new Set<Permission>(['faxes:read', 'faxes:write', 'contacts:read', 'contacts:write', 'account']),
  auditor: new Set<Permission>(['faxes:read', 'audit:read', 'account']),
}

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)
export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text)
