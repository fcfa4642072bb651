import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { oneOf } from '../../kit/listing.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../../web/index.ts'
import { Id } from '../described.routes.ts'
import { type ArrangeDeps, type ArrangementId, arrange, arrangementsOf, type Wish } from './arranging.ts'
import { getReceived, type ReceivedId } from './received.ts'
import { ARRANGEMENTS } from './schema.tenant.ts'
import { TURNS, type Turn, turnPage, turnsOf } from './turns.ts'
import { undoArrangement } from './undoing.ts'

const tags = ['Received']
const IdText = Type.String({ maxLength: 64 })
const NewArrangement = Type.Union([
  Type.Object({
    kind: Type.Literal('split'),
    fax: IdText,
    starts: Type.Array(Type.Integer(), { maxItems: 350, description: 'The pages at which another fax begins.' }),
  }),
  Type.Object({ kind: Type.Literal('merge'), faxes: Type.Array(IdText, { maxItems: 200, description: 'In the order of their pages.' }) }),
])
const Arranged = Type.Object({ id: Type.String(), faxes: Type.Array(Type.String()) })
const Undone = Type.Object({ faxes: Type.Array(Type.String({ description: 'What is back in its place.' })) })
const PageTurn = Type.Object({ degrees: Type.Integer({ description: `Clockwise: ${TURNS.join(', ')}.` }) })
const Pages = Type.Object({
  turns: Type.Array(Type.Object({ page: Type.Integer(), degrees: Type.Integer() })),
  arrangements: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: oneOf(ARRANGEMENTS),
      undone: Type.Boolean(),
      pages: Type.Array(Type.Object({ fax: Type.String(), page: Type.Integer(), source: Type.String(), sourcePage: Type.Integer() })),
    }),
  ),
})
const PageParams = Type.Object({ id: IdText, page: Type.String({ pattern: '^[0-9]{1,3}(\\.png)?$' }) })
const refusals = { 400: Problem, ...problems(401, 403, 404, 409, 422) }

/** JSON of the pages of received faxes: how they are turned, and which fax they are in. */
export function arrangingApi(deps: ArrangeDeps & { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api/received' })
    .use(signedIn(deps.admit))
    .post('/arrangements', async ({ tenant, body }) => json(await arrange(deps, tenant, wishOf(body)), 201), {
      parse: JSON_BODY,
      body: NewArrangement,
      response: { 201: Arranged, ...refusals, ...problems(410, 503) },
      detail: {
        summary: 'Split a received fax, or put several together',
        description: 'Makes new faxes that name where each page comes from. The sources stay on the shelf `replaced` until it is undone.',
        tags,
      },
    })
    .delete(
      '/arrangements/:id',
      ({ tenant, params }) => json({ faxes: tenant.write((tx) => undoArrangement(tx, params.id as ArrangementId)) }),
      {
        params: Id,
        response: { 200: Undone, ...problems(401, 403, 404, 409, 410) },
        detail: { summary: 'Undo a split or a merge', tags },
      },
    )
    .get(
      '/:id/pages',
      ({ tenant, params }) =>
        json(
          tenant.read((tx) => {
            const { id } = getReceived(tx, params.id as ReceivedId)
            return {
              turns: [...turnsOf(tx, id)].map(([page, degrees]) => ({ page, degrees })),
              arrangements: arrangementsOf(tx, id).map(({ pages, ...origin }) => ({
                ...origin,
                pages: pages.map(({ receivedId, page, sourceId, sourcePage }) => ({ fax: receivedId, page, source: sourceId, sourcePage })),
              })),
            }
          }),
        ),
      {
        params: Id,
        response: { 200: Pages, ...problems(401, 403, 404, 410) },
        detail: { summary: 'How its pages are turned, and where they come from or went', tags },
      },
    )
    .put(
      '/:id/pages/:page/turn',
      ({ tenant, params, body }) => {
        const [id, page] = [params.id as ReceivedId, Number.parseInt(params.page, 10)]
        tenant.write((tx) => turnPage(tx, id, page, body.degrees as Turn))
        return json(body)
      },
      {
        parse: JSON_BODY,
        params: PageParams,
        body: Type.Object({
          degrees: Type.Union(TURNS.map((turn) => Type.Literal(turn))),
        }),
        response: { 200: PageTurn, ...refusals },
        detail: { summary: 'Say how a page is turned to be read', description: 'The document itself stays as it came.', tags },
      },
    )
}

const wishOf = (body: Static<typeof NewArrangement>): Wish =>
  body.kind === 'split'
    ? { kind: 'split', fax: body.fax as ReceivedId, starts: body.starts }
    : { kind: 'merge', faxes: body.faxes as ReceivedId[] }
