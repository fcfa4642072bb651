import type { Fax } from '../fax.ts'

export interface Notice {
  readonly id: string
  readonly type: string
  readonly occurredAt: number
  readonly payload: Readonly<Record<string, unknown>>
}

const userId = '19a75cea-02c6-4b9a-84fa-c9bc8341feb8'

export function noticeOf(fax: Fax, type: string, extra: Readonly<Record<string, unknown>> = {}): Notice {
  return {
    id: crypto.randomUUID(),
    type,
    occurredAt: Date.now(),
    payload: {
      connection_id: fax.connectionId,
      direction: fax.direction,
      fax_id: fax.id,
      from: fax.from,
      to: fax.to,
      user_id: userId,
      status: fax.status,
      client_state: fax.clientState,
      original_media_url: fax.direction === 'outbound' ? fax.mediaUrl : undefined,
      media_name: fax.mediaName,
      caller_id: fax.direction === 'inbound' ? fax.from : undefined,
      ...extra,
    },
  }
}

export function eventOf(notice: Notice) {
  return {
    event_type: notice.type,
    id: notice.id,
    occurred_at: new Date(notice.occurredAt).toISOString(),
    payload: notice.payload,
    record_type: 'event',
  }
}

export function envelope(notice: Notice, attempt: number, url: string): string {
  return JSON.stringify({ data: eventOf(notice), meta: { attempt, delivered_to: url } })
}
