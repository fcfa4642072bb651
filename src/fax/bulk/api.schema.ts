import { Type } from '@sinclair/typebox'
import { Nullable, oneOf } from '../../kit/listing.ts'
import { Instant } from '../api.schema.ts'
import { DOUBTS } from '../guard/concerns.ts'
import { FAX_STATUSES } from '../schema.tenant.ts'
import { BULK_STATES } from './schema.tenant.ts'
import { OUTCOMES } from './totals.ts'

const DOUBT_CODES = Object.keys(DOUBTS) as (keyof typeof DOUBTS)[]
const Why = Nullable(
  Type.Object({ code: Type.String(), message: Type.String(), advice: Type.String({ description: 'Empty where there is none.' }) }),
)
const Count = Type.Integer()

export const BulkJson = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: oneOf(BULK_STATES.filter((each) => each !== 'reading')),
  cause: Why,
  status: Type.Unsafe<(typeof FAX_STATUSES)[number]>({
    ...oneOf(FAX_STATUSES),
    description: 'As its one row in the list of sent faxes has it.',
  }),
  from: Type.String(),
  cover: Type.Boolean(),
  subject: Type.String(),
  note: Type.String(),
  pages: Type.Integer({ description: 'To each recipient, the cover included.' }),
  perMinute: Nullable(Type.Integer()),
  officeHours: Type.Boolean(),
  repeats: Type.Boolean(),
  createdAt: Instant,
  startedAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  totals: Type.Object({
    all: Count,
    waiting: Count,
    sending: Count,
    retrying: Count,
    held: Count,
    delivered: Count,
    failed: Count,
    canceled: Count,
    removed: Count,
    leftOut: Count,
  }),
  leftOut: Type.Array(Type.Object({ code: Type.String(), message: Type.String(), count: Count }), {
    description: 'Why some of the list do not get it.',
  }),
  doubts: Type.Array(Type.Object({ code: oneOf(DOUBT_CODES), message: Type.String(), count: Count }), {
    description: 'Numbers that a person has to look at before it starts: new here, one slip away from a known one, or somebody else’s.',
  }),
  expected: Type.Object(
    { pages: Count, seconds: Count, endsAt: Instant },
    { description: 'Of those who are still waiting, by the office’s last calls, the pace and the hours.' },
  ),
})

export const LineJson = Type.Object({
  row: Type.Integer({ description: 'In the list, counted from 1, without the row that names the columns.' }),
  to: Type.String({ description: 'As it was given where it is no number.' }),
  name: Type.String(),
  outcome: oneOf(OUTCOMES),
  cause: Why,
  doubt: Nullable(
    Type.Object({ code: oneOf(DOUBT_CODES), message: Type.String() }, { description: 'What is to be looked at of the number.' }),
  ),
  tries: Type.Integer(),
  settledAt: Nullable(Instant),
  faxId: Nullable(Type.String({ description: 'The fax that went last to this recipient.' })),
})
