import { type Static, Type } from '@sinclair/typebox'
import { LIST_QUERY, Nullable, oneOf } from '../kit/listing.ts'
import { FAX_STATUSES, RECIPIENT_STATUSES } from './schema.tenant.ts'

export const Instant = Type.String({ format: 'date-time' })

const CONTENT = ['kept', 'gone'] as const
export const Content = Type.Unsafe<(typeof CONTENT)[number]>({
  ...oneOf(CONTENT),
  description: 'Gone: its pages and words were destroyed, as the office has it. Whoever asks for them is answered 410.',
})

export const SearchedFor = Type.Optional(
  Type.String({
    maxLength: 100,
    description: 'Every word of it somewhere, or the digits of a number in one piece. What is found is counted up to 100.',
  }),
)
export const FoundIn = Type.Optional(
  Type.Array(Type.String(), {
    description: 'Where what was searched for stands: Recipient, Sender, Number, Subject, Note, Tag, File name, Page and its number.',
  }),
)

/** A whole document of one empty page. */
export const EXAMPLE_FILE = {
  name: 'referral.pdf',
  base64:
    'JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+IGVuZG9iagoyIDAgb2JqPDwvVHlwZS9QYWdlcy9LaWRzWzMgMC' +
    'BSXS9Db3VudCAxPj4gZW5kb2JqCjMgMCBvYmo8PC9UeXBlL1BhZ2UvUGFyZW50IDIgMCBSL01lZGlhQm94WzAgMCA2MTIgNzkyXT4+IGVuZG9i' +
    'agp4cmVmCjAgNAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMDkgMDAwMDAgbiAKMDAwMDAwMDA1MyAwMDAwMCBuIAowMDAwMDAwMTAzID' +
    'AwMDAwIG4gCnRyYWlsZXI8PC9TaXplIDQvUm9vdCAxIDAgUj4+CnN0YXJ0eHJlZgoxNjcKJSVFT0YK',
}

export const CoverWish = Type.Optional(
  Type.Union([Type.Boolean(), Type.String({ minLength: 1, maxLength: 100 })], {
    description:
      'A cover page first: true for the office’s default one, the name or id of another (`GET /api/cover-templates`), or false. True unless said otherwise.',
    examples: [true],
  }),
)

export const NewFax = Type.Object(
  {
    to: Type.Union([Type.String({ maxLength: 200 }), Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 200 })], {
      description: 'A number (US unless it has a country code), or several; a name may come first: "Oak Pharmacy <+15552010100>".',
    }),
    files: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 200 }),
            contentType: Type.Optional(Type.String({ maxLength: 100 })),
            base64: Type.String(),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 5, description: 'May be left out when a received fax goes along.' },
      ),
    ),
    received: Type.Optional(Type.String({ maxLength: 64, description: 'A received fax that is sent on, before the files.' })),
    pages: Type.Optional(
      Type.Array(
        Type.Object(
          {
            file: Type.Integer({ minimum: 1, description: 'Counted from 1 in the order of the files; a received fax is the first.' }),
            page: Type.Integer({ minimum: 1 }),
            turn: Type.Optional(
              Type.Union(
                [0, 90, 180, 270].map((turn) => Type.Literal(turn)),
                { description: 'Degrees clockwise.' },
              ),
            ),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 350, description: 'Exactly these pages in this order; all of them as they are unless said otherwise.' },
      ),
    ),
    cover: CoverWish,
    subject: Type.Optional(Type.String({ maxLength: 120 })),
    note: Type.Optional(Type.String({ maxLength: 2_000 })),
    from: Type.Optional(
      Type.String({ maxLength: 40, description: 'One of the office’s own numbers; the first one unless said otherwise.' }),
    ),
    sendAt: Type.Optional(Type.String({ maxLength: 40, description: 'When to send it; at once unless said otherwise.' })),
  },
  {
    additionalProperties: false,
    examples: [{ to: 'Oak Pharmacy <+15550100001>', files: [EXAMPLE_FILE], cover: true, subject: 'Referral', note: 'As discussed' }],
  },
)

