import { remembered } from '../../src/kit/remembered.ts'
import { Badge, type BadgeProps } from './badge.tsx'

export type RecipientStatus = 'held' | 'scheduled' | 'queued' | 'sending' | 'delivered' | 'failed' | 'canceled'
export type FaxStatus = RecipientStatus | 'partial'
export type ReceivedStatus = 'downloading' | 'received' | 'failed'
export type JobState = 'available' | 'executing' | 'retryable' | 'completed' | 'canceled' | 'dead'
export type Status = FaxStatus | ReceivedStatus | JobState

const LOOKS: Readonly<Record<Status, BadgeProps>> = {
  held: { tone: 'warn', icon: 'pause', word: 'Held' },
  scheduled: { tone: 'neutral', icon: 'clock', word: 'Scheduled' },
  queued: { tone: 'neutral', icon: 'clock', word: 'Queued' },
  sending: { tone: 'info', icon: 'send', word: 'Sending' },
  delivered: { tone: 'ok', icon: 'check', word: 'Delivered' },
  partial: { tone: 'warn', icon: 'partly', word: 'Partly delivered' },
  failed: { tone: 'error', icon: 'alert', word: 'Failed' },
  canceled: { tone: 'neutral', icon: 'stop', word: 'Canceled' },
  received: { tone: 'ok', icon: 'received', word: 'Received' },
  downloading: { tone: 'info', icon: 'download', word: 'Downloading' },
  available: { tone: 'neutral', icon: 'clock', word: 'Waiting' },
  executing: { tone: 'info', icon: 'pulse', word: 'Running' },
  retryable: { tone: 'warn', icon: 'refresh', word: 'Retrying' },
  dead: { tone: 'error', icon: 'alert', word: 'Stopped' },
  completed: { tone: 'ok', icon: 'check', word: 'Done' },
}

export const STATUSES = Object.keys(LOOKS) as readonly Status[]

export const toneOf = (status: Status) => LOOKS[status].tone
export const wordFor = (status: Status) => LOOKS[status].word

export const StatusBadge = remembered(
  STATUSES.length,
  ({ status }: { status: Status }) => status,
  ({ status }) => <Badge {...LOOKS[status]} />,
)

/** A settled fax does not change by itself, so its row need not listen. */
export const isSettled = (status: FaxStatus | ReceivedStatus) => ['delivered', 'partial', 'failed', 'canceled', 'received'].includes(status)
