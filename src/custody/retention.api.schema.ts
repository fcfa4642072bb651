import { Type } from '@sinclair/typebox'
import { LIST_QUERY, Nullable, pageOf } from '../kit/listing.ts'

const Instant = Type.String({ format: 'date-time' })
const AT = '2026-03-02T09:30:00.000Z'
const HOLD = '0195a3c8-7c1e-7d3a-9f00-3c5d2a1b4e6f'
const FAX = '0195a3b1-2f4d-7a6b-8c00-91d2e3f4a5b6'

export const RuleJson = Type.Object(
  {
    class: Type.String(),
    label: Type.String({ description: 'As the settings page calls these records.' }),
    days: Nullable(Type.Integer({ description: 'Null: they are kept for ever.' })),
    setAt: Nullable(Instant),
  },
  { examples: [{ class: 'received', label: 'Received faxes', days: 2_555, setAt: AT }] },
)
export const Rules = Type.Object({ data: Type.Array(RuleJson) })

const Class = Type.String({ maxLength: 40, description: 'As GET /api/retention/rules names it.', examples: ['received'] })

export const NewRule = Type.Object(
  {
    class: Class,
    days: Nullable(Type.Integer({ description: 'From 30 to 36,500; null keeps these records for ever.' })),
  },
  { examples: [{ class: 'received', days: 2_555 }] },
)

export const PreviewQuery = Type.Object({
  class: Class,
  days: Type.String({ pattern: '^[0-9]{1,5}$', error: 'Use a whole number of days.', examples: ['2555'] }),
})
export const PreviewJson = Type.Object(
  {
    class: Type.String(),
    label: Type.String(),
    days: Type.Integer(),
    before: Type.String({ format: 'date-time', description: 'What ended before this moment would go.' }),
    count: Type.Integer({ description: 'How many would be removed tonight. None while everything is on hold.' }),
  },
  { examples: [{ class: 'received', label: 'Received faxes', days: 2_555, before: AT, count: 12 }] },
)

export const NewHold = Type.Object(
  {
    subjectId: Type.Optional(Nullable(Type.String({ maxLength: 64, description: 'The id of a fax; without it everything is held.' }))),
    reason: Type.String({ maxLength: 1_000, description: 'Why, without patient details: at most 200 characters.' }),
  },
  { examples: [{ subjectId: FAX, reason: 'Subpoena of 2 March' }] },
)
export const HoldJson = Type.Object(
  {
    id: Type.String(),
    subjectId: Nullable(Type.String({ description: 'Null: everything is held.' })),
    reason: Type.String(),
    placedBy: Type.String(),
    placedAt: Instant,
    releasedAt: Nullable(Instant),
  },
  { examples: [{ id: HOLD, subjectId: FAX, reason: 'Subpoena of 2 March', placedBy: HOLD, placedAt: AT, releasedAt: null }] },
)
export const Holds = Type.Object({ data: Type.Array(HoldJson) })

export const RemovalsQuery = Type.Object(LIST_QUERY)
export const Removals = pageOf(
  Type.Object(
    {
      seq: Type.Integer({ description: 'The number of its entry in the audit trail.' }),
      at: Instant,
      class: Type.String(),
      days: Type.Integer({ description: 'The rule it was removed under.' }),
      before: Instant,
      count: Type.Integer(),
      documents: Type.Integer(),
      digest: Type.String({ description: 'SHA-256 over the ids that went, in their order, one to a line.' }),
    },
    {
      examples: [{ seq: 512, at: AT, class: 'received', days: 2_555, before: AT, count: 12, documents: 12, digest: '5f70bf18…' }],
    },
  ),
)
