import type { IconName } from './ui/icon.tsx'
import type { NoticeProps } from './ui/notice.tsx'

export type Section = 'send' | 'sent' | 'received' | 'contacts' | 'jobs' | 'audit' | 'settings'

/** What every signed-in page prints around its own content. */
export type ShellProps = {
  officeName: string
  slug: string
  user: { id: string; name: string; role: string; initials: string }
  /** After which the page locks itself; undefined for what is not a session. */
  idleMinutes?: number | undefined
  /** The sections this person may open, in the order of the rail. */
  nav: readonly Section[]
  current: Section | 'help' | 'none'
  unreadReceived?: number | undefined
  notice?: NoticeProps | undefined
  /** Set for an operator whom the office let in. */
  support?: { name: string; until: Date } | undefined
  theme?: 'light' | 'dark' | undefined
}

export const SECTIONS: Readonly<Record<Section, { href: string; label: string; icon: IconName; minor?: true }>> = {
  send: { href: '/faxes/new', label: 'Send', icon: 'send' },
  sent: { href: '/faxes', label: 'Sent', icon: 'sent' },
  received: { href: '/received', label: 'Received', icon: 'received' },
  contacts: { href: '/contacts', label: 'Contacts', icon: 'contacts' },
  jobs: { href: '/jobs', label: 'Jobs', icon: 'jobs', minor: true },
  audit: { href: '/audit', label: 'Audit', icon: 'audit', minor: true },
  settings: { href: '/settings', label: 'Settings', icon: 'settings', minor: true },
}
