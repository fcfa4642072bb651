import { BACKGROUND, enqueue, kind, reschedule, withdraw } from '../../jobs/index.ts'
import type { Id } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Box, contentRule, type Moment } from './rules.ts'

export const EMPTY = kind<{ readonly box: Box; readonly id: string }>('fax.empty')
const emptyKey = (id: string) => `fax.empty:${id}`
const HOUR_MS = 3_600_000

export const hoursMs = (hours: number): number => hours * HOUR_MS

/** It has ended: what reached everybody needs to be sent to nobody again. */
export function planSentLeaving(tx: Tx, id: Id<'fax'>, reachedAll: boolean): void {
  const rule = contentRule(tx, 'sent')
  if (rule) plan(tx, 'sent', id, reachedAll ? 0 : rule.hours)
}

/** What somebody did with a received fax. */
export function planReceivedLeaving(tx: Tx, id: Id<'received'>, moment: Moment): void {
  const rule = contentRule(tx, 'received')
  if (rule?.after === moment) plan(tx, 'received', id, rule.hours)
}

/** It is marked as unread: somebody is still to read it. */
export const stayUnread = (tx: Tx, id: Id<'received'>): boolean => withdraw(tx, emptyKey(id), 'It is to be read again.')

function plan(tx: Tx, box: Box, id: string, hours: number): void {
  const at = new Date(tx.now.getTime() + hoursMs(hours))
  if (!enqueue(tx, EMPTY, { box, id }, { uniqueKey: emptyKey(id), at, priority: BACKGROUND })) reschedule(tx, emptyKey(id), at)
}
