import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { oneOf } from '../../kit/listing.ts'
import { type Admit, gone, JSON_BODY, json, Problem, problems, signedIn } from '../../web/index.ts'
import { Id } from '../described.routes.ts'
import { mayRemoveOthers, refuseSharing } from './routes.tsx'
import { LISTS } from './schema.tenant.ts'
import { listViews, removeView, saveView, type View, type ViewId } from './views.ts'

const tags = ['Saved views']
const SavedView = Type.Object({
  id: Type.String(),
  list: oneOf(LISTS),
  name: Type.String(),
  query: Type.String({ description: 'The filters and columns as the address of the page says them.' }),
  shared: Type.Boolean({ description: 'Whether everybody of the office sees it.' }),
  savedBy: Type.String({ description: 'The id of who saved it.' }),
})
const NewView = Type.Object({
  list: oneOf(LISTS),
  name: Type.String({ maxLength: 200 }),
  query: Type.String({
    maxLength: 4_000,
    description: 'For sent: q, status, from, until. For received: q, show, tag, number, status. col, once for each further column.',
    examples: ['status=failed'],
  }),
  shared: Type.Optional(Type.Boolean()),
})

const viewJson = ({ id, list, name, query, shared, savedBy }: View) => ({ id, list, name, query, shared, savedBy })

/** JSON of lists that people want to see again. */
export function savedViewApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api/saved-views' })
    .use(signedIn(admit))
    .get('', ({ tenant, query }) => json({ data: tenant.read((tx) => listViews(tx, query.list)).map(viewJson) }), {
      query: Type.Object({ list: Type.Optional(oneOf(LISTS)) }),
      response: { 200: Type.Object({ data: Type.Array(SavedView) }), ...problems(401, 403, 404, 422) },
      detail: { summary: 'List saved views: one’s own and the office’s', tags },
    })
    .post(
      '',
      ({ tenant, actor, body }) => {
        const wish = { ...body, shared: body.shared ?? false }
        refuseSharing(actor, wish)
        return json(viewJson(tenant.write((tx) => saveView(tx, wish))), 201)
      },
      {
        parse: JSON_BODY,
        body: NewView,
        response: { 201: SavedView, 400: Problem, ...problems(401, 403, 404, 409, 422) },
        detail: { summary: 'Save a view of a list', description: 'Under a name of one’s own it takes that view’s place.', tags },
      },
    )
    .delete(
      '/:id',
      ({ tenant, actor, params }) => {
        tenant.write((tx) => removeView(tx, params.id as ViewId, mayRemoveOthers(actor)))
        return new Response(null, { status: 204 })
      },
      { params: Id, detail: { summary: 'Remove a saved view', tags, responses: gone(401, 403, 404) } },
    )
}
