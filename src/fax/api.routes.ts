import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { isId } from '../kit/ids.ts'
import { type Asked, paged, pageOf, readPage } from '../kit/listing.ts'
import { type Tenant, type Tx, whileUnchanged } from '../tenancy/index.ts'
import { type Admit, JSON_BODY, json, jsonText, problems, signedIn } from '../web/index.ts'
import type { AcceptDeps } from './accepting.ts'
import type { Carriers } from './accounts/carriers.ts'
import { Detail, ListQuery, Resend, Submitted, Summary } from './api.schema.ts'
import type { RecipientId } from './attempts.ts'
import { cancelFax, dropHeld, markSent, sendAgain } from './deciding.ts'
import { documentResponses, fileResponses, IDEMPOTENCY, Id, REQUEST_BODY } from './described.routes.ts'
import { documentDownload, pageResponse, sentDocument } from './documents-out.ts'
import { resend } from './drafts/resending.ts'
import type { Answer } from './idempotency.ts'
import { readFilter } from './listing.ts'
import { detailJson, summaryJson } from './present.ts'
import { countedFaxes, cursorOfSent, type FaxFilter, parseCursor, showFax } from './reading.ts'
import { readBody, readSubmission } from './reading-form.ts'
import { acceptForwarding } from './received/forwarding.ts'
import { askCarrier } from './refreshing.ts'
import type { FaxId } from './status.ts'
import { acceptTest } from './testing/accepting.ts'
import { testDetailJson, testListText } from './testing/present.ts'
import { cancelTest, getTest } from './testing/test-faxes.ts'
import type { Names } from './who.ts'

export type FaxApiDeps = AcceptDeps & { readonly admit: Admit; readonly carrier: Carriers; readonly names: Names }

/** JSON of what the office sends. */
export function faxApi(deps: FaxApiDeps): AnyElysia {
  return new Elysia({ prefix: '/api/faxes' })
    .use(signedIn(deps.admit))
    .get(
      '',
      ({ tenant, query }) => {
        if (tenant.actor.isTest) return jsonText(tenant.read((tx) => testListText(tx, readPage(query, idIn))))
        const [asked, filter] = [readPage(query, parseCursor), readFilter(query)]
        return jsonText(tenant.read((tx) => listText(tx, filter, asked)))
      },
      {
        query: ListQuery,
        response: { 200: pageOf(Summary), ...problems(401, 403, 404, 422) },
        detail: { summary: 'List sent faxes, newest first', tags: ['Faxes'] },
      },
    )
    .post(
      '',
      async ({ tenant, body, headers }) => {
        const accept = tenant.actor.isTest ? acceptTest : acceptForwarding
        const { answer, replayed } = await accept(deps, tenant, await readSubmission(tenant, body), headers['idempotency-key'])
        return new Response(answer.body, { status: answer.status, headers: answerHeaders(answer, replayed) })
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
        response: { 202: Submitted, ...problems(400, 401, 403, 404, 409, 410, 413, 422, 429, 503) },
      },
    )
    .get('/:id', ({ tenant, params }) => detail(deps, tenant, params.id), {
      params: Id,
      response: { 200: Detail, ...problems(401, 403, 404) },
      detail: { summary: 'One fax with its timeline', tags: ['Faxes'] },
    })
    .get(
      '/:id/document.pdf',
      ({ tenant, params, request }) =>
        documentDownload(
          deps,
          tenant,
          tenant.write((tx) => sentDocument(tx, params.id as FaxId)),
          request,
        ),
      {
        params: Id,
        detail: { summary: 'The PDF that is sent', tags: ['Faxes'], responses: documentResponses('application/pdf') },
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
      '/:id/resends',
      async ({ tenant, params, body, headers }) => {
        const { answer, replayed } = await resend(deps, tenant, params.id as FaxId, body, headers['idempotency-key'])
        return new Response(answer.body, { status: answer.status, headers: answerHeaders(answer, replayed) })
      },
      {
        params: Id,
        parse: JSON_BODY,
        body: Resend,
        response: { 202: Submitted, ...problems(400, 401, 403, 404, 409, 410, 422, 429, 503) },
        detail: {
          summary: 'Send a fax again',
          description:
            'The same files, pages and cover as a fax of its own, linked to this one: to those it did not reach unless said otherwise.',
          tags: ['Faxes'],
          parameters: [IDEMPOTENCY],
        },
      },
    )
    .post(
      '/:id/cancellation',
      ({ tenant, params }) => {
        if (tenant.actor.isTest) return json(testDetailJson(tenant.write((tx) => cancelTest(tx, params.id))))
        tenant.write((tx) => cancelFax(tx, params.id as FaxId))
        return detail(deps, tenant, params.id)
      },
      {
        params: Id,
        response: { 200: Detail, ...problems(401, 403, 404, 409) },
        detail: { summary: 'Cancel what has not gone', tags: ['Faxes'] },
      },
    )
    .post(
      '/:id/refresh',
      async ({ tenant, params }) => {
        await askCarrier(deps.carrier, tenant, params.id as FaxId)
        return detail(deps, tenant, params.id)
      },
      {
        params: Id,
        response: { 200: Detail, ...problems(401, 403, 404, 503) },
        detail: { summary: 'Ask the carrier now', tags: ['Faxes'] },
      },
    )
    .post(
      '/:id/recipients/:recipient/decision',
      ({ tenant, params, body }) => {
        const decide = DECISIONS[body.decision]
        tenant.write((tx) => decide(tx, params.id as FaxId, params.recipient as RecipientId))
        return detail(deps, tenant, params.id)
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ decision: Type.Union([Type.Literal('send_again'), Type.Literal('mark_sent'), Type.Literal('drop')]) }),
        response: { 200: Detail, ...problems(401, 403, 404, 409, 422) },
        detail: {
          summary: 'Decide about a held recipient',
          description:
            'One that was never called goes with `send_again`, or is dropped: with the cause `second_person` by another person than who submitted it. One whose outcome nobody knows is sent again, or marked as sent.',
          tags: ['Faxes'],
        },
      },
    )
}

const answerHeaders = ({ location }: Answer, replayed: boolean) => ({
  'content-type': 'application/json',
  location,
  ...(replayed && { 'idempotency-replayed': 'true' }),
})

const DECISIONS = { send_again: sendAgain, mark_sent: markSent, drop: dropHeld } as const

type Place = ReturnType<typeof parseCursor>

/** The beginning without a filter is what programs ask for again and again: written anew only when something has changed. */
function listText(tx: Tx, filter: FaxFilter, asked: Asked<Place>): string {
  const write = () => {
    const { rows, total } = countedFaxes(tx, filter, { ...asked, limit: asked.take })
    return JSON.stringify(paged(asked, rows, total, { show: summaryJson, cursor: cursorOfSent }))
  }
  const isBeginning = !tx.actor.reach && Object.keys(filter).length === 0 && asked.page === 1 && asked.after === undefined
  return isBeginning ? whileUnchanged(tx, `fax.json ${asked.limit}`, write) : write()
}

const detail = ({ names }: Pick<FaxApiDeps, 'names'>, tenant: Tenant, id: string): Response =>
  json(tenant.write((tx) => (tx.actor.isTest ? testDetailJson(getTest(tx, id)) : detailJson(showFax(tx, id as FaxId), names(tx)))))

const idIn = (cursor: string): string | undefined => (isId(cursor) ? cursor : undefined)
