import { type Static, Type } from '@sinclair/typebox'
import { Nullable } from '../kit/listing.ts'

// Without a format: a check must not depend on which formats somebody registered.
const Instant = Type.String({ description: 'ISO 8601, in UTC.' })
const EntryProof = Type.Object(
  {
    seq: Type.Integer(),
    at: Instant,
    actorKind: Type.String(),
    actorId: Type.String(),
    action: Type.String(),
    subjectId: Type.String(),
    detail: Type.String({ description: 'JSON, as it is hashed.' }),
    before: Type.String({ description: 'The hash of the entry before.' }),
    hash: Type.String({
      description:
        'SHA-256, in hex, of the JSON array [before, seq, at in milliseconds, actorKind, actorId, action, subjectId, detail] without spaces.',
    }),
  },
  { description: 'Its place in the office’s audit trail.' },
)
const Call = Type.Object({
  number: Type.Integer(),
  askedAt: Instant,
  endedAt: Nullable(Instant),
  outcome: Type.String(),
  cause: Nullable(Type.String()),
  pages: Nullable(Type.Integer({ description: 'As the carrier reported them.' })),
  seconds: Nullable(Type.Integer()),
  carrierId: Nullable(Type.String({ description: 'How the carrier names the call.' })),
})
const Recipient = Type.Object({
  to: Type.String({ description: 'E.164.' }),
  name: Type.String(),
  status: Type.String(),
  cause: Nullable(Type.String()),
  settledAt: Nullable(Instant),
  confirmedBy: Type.Union([Type.Literal('carrier'), Type.Literal('person'), Type.Null()], {
    description: 'Who said that it was delivered: the carrier, or a person who asked the other side.',
  }),
  calls: Type.Array(Call),
  entry: Nullable(EntryProof),
})

/** What a receipt says, in the order in which it is signed. */
export const Statement = Type.Object({
  title: Type.String(),
  version: Type.Literal(1),
  office: Type.Object({ id: Type.String(), name: Type.String() }),
  fax: Type.Object({
    id: Type.String(),
    status: Type.String(),
    from: Type.String(),
    pages: Type.Integer({ description: 'Of the document, the cover page included.' }),
    cover: Type.Boolean(),
    sha256: Nullable(Type.String({ description: 'Of the PDF that was sent, byte for byte.' })),
    submittedAt: Instant,
    entry: EntryProof,
  }),
  recipients: Type.Array(Recipient),
  issuedAt: Instant,
  statement: Type.String(),
  verifying: Type.String(),
  publicKey: Type.String(),
})
export type Statement = Static<typeof Statement>

export const Receipt = Type.Object({ receipt: Statement, signature: Type.String({ description: 'Ed25519, base64.' }) })
export type Receipt = Static<typeof Receipt>

export const SAYS =
  'The office named here handed the document with this SHA-256 to its fax carrier for the numbers listed. “Delivered” means that the carrier reported the receiving machine’s confirmation of the pages given; it does not say who read them. Where a person confirmed it, “confirmedBy” says so. Each “entry” is one link of the office’s hash-chained audit trail, written in the same transaction as the state it describes.'
export const HOW_TO_CHECK =
  'The signature is Ed25519 over the UTF-8 bytes of the value of "receipt" as compact JSON, its members in the order written here. With jq and OpenSSL 3: jq -cj .receipt FILE > body; jq -r .signature FILE | base64 -d > sig; jq -r .receipt.publicKey FILE > key.pem; openssl pkeyutl -verify -rawin -pubin -inkey key.pem -in body -sigfile sig. Then compare sha256sum of the document with fax.sha256, and have the office confirm its key: its page /receipts/verification does all three.'
