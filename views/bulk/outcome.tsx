import { Badge, type BadgeProps } from '../ui/badge.tsx'

export type Outcome = 'waiting' | 'sending' | 'retrying' | 'held' | 'delivered' | 'failed' | 'canceled' | 'left_out' | 'removed'

const LOOKS: Readonly<Record<Outcome, BadgeProps>> = {
  waiting: { tone: 'neutral', icon: 'clock', word: 'Waiting' },
  sending: { tone: 'info', icon: 'send', word: 'Sending' },
  retrying: { tone: 'info', icon: 'refresh', word: 'Tried again later' },
  held: { tone: 'warn', icon: 'pause', word: 'Held' },
  delivered: { tone: 'ok', icon: 'check', word: 'Delivered' },
  failed: { tone: 'error', icon: 'alert', word: 'Failed' },
  canceled: { tone: 'neutral', icon: 'stop', word: 'Canceled' },
  left_out: { tone: 'warn', icon: 'stop', word: 'Left out' },
  removed: { tone: 'neutral', icon: 'trash', word: 'Removed since' },
}
export const OUTCOMES = Object.keys(LOOKS) as readonly Outcome[]
/** In a dry run nobody waits for anything yet. */
export const wordOf = (outcome: Outcome, isDryRun: boolean): string =>
  isDryRun && outcome === 'waiting' ? 'Would get it' : LOOKS[outcome].word
export const OutcomeBadge = ({ outcome, isDryRun }: { outcome: Outcome; isDryRun: boolean }) => (
  <Badge {...LOOKS[outcome]} word={wordOf(outcome, isDryRun)} />
)
