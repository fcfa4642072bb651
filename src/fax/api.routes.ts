import { Type } from '@sinclair/typebox'
import { type AnyElysia, type DocumentDecoration, Elysia } from 'elysia'
import { paged, pageOf, readPage } from '../kit/listing.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Admit, json, Problem, signedIn } from '../web/index.ts'
import { type AcceptDeps, acceptFax } from './accepting.ts'
import { Detail, ListQuery, NewFax, Received, Submitted, Summary } from './api.schema.ts'
import type { RecipientId } from './attempts.ts'
import type { Carrier } from './carrier.ts'
import { cancelFax, markSent, sendAgain } from './deciding.ts'
import { documentResponse, pageResponse, receivedDocument, sentDocument } from './documents-out.ts'
import { readFilter } from './listing.ts'
import { detailJson, receivedJson, summaryJson } from './present.ts'
import { countFaxes, countReceived, cursorOfReceived, cursorOfSent, listFaxes, listReceived, parseCursor, showFax } from './reading.ts'
import { readBody, readSubmission } from './reading-form.ts'
import { fetchAgain, getReceived, type ReceivedId, showReceived } from './receiving.ts'
import { askCarrier } from './refreshing.ts'
import type { FaxId } from './status.ts'

export type FaxApiDeps = AcceptDeps & { readonly admit: Admit; readonly carrier: Carrier }

const errors = (...codes: number[]) => Object.fromEntries(codes.map((code) => [code, Problem]))
const PROBLEM = { 'application/problem+json': { schema: Problem } }
/** A file is not described by a schema of the route: its answers are written out. */
const fileResponses = (...types: string[]) =>
  ({
    200: {
      description: 'The file',
      content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
    },
    401: { description: 'Not signed in', content: PROBLEM },
    403: { description: 'Not allowed', content: PROBLEM },
    404: { description: 'Not found', content: PROBLEM },
    409: { description: 'Not there yet', content: PROBLEM },
    503: { description: 'Damaged or not readable now', content: PROBLEM },
  }) as unknown as NonNullable<DocumentDecoration['responses']>
const Id = Type.Object({ id: Type.String({ maxLength: 64 }) })
const multipart = {
  schema: {
    type: 'object',
    required: ['to', 'files'],
    properties: {
      to: { type: 'array', items: { type: 'string' }, description: 'Repeat the field for more recipients.' },
      files: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'Repeat the field; sent in this order.' },
      cover: { type: 'string', enum: ['true', 'false'] },
      subject: { type: 'string' },
      note: { type: 'string' },
      from: { type: 'string' },
      sendAt: { type: 'string' },
    },
  },
}
// TypeBox writes JSON Schema 2020-12, which OpenAPI 3.1 takes; the decoration's type still speaks 3.0.
const REQUEST_BODY = {
  required: true,
  content: { 'multipart/form-data': multipart, 'application/json': { schema: NewFax } },
} as NonNullable<DocumentDecoration['requestBody']>
const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description: 'The same key with the same body is answered again and not done again; with another body it is refused.',
} as const

