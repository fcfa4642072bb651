import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { DEFAULT_LIMIT, LIST_QUERY, Nullable, oneOf, parseNumber, readPage } from '../kit/listing.ts'
import { type Admit, problems, signedIn } from '../web/index.ts'
import { EVENT_TYPES, EVENT_WORDS, type EventType, eventJson } from './events.ts'
import { recentEvents } from './recent.ts'

export type EventDeps = { readonly admit: Admit; readonly urlOf: (slug: string) => string }

const EventJson = Type.Object({
  id: Type.String({ description: 'Never another one for the same event, whether it is posted or listed.' }),
  type: Type.String({ description: EVENT_TYPES.join(', ') }),
  timestamp: Type.String({ format: 'date-time' }),
  test: Type.Optional(Type.Boolean({ description: 'Of a test fax, by a key for tests.' })),
  data: Type.Object({
    id: Type.String({ description: 'Of the fax.' }),
    recipientId: Type.Optional(Type.String()),
    url: Type.Optional(Type.String({ description: 'Where to ask for more.' })),
  }),
})
const KindJson = Type.Object({ type: oneOf(EVENT_TYPES), description: Type.String(), sample: EventJson })
const { limit, cursor } = LIST_QUERY
const Query = Type.Object({ type: Type.Optional(oneOf(EVENT_TYPES)), limit, cursor })
const tags = ['Webhooks']
const SAMPLE_AT = new Date('2026-11-23T14:30:00.000Z')
const SAMPLE = '019a1fdd-b695-7727-93c9-a503c8ee1d5a'

/** As it is posted, of a fax that never was. */
export const sampleOf = (type: EventType, origin: string) =>
  eventJson({ seq: 1, type, subjectId: SAMPLE, recipientId: null, occurredAt: SAMPLE_AT }, origin)

/** JSON of what happened, for programs that cannot be told: they ask now and then. */
export const eventApi = ({ admit, urlOf }: EventDeps): AnyElysia =>
  new Elysia()
    .use(signedIn(admit))
    .get(
      '/api/events',
      ({ tenant, actor, query }) => {
        const { limit, after } = readPage(query, parseNumber)
        const { events, before } = tenant.read((tx) => recentEvents(tx, query.type, limit, after))
        const origin = urlOf(actor.slug)
        return { data: events.map((each) => eventJson(each, origin)), nextCursor: before === null ? null : String(before) }
      },
      {
        query: Query,
        response: {
          200: Type.Object({ data: Type.Array(EventJson), nextCursor: Nullable(Type.String()) }),
          ...problems(401, 403, 404, 422),
        },
        detail: {
          summary: 'List what happened, newest first',
          description: `Exactly as it is posted to webhooks. An answer may hold fewer than asked for, or none, and still have a nextCursor: then the trail was looked through as far as one answer looks. ${DEFAULT_LIMIT} unless said otherwise.`,
          tags,
        },
      },
    )
    .get(
      '/api/event-types',
      ({ actor }) => {
        const origin = urlOf(actor.slug)
        return { data: EVENT_TYPES.map((type) => ({ type, description: EVENT_WORDS[type], sample: sampleOf(type, origin) })) }
      },
      {
        response: { 200: Type.Object({ data: Type.Array(KindJson) }), ...problems(401, 403, 404) },
        detail: { summary: 'List the kinds of events, each with a sample', tags },
      },
    )
