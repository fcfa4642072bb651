import type { RowOutcome } from './totals.ts'

export const OUTCOME_WORDS: Readonly<Record<RowOutcome, string>> = {
  waiting: 'Waiting',
  sending: 'Sending',
  retrying: 'Tried again later',
  held: 'Held',
  delivered: 'Delivered',
  failed: 'Failed',
  canceled: 'Canceled',
  left_out: 'Left out',
  removed: 'Removed since',
}
