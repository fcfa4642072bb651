import type { AuditEvent } from '../audit/index.ts'

/** What programs may hear of, by the entry of the trail that tells of it. */
const TYPES: Readonly<Record<string, EventType>> = {
  'fax.submitted': 'fax.submitted',
  'fax.delivered': 'fax.delivered',
  'fax.failed': 'fax.failed',
  'fax.canceled': 'fax.canceled',
  'fax.held': 'fax.held',
  'received.stored': 'fax.received',
}
/** Of a test fax, which goes to nobody: the same events, marked. */
const OF_TESTS = /^fax\.test_/
const MARK = 'test:'
export const EVENT_TYPES = ['fax.submitted', 'fax.delivered', 'fax.failed', 'fax.canceled', 'fax.held', 'fax.received'] as const
export type EventType = (typeof EVENT_TYPES)[number]
/** Sent on demand, to see that an endpoint hears. */
export const TEST = 'webhook.test'

export const EVENT_WORDS: Readonly<Record<EventType, string>> = {
  'fax.submitted': 'A fax was submitted',
  'fax.delivered': 'A fax reached a recipient',
  'fax.failed': 'A fax was given up for a recipient',
  'fax.canceled': 'A fax was canceled for a recipient',
  'fax.held': 'A fax waits for somebody to decide',
  'fax.received': 'A fax came in',
}

export type Told = { readonly type: EventType; readonly isTest: boolean; readonly subjectId: string; readonly recipientId: string | null }

/** An entry as an event; undefined for what is nobody else's business. */
export function eventIn({ action, subjectId, detail }: AuditEvent): Told | undefined {
  const isTest = OF_TESTS.test(action)
  const real = action.replace(OF_TESTS, 'fax.')
  const type = Object.hasOwn(TYPES, real) ? TYPES[real] : undefined
  if (!type) return undefined
  const { recipient } = JSON.parse(detail) as { readonly recipient?: unknown }
  return { type, isTest, subjectId, recipientId: typeof recipient === 'string' ? recipient : null }
}

/** How a delivery keeps its event's name, and what it says of it. */
const markedType = ({ type, isTest }: Pick<Told, 'type' | 'isTest'>): string => (isTest ? MARK + type : type)
export const readType = (marked: string): { readonly type: string; readonly test?: true } =>
  marked.startsWith(MARK) ? { type: marked.slice(MARK.length), test: true } : { type: marked }

export const happenedIn = ({ seq, at }: AuditEvent, event: Told): Happened => ({
  seq,
  type: markedType(event),
  subjectId: event.subjectId,
  recipientId: event.recipientId,
  occurredAt: at,
})

export const isEventType = (text: string): text is EventType => (EVENT_TYPES as readonly string[]).includes(text)

/** Where the API tells more of it. */
const pathOf = (type: string, subjectId: string): string | null =>
  type === TEST ? null : type === 'fax.received' ? `/api/received/${subjectId}` : `/api/faxes/${subjectId}`

export type Happened = {
  /** Of its entry in the trail; null for a test. */
  readonly seq: number | null
  /** As a delivery keeps it. */
  readonly type: string
  readonly subjectId: string
  readonly recipientId: string | null
  readonly occurredAt: Date
}

/** Thin: what happened, when, and where to ask. Whoever should not hear more is not told more. Posted and listed alike. */
export function eventJson({ seq, type: marked, subjectId, recipientId, occurredAt }: Happened, origin: string) {
  const { type, test } = readType(marked)
  const path = pathOf(type, subjectId)
  const data = { id: subjectId, ...(recipientId && { recipientId }), ...(path && { url: origin + path }) }
  return { id: seq === null ? `test_${subjectId}` : `evt_${seq}`, type, timestamp: occurredAt.toISOString(), ...(test && { test }), data }
}
