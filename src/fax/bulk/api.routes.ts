import { Type } from '@sinclair/typebox'
import { type AnyElysia, type DocumentDecoration, Elysia } from 'elysia'
import { disclosed } from '../../audit/index.ts'
import { csv } from '../../kit/csv.ts'
import { LIST_QUERY, oneOf, paged, pageOf, parseNumber, readPage } from '../../kit/listing.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Admit, fileOf, gone, json, problems, signedIn, writtenOut } from '../../web/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { IDEMPOTENCY, Id } from '../described.routes.ts'
import { readBody } from '../reading-form.ts'
import type { FaxId } from '../status.ts'
import { acceptBulk } from './accepting.ts'
import { BulkJson, LineJson } from './api.schema.ts'
import { countBulks, getBulk, listBulks } from './bulks.ts'
import { bulkJson, lineJson } from './present.ts'
import { NewBulk, readBulk } from './reading-form.ts'
import { dropDraft } from './removing.ts'
import { REPORT_COLUMNS, reportCells, reportOf } from './report.ts'
import { reportPdf } from './report-pdf.ts'
import { linesOf } from './rows.ts'
import { cancelBulk, confirmBulk, pauseBulk, resumeBulk, retryFailed, startBulk } from './steering.ts'
import { doubtsOf, OUTCOMES, type RowOutcome, totalsOf } from './totals.ts'

export type BulkApiDeps = AcceptDeps & { readonly admit: Admit }

const tags = ['Bulks']
const refusals = problems(401, 403, 404)
const multipart = {
  schema: {
    type: 'object',
    required: ['files'],
    properties: {
      ...Object.fromEntries(Object.keys(NewBulk.properties).map((name) => [name, { type: 'string' }])),
      files: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'Repeat the field; sent in this order.' },
      listFile: { type: 'string', format: 'binary', description: 'The list as a CSV file.' },
    },
  },
}
// TypeBox writes JSON Schema 2020-12, which OpenAPI 3.1 takes; the decoration's type still speaks 3.0.
const REQUEST_BODY = {
  required: true,
  content: { 'multipart/form-data': multipart, 'application/json': { schema: NewBulk } },
} as unknown as NonNullable<DocumentDecoration['requestBody']>

/** What can be done with one, each at an address of its own. */
const Nothing = Type.Object({})
const Looked = Type.Object({ looked: Type.Optional(oneOf(['true'])) })
type Step = (tx: Tx, id: FaxId, looked: boolean) => unknown
const STEPS: readonly (readonly [name: string, act: Step, summary: string, description: string])[] = [
  [
    'start',
    startBulk,
    'Start a bulk',
    'From its dry run on. It waits for a second person where a contact is marked so, or the office asks one for so many. A person says with `looked` that they looked at its `doubts`; a program is not asked.',
  ],
  ['confirmation', confirmBulk, 'Let a bulk go as the second person', 'By another person than who started it; a key cannot.'],
  ['pause', pauseBulk, 'Pause a bulk', 'What the carrier has goes on; nobody else is called.'],
  ['resumption', resumeBulk, 'Resume a bulk', 'Goes on with those who wait.'],
  ['cancellation', cancelBulk, 'Cancel a bulk', 'Who was not called stays so; calls under way are stopped by asking the carrier.'],
  ['retries', retryFailed, 'Try again what failed', 'Once it has ended: only those whose fax failed, each with a fax of its own.'],
]