export const Resend = Type.Object({
  to: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 200, description: 'Other numbers than before.' })),
  only: Type.Optional(oneOf(['failed', 'all'] as const)),
})

export const Who = Type.Object(
  { kind: Type.String(), id: Nullable(Type.String()), name: Nullable(Type.String()) },
  { description: 'Who did it: `user`, `key`, or `system`, which is Frontdesk itself.' },
)

export const TrashedAt = Type.Optional(Nullable(Type.String({ format: 'date-time', description: 'In the trash since then.' })))
export const Trashed = Type.Optional(Type.Literal('true', { description: 'What lies in the trash, which is in no list otherwise.' }))

/** Of a key for tests: it went to nobody. */
const Test = Type.Optional(Type.Boolean({ description: 'True for a test fax, of a key for tests: nobody was called.' }))

export const Submitted = Type.Object({
  id: Type.String(),
  status: oneOf(FAX_STATUSES),
  pages: Type.Integer(),
  recipients: Type.Array(Type.Object({ id: Type.String(), to: Type.String(), status: oneOf(RECIPIENT_STATUSES) })),
  test: Test,
})

export const Summary = Type.Object({
  id: Type.String(),
  status: oneOf(FAX_STATUSES),
  to: Type.String({ description: 'The first recipient’s number.' }),
  name: Type.String(),
  recipientCount: Type.Integer(),
  pages: Type.Integer(),
  subject: Type.String(),
  cause: Nullable(Type.String()),
  sendAt: Nullable(Instant),
  createdAt: Instant,
  updatedAt: Instant,
  trashedAt: TrashedAt,
  foundIn: FoundIn,
  test: Test,
})

export const Detail = Type.Object({
  id: Type.String(),
  status: oneOf(FAX_STATUSES),
  from: Type.String(),
  cover: Type.Boolean(),
  coverTemplate: Nullable(Type.String({ description: 'The id of its cover page.' })),
  subject: Type.String(),
  note: Type.String(),
  pages: Type.Integer(),
  sha256: Nullable(Type.String()),
  content: Content,
  sendAt: Nullable(Instant),
  createdAt: Instant,
  trashedAt: TrashedAt,
  emptiedAt: Type.Optional(Nullable(Type.String({ format: 'date-time', description: 'When its pages and words were destroyed.' }))),
  recipients: Type.Array(
    Type.Object({
      id: Type.String(),
      to: Type.String(),
      name: Type.String(),
      status: oneOf(RECIPIENT_STATUSES),
      tries: Type.Integer(),
      nextTryAt: Nullable(Instant),
      settledAt: Nullable(Instant),
      cause: Nullable(Type.Object({ code: Type.String(), message: Type.String(), advice: Type.String() })),
    }),
  ),
  files: Type.Array(
    Type.Object({ name: Type.String(), type: Type.String(), pages: Type.Integer(), bytes: Type.Integer(), sha256: Type.String() }),
  ),
  bulk: Nullable(
    Type.String({
      description: 'The bulk that this is one recipient of: GET /api/bulks/:id. Its own id where it stands for the whole bulk.',
    }),
  ),
  resends: Nullable(Type.String({ description: 'The fax that this one sends again.' })),
  resentAs: Type.Array(Type.String(), { description: 'The faxes that send this one again.' }),
  timeline: Type.Array(
    Type.Object({
      at: Instant,
      action: Type.String(),
      message: Type.String(),
      recipientId: Nullable(Type.String()),
      attempt: Nullable(Type.Integer()),
      who: Type.Optional(Who),
    }),
  ),
  links: Type.Object({ self: Type.String(), document: Nullable(Type.String()), page: Nullable(Type.String()) }),
  test: Test,
})

export const ListQuery = Type.Object({
  ...LIST_QUERY,
  status: Type.Optional(Type.String({ maxLength: 20 })),
  trashed: Trashed,
  q: SearchedFor,
  from: Type.Optional(Type.String({ maxLength: 40 })),
  until: Type.Optional(Type.String({ maxLength: 40 })),
})
export type ListQuery = Static<typeof ListQuery>
