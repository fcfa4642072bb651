import { kind } from '../jobs/index.ts'
import type { Id } from '../kit/ids.ts'
import type { AttemptId } from './client-state.ts'

export const PREPARE = kind<{ faxId: Id<'fax'> }>('fax.prepare')
export const SEND = kind<{ recipientId: Id<'recipient'> }>('fax.send')
export const CANCEL = kind<{ attemptId: AttemptId }>('fax.cancel')
export const WATCH = kind<Record<string, never>>('fax.watch')
export const FEED = kind<{ bulkId: Id<'fax'> }>('fax.feed')
export const FETCH = kind<{ receivedId: Id<'received'> }>('fax.fetch')
export const EMPTY_TRASH = kind<Record<string, never>>('fax.empty_trash')
export const UNOPENED = kind<{ receivedId: Id<'received'> }>('fax.unopened')

/** Of the office's own account at the carrier, while it has one. */
export const POLL = kind<Record<string, never>>('fax.poll')
export const FORGET_ACCOUNTS = kind<Record<string, never>>('fax.forget_accounts')

/** One live send job for a recipient, ever: the table's unique index says so too. */
export const sendKey = (recipientId: Id<'recipient'>): string => `fax.send:${recipientId}`
export const prepareKey = (faxId: Id<'fax'>): string => `fax.prepare:${faxId}`
export const feedKey = (bulkId: Id<'fax'>): string => `fax.feed:${bulkId}`
export const fetchKey = (receivedId: Id<'received'>): string => `fax.fetch:${receivedId}`
export const unopenedKey = (receivedId: Id<'received'>): string => `fax.unopened:${receivedId}`
