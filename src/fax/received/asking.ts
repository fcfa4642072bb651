import { parsePhone } from '../../kit/phone.ts'
import type { ReceivedQuery } from './api.schema.ts'
import type { ReceivedFilter } from './listing.ts'
import type { ReceivedFax } from './received.ts'
import { RECEIVED_STATUSES } from './schema.tenant.ts'

/** What the list shows, as it stands in the address of the page. */
export const VIEWS = ['', 'unread', 'mine', 'unassigned', 'urgent', 'blocked', 'replaced'] as const
export type View = (typeof VIEWS)[number]
export type Asked = { readonly q: string; readonly show: View; readonly tag: string; readonly number: string; readonly status: string }

type Query = Readonly<Record<string, string | undefined>>
const isView = (text: string): text is View => (VIEWS as readonly string[]).includes(text)
const isStatus = (text: string): text is ReceivedFax['status'] => (RECEIVED_STATUSES as readonly string[]).includes(text)

/** What cannot be read filters nothing: an address typed by hand still shows a list. */
export function askedIn(query: Query): Asked {
  const show = query['show'] ?? ''
  return {
    q: (query['q'] ?? '').slice(0, 100),
    show: isView(show) ? show : '',
    tag: (query['tag'] ?? '').slice(0, 100),
    number: parsePhone(query['number'] ?? '') ?? '',
    status: isStatus(query['status'] ?? '') ? (query['status'] ?? '') : '',
  }
}

/** The same words again, for a link to this very list. */
export const wordsOf = (asked: Asked): URLSearchParams => new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''))

const VIEW_FILTERS: Readonly<Record<View, (me: string) => ReceivedFilter>> = {
  '': () => ({}),
  unread: () => ({ unread: true }),
  mine: (me) => ({ assignedTo: me }),
  unassigned: () => ({ assignedTo: null }),
  urgent: () => ({ urgent: true }),
  blocked: () => ({ shelf: 'blocked' }),
  replaced: () => ({ shelf: 'replaced' }),
}

export const filterOf = ({ q, show, tag, number, status }: Asked, me: string): ReceivedFilter => ({
  ...VIEW_FILTERS[show](me),
  ...(isStatus(status) && { status }),
  ...(tag.trim() && { tag: tag.trim().toLowerCase() }),
  ...(number && { number }),
  ...(q.trim() && { text: q.trim() }),
})

export const filterOfQuery = (query: ReceivedQuery): ReceivedFilter => ({
  ...(query.shelf && { shelf: query.shelf }),
  ...(query.status && { status: query.status }),
  ...(query.unread && { unread: true }),
  ...(query.urgent && { urgent: true }),
  ...(query.trashed && { trashed: true }),
  ...(query.assignedTo && { assignedTo: query.assignedTo === 'nobody' ? null : query.assignedTo }),
  ...(query.tag?.trim() && { tag: query.tag.trim().toLowerCase() }),
  ...(query.number && { number: parsePhone(query.number) ?? query.number }),
  ...(query.q?.trim() && { text: query.q.trim() }),
})