/** JSON of one document for many. */
export function bulkApi(deps: BulkApiDeps): AnyElysia {
  const app = new Elysia({ prefix: '/api/bulks' })
    .use(signedIn(deps.admit))
    .get('', ({ tenant, query }) => listJson(tenant, query), {
      query: Type.Object(LIST_QUERY),
      response: { 200: pageOf(BulkJson), ...problems(401, 403, 422) },
      detail: { summary: 'List bulks, newest first', description: 'Those that were started.', tags },
    })
    .post(
      '',
      async ({ tenant, body, headers }) => {
        const { answer, replayed } = await acceptBulk(deps, tenant, await readBulk(body), headers['idempotency-key'])
        return new Response(answer.body, {
          status: answer.status,
          headers: { 'content-type': 'application/json', location: answer.location, ...(replayed && { 'idempotency-replayed': 'true' }) },
        })
      },
      {
        parse: readBody,
        response: { 201: BulkJson, ...problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503) },
        detail: {
          summary: 'Try out a bulk, or start one',
          description:
            'The same files for up to 3,000 recipients, each under a cover page of its own. A dry run unless `start` is said: who would get it, who would not and why, pages and duration; nothing is queued.',
          tags,
          parameters: [IDEMPOTENCY],
          requestBody: REQUEST_BODY,
        },
      },
    )
    .get('/:id', ({ tenant, params }) => one(tenant, params.id), {
      params: Id,
      response: { 200: BulkJson, ...refusals },
      detail: { summary: 'One bulk', description: 'How far it is, in totals.', tags },
    })
    .delete(
      '/:id',
      async ({ tenant, params }) => {
        await dropDraft(deps.files, tenant, params.id as FaxId)
        return new Response(null, { status: 204 })
      },
      {
        params: Id,
        detail: { summary: 'Throw a dry run away', description: 'With its files.', tags, responses: gone(401, 403, 404, 409) },
      },
    )
    .get(
      '/:id/recipients',
      ({ tenant, params, query }) => recipients(tenant, params.id, query, query.outcome && [query.outcome], query.doubtful === 'true'),
      {
        params: Id,
        query: Type.Object({
          ...LIST_QUERY,
          outcome: Type.Optional(oneOf(OUTCOMES)),
          doubtful: Type.Optional(oneOf(['true'])),
        }),
        response: { 200: pageOf(LineJson), ...problems(401, 403, 404, 422) },
        detail: { summary: 'Everybody in its list', description: 'In the order of the list, with what became of each.', tags },
      },
    )
    .get('/:id/failures', ({ tenant, params, query }) => recipients(tenant, params.id, query, ['failed', 'left_out']), {
      params: Id,
      query: Type.Object(LIST_QUERY),
      response: { 200: pageOf(LineJson), ...problems(401, 403, 404, 422) },
      detail: { summary: 'Who did not get it, and why', description: 'Those whose fax failed and those who were left out.', tags },
    })
    .get(
      '/:id/report.csv',
      ({ tenant, params }) => csv('bulk', REPORT_COLUMNS, tenant.write((tx) => reportOf(tx, params.id as FaxId)).lines.map(reportCells)),
      {
        params: Id,
        detail: { summary: 'Its report as CSV', tags, responses: writtenOut({ 200: fileOf('The file', 'text/csv') }, [401, 403, 404]) },
      },
    )
    .get('/:id/report.pdf', ({ tenant, params }) => reportPdf(deps.documents, tenant, params.id as FaxId), {
      params: Id,
      detail: {
        summary: 'Its report as PDF',
        tags,
        responses: writtenOut({ 200: fileOf('The file', 'application/pdf') }, [401, 403, 404, 503]),
      },
    })
  for (const [name, act, summary, description] of STEPS)
    app.post(
      `/:id/${name}`,
      ({ tenant, params, query }) => {
        const looked = 'looked' in query && query.looked === 'true'
        tenant.write((tx) => void act(tx, params.id as FaxId, looked))
        return one(tenant, params.id)
      },
      {
        params: Id,
        query: name === 'start' ? Looked : Nothing,
        response: { 200: BulkJson, ...refusals, ...problems(409, 410, 422) },
        detail: { summary, description, tags },
      },
    )
  return app
}

const one = (tenant: Tenant, id: string): Response => json(tenant.write((tx) => looked(tx, id as FaxId)))

/** Its words are shown: a disclosure like any other look at a fax. */
function looked(tx: Tx, id: FaxId) {
  const shown = bulkJson(tx, id)
  disclosed(tx, 'bulk.viewed', id)
  return shown
}

type Query = Parameters<typeof readPage>[0]

function listJson(tenant: Tenant, query: Query) {
  const asked = readPage(query, (cursor) => (/^[0-9a-f-]{36}$/.test(cursor) ? (cursor as FaxId) : undefined))
  return tenant.write((tx) => {
    const rows = listBulks(tx, asked.after, asked.take, asked.offset)
    return json(paged(asked, rows, countBulks(tx), { show: ({ bulk }) => looked(tx, bulk.id), cursor: ({ bulk }) => bulk.id }))
  })
}

function recipients(tenant: Tenant, id: string, query: Query, outcomes: readonly RowOutcome[] | undefined | '', doubtful = false) {
  const asked = readPage(query, parseNumber)
  return tenant.write((tx) => {
    const { bulk } = getBulk(tx, id as FaxId)
    disclosed(tx, 'bulk.viewed', bulk.id)
    const wanted = outcomes || undefined
    const totals = totalsOf(tx, bulk.id)
    const filtered = wanted ? wanted.reduce((sum, each) => sum + totals[each], 0) : totals.all
    const all = doubtful && !wanted ? doubtsOf(tx, bulk.id).reduce((sum, { n }) => sum + n, 0) : filtered
    const rows = linesOf(tx, bulk.id, { outcomes: wanted, doubtful, after: asked.after, offset: asked.offset, most: asked.take })
    return json(paged(asked, rows, all, { show: lineJson, cursor: ({ row }) => String(row) }))
  })
}
