import type { Section, ShellProps } from '../../views/shell.ts'
import type { Tenant } from '../tenancy/index.ts'
import type { Signed } from './signed-in.ts'

/** Which sections the rail shows: those a person may open, in its order. */
const OPENED_BY: readonly (readonly [Section, string])[] = [
  ['send', 'faxes:write'],
  ['sent', 'faxes:read'],
  ['received', 'faxes:read'],
  ['contacts', 'contacts:read'],
  ['jobs', 'jobs:read'],
  ['audit', 'audit:read'],
  ['settings', 'settings:read'],
]

export type Shell = (actor: Signed, request: Request, current: ShellProps['current'], notice?: ShellProps['notice']) => ShellProps

/** What every signed-in page prints around its own content: what is new in Received, and what an owner has to review. */
export const createShell =
  (unread: (tenant: Tenant) => number, unreviewed: (tenant: Tenant) => number = () => 0): Shell =>
  (actor, request, current, notice) => ({
    officeName: actor.officeName,
    slug: actor.slug,
    user: {
      id: actor.user?.id ?? '',
      name: nameOf(actor),
      role: (actor.user?.role ?? (actor.support ? 'support' : 'key')).replace('_', ' '),
      initials: initials(nameOf(actor)),
    },
    idleMinutes: actor.idleMinutes,
    support: actor.support,
    nav: OPENED_BY.filter(([, permission]) => actor.permissions.has(permission)).map(([section]) => section),
    current,
    unreadReceived: actor.permissions.has('faxes:read') ? unread(actor.tenant) : undefined,
    notice: notice ?? (actor.permissions.has('security') ? alarm(unreviewed(actor.tenant)) : undefined),
    theme: themeOf(request),
  })

const nameOf = ({ user, support }: Signed): string => user?.name ?? support?.name ?? 'API key'

const alarm = (count: number): ShellProps['notice'] =>
  count === 0
    ? undefined
    : { kind: 'warn', text: 'Somebody opened records in an emergency. Review it under Settings, Security, Emergencies.' }

export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase()

export function themeOf(request: Request): ShellProps['theme'] {
  const theme = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(request.headers.get('cookie') ?? '')?.[1]
  return theme === 'light' || theme === 'dark' ? theme : undefined
}
