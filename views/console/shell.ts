import type { IconName } from '../ui/icon.tsx'
import type { NoticeProps } from '../ui/notice.tsx'

export type ConsoleSection = 'offices' | 'operators' | 'keys' | 'trail' | 'security'

/** What every page of a signed-in operator prints around its own content. */
export type ConsoleShell = {
  operator: { name: string; role: string; initials: string }
  /** The sections this operator may open, in the order of the rail. */
  nav: readonly ConsoleSection[]
  current: ConsoleSection | 'none'
  notice?: NoticeProps | undefined
  theme?: 'light' | 'dark' | undefined
}

export const CONSOLE_SECTIONS: Readonly<Record<ConsoleSection, { href: string; label: string; icon: IconName }>> = {
  offices: { href: '/console/offices', label: 'Offices', icon: 'jobs' },
  operators: { href: '/console/operators', label: 'Operators', icon: 'contacts' },
  keys: { href: '/console/keys', label: 'Keys', icon: 'key' },
  trail: { href: '/console/trail', label: 'Trail', icon: 'audit' },
  security: { href: '/console/security', label: 'Security', icon: 'shield' },
}
