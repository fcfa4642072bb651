import { type Static, Type } from '@sinclair/typebox'
import { LIST_QUERY, Nullable, oneOf } from '../../kit/listing.ts'
import { Content, FoundIn, Instant, SearchedFor, Trashed, TrashedAt, Who } from '../api.schema.ts'
import { RECEIVED_STATUSES, SHELVES } from './schema.tenant.ts'
import { MOST_AT_ONCE } from './sorting.ts'

export const Received = Type.Object({
  id: Type.String(),
  status: oneOf(RECEIVED_STATUSES),
  from: Type.String(),
  to: Type.String(),
  pages: Nullable(Type.Integer()),
  partial: Type.Boolean(),
  sha256: Nullable(Type.String()),
  content: Content,
  receivedAt: Instant,
  readAt: Nullable(Instant),
  readBy: Nullable(Type.String({ description: 'The id of who read it first.' })),
  shelf: oneOf(SHELVES),
  assignedTo: Nullable(Type.String({ description: 'The id of the person whose it is to deal with.' })),
  urgent: Type.Boolean(),
  tags: Type.Array(Type.String()),
  cause: Nullable(Type.String()),
  trashedAt: TrashedAt,
  foundIn: FoundIn,
  links: Type.Object({ self: Type.String(), document: Nullable(Type.String()) }),
})

export const ReceivedDetail = Type.Object({
  ...Received.properties,
  timeline: Type.Array(Type.Object({ at: Instant, action: Type.String(), message: Type.String(), who: Who })),
})

const Switch = Type.Optional(Type.Literal('true'))
export const ReceivedQuery = Type.Object({
  ...LIST_QUERY,
  shelf: Type.Optional(oneOf(SHELVES)),
  status: Type.Optional(oneOf(RECEIVED_STATUSES)),
  unread: Switch,
  urgent: Switch,
  trashed: Trashed,
  assignedTo: Type.Optional(Type.String({ maxLength: 64, description: 'A person’s id, or nobody.' })),
  tag: Type.Optional(Type.String({ maxLength: 200 })),
  number: Type.Optional(Type.String({ maxLength: 40, description: 'The office’s own number that it came in at.' })),
  q: SearchedFor,
})
export type ReceivedQuery = Static<typeof ReceivedQuery>

const Tags = Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 }))
const SORTING = {
  read: Type.Optional(Type.Boolean()),
  assignedTo: Type.Optional(Nullable(Type.String({ maxLength: 64, description: 'A person’s id; null is nobody.' }))),
  urgent: Type.Optional(Type.Boolean()),
  addTags: Tags,
  removeTags: Tags,
}
export const SortingJson = Type.Object(SORTING)
export const SortingOfMany = Type.Object({
  ids: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: MOST_AT_ONCE }),
  ...SORTING,
})
export const Sorted = Type.Object({ changed: Type.Integer({ description: 'How many were not so already.' }) })

export const NoteJson = Type.Object({ id: Type.String(), text: Type.String(), writtenBy: Type.String(), writtenAt: Instant })
export const NewNote = Type.Object({ text: Type.String({ maxLength: 10_000 }) })
export const NoteList = Type.Object({ data: Type.Array(NoteJson) })
export const TagList = Type.Object({ data: Type.Array(Type.Object({ tag: Type.String(), faxes: Type.Integer() })) })
