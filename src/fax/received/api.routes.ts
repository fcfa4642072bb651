import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { historyOf } from '../../audit/index.ts'
import { paged, pageOf, readPage } from '../../kit/listing.ts'
import { type Admit, json, problems, signedIn } from '../../web/index.ts'
import { documentResponses, fileResponses, Id } from '../described.routes.ts'
import { documentDownload, type OutDeps, pageResponse } from '../documents-out.ts'
import { parseCursor } from '../reading.ts'
import type { Names } from '../who.ts'
import { Received, ReceivedDetail, ReceivedQuery } from './api.schema.ts'
import { filterOfQuery } from './asking.ts'
import { receivedDocument, takenDocument } from './document.ts'
import { countedReceived, cursorOfReceived } from './listing.ts'
import { receivedJson, timelineJson, withTags } from './present.ts'
import { getReceived, type ReceivedId, showReceived } from './received.ts'
import { fetchAgain } from './receiving.ts'

/** JSON of what the office received. */
export function receivedApi(deps: OutDeps & { readonly admit: Admit; readonly names: Names }): AnyElysia {
  return new Elysia({ prefix: '/api/received' })
    .use(signedIn(deps.admit))
    .get(
      '',
      ({ tenant, query }) => {
        const asked = readPage(query, parseCursor)
        const filter = filterOfQuery(query)
        return json(
          tenant.read((tx) => {
            const { rows, total } = countedReceived(tx, filter, { ...asked, limit: asked.take })
            return paged(asked, rows, total, { show: receivedJson, cursor: cursorOfReceived })
          }),
        )
      },
      {
        query: ReceivedQuery,
        response: { 200: pageOf(Received), ...problems(401, 403, 404, 422) },
        detail: {
          summary: 'List received faxes, newest first',
          description: 'Those that are to be dealt with, unless another shelf is asked for: `blocked` or `replaced`.',
          tags: ['Received'],
        },
      },
    )
    .get(
      '/:id',
      ({ tenant, params }) =>
        json(
          tenant.write((tx) => {
            const fax = withTags(tx, showReceived(tx, params.id as ReceivedId))
            return { ...receivedJson(fax), timeline: timelineJson(historyOf(tx, fax.id), deps.names(tx)) }
          }),
        ),
      {
        params: Id,
        response: { 200: ReceivedDetail, ...problems(401, 403, 404) },
        detail: { summary: 'One received fax with its timeline', tags: ['Received'] },
      },
    )
    .get(
      '/:id/document',
      ({ tenant, params, request }) =>
        documentDownload(
          deps,
          tenant,
          tenant.write((tx) => takenDocument(tx, params.id as ReceivedId)),
          request,
        ),
      {
        params: Id,
        detail: { summary: 'Its document', tags: ['Received'], responses: documentResponses('application/pdf', 'image/tiff') },
      },
    )
    .get(
      '/:id/pages/:page',
      ({ tenant, params, query }) =>
        pageResponse(
          deps,
          tenant,
          tenant.write((tx) => receivedDocument(tx, params.id as ReceivedId)),
          params.page,
          query['width'],
        ),
      {
        query: Type.Object({
          width: Type.Optional(Type.String({ maxLength: 4, description: '170, 850, 1275 or 1700 points; 850 unless said.' })),
        }),
        detail: {
          summary: 'One page of it as a PNG, turned as it is to be read',
          tags: ['Received'],
          responses: fileResponses('image/png'),
        },
      },
    )
    .post(
      '/:id/fetches',
      ({ tenant, params }) =>
        json(
          tenant.write((tx) => {
            fetchAgain(tx, params.id as ReceivedId)
            return receivedJson(withTags(tx, getReceived(tx, params.id as ReceivedId)))
          }),
          202,
        ),
      {
        params: Id,
        response: { 202: Received, ...problems(401, 403, 404, 409) },
        detail: { summary: 'Fetch its document again', tags: ['Received'] },
      },
    )
}
