import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { CarrierFax } from './carrier.ts'
import type { CarrierEvent } from './events.ts'

const Payload = Type.Object({
  fax_id: Type.String({ minLength: 1 }),
  direction: Type.Optional(Type.Union([Type.Literal('inbound'), Type.Literal('outbound')])),
  status: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  client_state: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  failure_reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  page_count: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
  call_duration_secs: Type.Optional(Type.Union([Type.Number({ minimum: 0 }), Type.Null()])),
  media_url: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  partial_content: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
})
const Event = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200 }),
  event_type: Type.String({ maxLength: 200 }),
  occurred_at: Type.Optional(Type.String()),
})
const payloadCheck = Compile(Payload)
const eventCheck = Compile(Event)

export type ParsedEvent = {
  readonly event: CarrierEvent
  /** Absent when the payload is not that of a fax: the event is kept all the same. */
  readonly fax: CarrierFax | undefined
}

/** Two of Telnyx's pages show events without the `data` wrapper, so both are read. Undefined when there is no id to know it by. */
export function parseTelnyxEvent(body: unknown, now: Date): ParsedEvent | undefined {
  const data = member(body, 'data') ?? body
  if (!eventCheck.Check(data)) return undefined
  const at = new Date(data.occurred_at ?? '')
  const event: CarrierEvent = { id: data.id, type: data.event_type, occurredAt: Number.isNaN(at.getTime()) ? now : at }
  const payload = member(data, 'payload')
  return { event, fax: payloadCheck.Check(payload) ? toFax(event, payload) : undefined }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

function toFax(event: CarrierEvent, payload: Static<typeof Payload>): CarrierFax {
  return {
    carrierId: payload.fax_id,
    clientState: payload.client_state ?? undefined,
    direction: payload.direction ?? 'outbound',
    status: payload.status ?? event.type.replace(/^fax\./, ''),
    from: payload.from ?? '',
    to: payload.to ?? '',
    cause: payload.failure_reason ?? undefined,
    pages: payload.page_count ?? undefined,
    seconds: payload.call_duration_secs ?? undefined,
    mediaUrl: payload.media_url ?? undefined,
    partial: payload.partial_content ?? false,
    createdAt: event.occurredAt,
  }
}
