import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { LIST_QUERY, oneOf, paged, pageOf, parseNumber, readPage } from '../kit/listing.ts'
import type { Control } from '../tenancy/index.ts'
import { type Admit, type AdmitOperator, operating, problems, signedIn } from '../web/index.ts'
import { instantIn } from './filter.ts'
import { operatorTrail } from './operators.ts'
import { type AuditEvent, countEvents, type Detail, listEvents } from './trail.ts'
import { verifyInTurns } from './verify.ts'
import { wordsFor } from './words.ts'

const Kind = oneOf(['user', 'key', 'operator', 'system'])
const Entry = Type.Object({
  seq: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  actor: Type.Object({ kind: Kind, id: Type.String() }),
  action: Type.String(),
  message: Type.String({ description: 'The action in words.' }),
  subjectId: Type.String(),
  detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
  hash: Type.String({ description: 'SHA-256 over the hash before and every field.' }),
})

const entryJson = (event: AuditEvent): Static<typeof Entry> => ({
  seq: event.seq,
  at: event.at.toISOString(),
  actor: { kind: event.actorKind, id: event.actorId },
  action: event.action,
  message: wordsFor(event.action),
  subjectId: event.subjectId,
  detail: JSON.parse(event.detail) as Detail,
  hash: event.hash,
})

/** For support: who did what and when, and no more of it. */
const withoutDetail = (event: AuditEvent): Static<typeof Entry> => ({ ...entryJson(event), detail: {} })

const Instant = Type.Optional(Type.String({ maxLength: 40, description: 'Such as 2026-03-02T09:30:00Z.' }))
const EntriesQuery = Type.Object({
  ...LIST_QUERY,
  from: Instant,
  until: Type.Optional(Type.String({ maxLength: 40, description: 'Before this moment.' })),
  action: Type.Optional(Type.String({ pattern: '^[a-z_.]{1,60}$', description: '"fax.submitted", or "fax" for everything of that kind.' })),
  subject: Type.Optional(Type.String({ maxLength: 64, description: 'The id of a fax, a contact, a person …' })),
  actor: Type.Optional(Type.String({ maxLength: 64 })),
  before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'Only entries with a lower number.' })),
})
type EntriesQuery = Static<typeof EntriesQuery>

const Verification = Type.Object({
  valid: Type.Boolean(),
  entries: Type.Integer({ description: 'How many were found unbroken.' }),
  head: Type.Optional(Type.String({ description: 'The hash of the last entry: keep it, to see later that nothing before it changed.' })),
  brokenAt: Type.Optional(Type.Integer()),
  because: Type.Optional(oneOf(['missing', 'changed', 'truncated'])),
})

const tags = ['Audit']
const refusals = problems(401, 403, 404, 422)

/** JSON of the trail. */
export function auditApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/api/audit',
      ({ tenant, query }) => {
        const [asked, filter] = [readPage(query, parseNumber), filterIn(query)]
        return tenant.read((tx) => {
          const rows = listEvents(tx, { ...filter, beforeSeq: asked.after ?? filter.beforeSeq, offset: asked.offset, limit: asked.take })
          return paged(asked, rows, countEvents(tx, filter), {
            show: tenant.actor.kind === 'operator' ? withoutDetail : entryJson,
            cursor: ({ seq }) => String(seq),
          })
        })
      },
      {
        query: EntriesQuery,
        response: { 200: pageOf(Entry), ...refusals },
        detail: { summary: 'List audit entries, newest first', description: 'Page by page, or on from a cursor.', tags },
      },
    )
    .get('/api/audit/verification', ({ tenant }) => verifyInTurns(tenant), {
      response: { 200: Verification, ...refusals },
      detail: { summary: 'Verify the whole trail', description: 'Walks the hash chain from the first entry; slow for a long trail.', tags },
    })
}

/** What operators did on the control plane. */
export function operatorAuditApi({
  admitOperator,
  control,
}: {
  readonly admitOperator: AdmitOperator
  readonly control: Control
}): AnyElysia {
  const trail = operatorTrail(control)
  const tags = ['Operators']
  return new Elysia()
    .use(operating(admitOperator))

    .get(
      '/api/admin/audit',
      ({ query }) => {
        const [asked, filter] = [readPage(query, parseNumber), filterIn(query)]
        return trail.read((tx) => {
          const rows = listEvents(tx, { ...filter, beforeSeq: asked.after ?? filter.beforeSeq, offset: asked.offset, limit: asked.take })
          return paged(asked, rows, countEvents(tx, filter), { show: entryJson, cursor: ({ seq }) => String(seq) })
        })
      },
      {
        query: EntriesQuery,
        response: { 200: pageOf(Entry), ...problems(401, 404, 422) },
        detail: {
          summary: 'What operators did, newest first',
          description:
            'Operators, tenants, keys, numbers: a hash-chained trail of the control plane. What was done in an office is in its own.',
          tags,
        },
      },
    )
    .get('/api/admin/audit/verification', () => verifyInTurns(trail), {
      response: { 200: Verification, ...problems(401, 404) },
      detail: { summary: 'Verify the operators’ trail', description: 'Walks its hash chain from the first entry.', tags },
    })
}

const filterIn = (query: EntriesQuery) => ({
  from: instantIn('from', query.from),
  until: instantIn('until', query.until),
  action: query.action,
  subjectId: query.subject,
  actorId: query.actor,
  beforeSeq: query.before === undefined ? undefined : Number(query.before),
})