/** JSON of what the office sends. */
export function faxApi(deps: FaxApiDeps): AnyElysia {
  return new Elysia({ prefix: '/api/faxes' })
    .use(signedIn(deps.admit))
    .get(
      '',
      ({ tenant, query }) => {
        const [asked, filter] = [readPage(query, parseCursor), readFilter(query)]
        return json(
          tenant.read((tx) =>
            paged(asked, listFaxes(tx, filter, { ...asked, limit: asked.take }), countFaxes(tx, filter), {
              show: summaryJson,
              cursor: cursorOfSent,
            }),
          ),
        )
      },
      {
        query: ListQuery,
        response: { 200: pageOf(Summary), ...errors(401, 403, 404, 422) },
        detail: { summary: 'List sent faxes, newest first', tags: ['Faxes'] },
      },
    )
    .post(
      '',
      async ({ tenant, body, headers }) => {
        const { input, uploads } = await readSubmission(tenant, body)
        const { answer, replayed } = await acceptFax(deps, tenant, input, uploads, headers['idempotency-key'])
        return new Response(answer.body, {
          status: answer.status,
          headers: { 'content-type': 'application/json', location: answer.location, ...(replayed && { 'idempotency-replayed': 'true' }) },
        })
      },
      {
        parse: readBody,
        detail: {
          summary: 'Send a fax',
          description: 'Answers once the fax is durable. 1 to 50 recipients, 1 to 5 PDF or TIFF files, 350 pages and 50 MB in all.',
          tags: ['Faxes'],
          parameters: [IDEMPOTENCY],
          requestBody: REQUEST_BODY,
        },
        response: { 202: Submitted, ...errors(400, 401, 403, 404, 409, 413, 422, 429, 503) },
      },
    )
    .get('/:id', ({ tenant, params }) => detail(tenant, params.id), {
      params: Id,
      response: { 200: Detail, ...errors(401, 403, 404) },
      detail: { summary: 'One fax with its timeline', tags: ['Faxes'] },
    })
    .get(
      '/:id/document.pdf',
      ({ tenant, params }) =>
        documentResponse(
          deps,
          tenant,
          tenant.write((tx) => sentDocument(tx, params.id as FaxId)),
          true,
        ),
      {
        params: Id,
        detail: { summary: 'The PDF that is sent', tags: ['Faxes'], responses: fileResponses('application/pdf') },
      },
    )
    .get(
      '/:id/pages/:page',
      ({ tenant, params }) =>
        pageResponse(
          deps,
          tenant,
          tenant.write((tx) => sentDocument(tx, params.id as FaxId)),
          params.page,
        ),
      {
        detail: { summary: 'One page of it as a PNG', tags: ['Faxes'], responses: fileResponses('image/png') },
      },
    )
    .post(
      '/:id/cancellation',
      ({ tenant, params }) => {
        tenant.write((tx) => cancelFax(tx, params.id as FaxId))
        return detail(tenant, params.id)
      },
      {
        params: Id,
        response: { 200: Detail, ...errors(401, 403, 404, 409) },
        detail: { summary: 'Cancel what has not gone', tags: ['Faxes'] },
      },
    )
    .post(
      '/:id/refresh',
      async ({ tenant, params }) => {
        await askCarrier(deps.carrier, tenant, params.id as FaxId)
        return detail(tenant, params.id)
      },
      { params: Id, response: { 200: Detail, ...errors(401, 403, 404, 503) }, detail: { summary: 'Ask the carrier now', tags: ['Faxes'] } },
    )
    .post(
      '/:id/recipients/:recipient/decision',
      ({ tenant, params, body }) => {
        const decide = body.decision === 'send_again' ? sendAgain : markSent
        tenant.write((tx) => decide(tx, params.id as FaxId, params.recipient as RecipientId))
        return detail(tenant, params.id)
      },
      {
        parse: 'json',
        body: Type.Object({ decision: Type.Union([Type.Literal('send_again'), Type.Literal('mark_sent')]) }),
        response: { 200: Detail, ...errors(401, 403, 404, 409, 422) },
        detail: { summary: 'Decide about a held recipient', tags: ['Faxes'] },
      },
    )
}

/** JSON of what the office received. */
export function receivedApi(deps: FaxApiDeps): AnyElysia {
  return new Elysia({ prefix: '/api/received' })
    .use(signedIn(deps.admit))
    .get(
      '',
      ({ tenant, query }) => {
        const asked = readPage(query, parseCursor)
        return json(
          tenant.read((tx) =>
            paged(asked, listReceived(tx, {}, { ...asked, limit: asked.take }), countReceived(tx), {
              show: receivedJson,
              cursor: cursorOfReceived,
            }),
          ),
        )
      },
      {
        query: ListQuery,
        response: { 200: pageOf(Received), ...errors(401, 403, 404, 422) },
        detail: { summary: 'List received faxes, newest first', tags: ['Received'] },
      },
    )
    .get('/:id', ({ tenant, params }) => json(tenant.write((tx) => receivedJson(showReceived(tx, params.id as ReceivedId)))), {
      params: Id,
      response: { 200: Received, ...errors(401, 403, 404) },
      detail: { summary: 'One received fax', tags: ['Received'] },
    })
    .get(
      '/:id/document',
      ({ tenant, params }) =>
        documentResponse(
          deps,
          tenant,
          tenant.write((tx) => receivedDocument(tx, params.id as ReceivedId)),
          true,
        ),
      {
        params: Id,
        detail: { summary: 'Its document', tags: ['Received'], responses: fileResponses('application/pdf', 'image/tiff') },
      },
    )
    .get(
      '/:id/pages/:page',
      ({ tenant, params }) =>
        pageResponse(
          deps,
          tenant,
          tenant.write((tx) => receivedDocument(tx, params.id as ReceivedId)),
          params.page,
        ),
      {
        detail: { summary: 'One page of it as a PNG', tags: ['Received'], responses: fileResponses('image/png') },
      },
    )
    .post(
      '/:id/fetches',
      ({ tenant, params }) =>
        json(
          tenant.write((tx) => {
            fetchAgain(tx, params.id as ReceivedId)
            return receivedJson(getReceived(tx, params.id as ReceivedId))
          }),
          202,
        ),
      {
        params: Id,
        response: { 202: Received, ...errors(401, 403, 404, 409) },
        detail: { summary: 'Fetch its document again', tags: ['Received'] },
      },
    )
}

const detail = (tenant: Tenant, id: string): Response => json(tenant.write((tx) => detailJson(showFax(tx, id as FaxId))))
