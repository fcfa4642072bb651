import type { RecipientLine } from '../../views/fax/recipients-table.tsx'
import type { FaxRowProps } from '../../views/fax/row.tsx'
import type { JobRowProps } from '../../views/jobs/row.tsx'
import type { ReceivedRowProps } from '../../views/received/row.tsx'
import type { Section, ShellProps } from '../../views/shell.ts'

/** Hostile on purpose: whatever prints a name has to escape it. */
export const HOSTILE = '<b>Oak & "Elm"</b>'
export const now = new Date('2026-03-02T15:30:00Z')
export const clock = { now, zone: 'America/New_York' }
export const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
export const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))

const nav: readonly Section[] = ['send', 'sent', 'received', 'contacts', 'jobs', 'audit', 'settings']

export const shell = (current: ShellProps['current']): ShellProps => ({
  officeName: HOSTILE,
  slug: 'maple',
  user: { id: '01a1fdde-b695-7727-93c9-a503c8ee1d5a', name: HOSTILE, role: 'Owner', initials: 'AM' },
  idleMinutes: 15,
  nav,
  current,
  unreadReceived: 3,
  notice: { kind: 'ok', text: HOSTILE },
})

export const id = (index: number) => `01930000-5a1e-7c3d-9b2f-${index.toString(16).padStart(12, '0')}`
export const phone = (index: number) => `+1555201${(100 + index).toString().padStart(4, '0')}`

const FAX_STATUSES = ['held', 'scheduled', 'queued', 'sending', 'delivered', 'partial', 'failed', 'canceled'] as const
const RECEIVED_STATUSES = ['downloading', 'received', 'failed'] as const
const JOB_STATES = ['available', 'executing', 'retryable', 'completed', 'canceled', 'dead'] as const

const pick = <T>(list: readonly [T, ...T[]], index: number): T => list[index % list.length] ?? list[0]

export const sentFax = (index: number): FaxRowProps['fax'] => ({
  id: id(index),
  status: pick(FAX_STATUSES, index),
  firstTo: phone(index),
  firstName: index % 3 ? `${HOSTILE} ${index}` : '',
  recipientCount: (index % 4) + 1,
  pages: (index % 9) + 1,
  createdAt: minutesAgo(index * 11),
  sendAt: minutesAgo(-60),
  cause: index % 5 ? null : 'The line was busy five times.',
  subject: HOSTILE,
  fromNumber: phone(0),
  by: HOSTILE,
  foundIn: index % 7 ? undefined : ['Note', 'File name'],
})

export const receivedFax = (index: number): ReceivedRowProps['fax'] => ({
  id: id(index),
  from: phone(index),
  fromName: index % 2 ? `${HOSTILE} ${index}` : '',
  to: phone(0),
  status: pick(RECEIVED_STATUSES, index),
  pages: index % 3 ? (index % 7) + 1 : null,
  receivedAt: minutesAgo(index * 40),
  readAt: index < 2 ? null : now,
  urgent: index === 1,
  assignee: index % 3 === 1 ? HOSTILE : '',
  tags: index % 2 ? [HOSTILE, 'labs'] : [],
  cause: index % 3 === 2 ? 'The carrier’s link had expired.' : null,
})

export const recipient = (index: number): RecipientLine => ({
  id: id(index),
  name: index ? HOSTILE : '',
  to: phone(index),
  status: index > 1 ? 'held' : index === 1 ? 'queued' : 'delivered',
  tries: index + 1,
  nextTryAt: index === 1 ? minutesAgo(-4) : null,
  settledAt: index === 0 ? minutesAgo(4) : null,
  isGuarded: index === 3,
  cause: index ? 'The line was busy.' : null,
})

export const job = (index: number): JobRowProps['job'] => ({
  id: 400 - index,
  kind: 'fax.send',
  what: HOSTILE,
  state: pick(JOB_STATES, index),
  attempt: 2,
  maxAttempts: 8,
  runAt: minutesAgo(index),
  progress: index === 1 ? 60 : null,
  cause: index % 6 === 5 ? 'The carrier answered 503.' : null,
})

export const contact = (index: number) => ({
  id: id(index),
  name: `${HOSTILE} ${index}`,
  organization: index % 2 ? HOSTILE : '',
  fax: phone(index),
  uses: index,
  favourite: index === 1,
})
