import { type AnyElysia, Elysia, t } from 'elysia'
import { SavedViewsPage, SaveViewPage } from '../../../views/fax/saved-views.tsx'
import { beyondKey, forbidden, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { listViews, type NewView, placeOf, removeView, saveView, type ViewId, viewLink } from './views.ts'

const PLACE = '/saved-views'
const Form = t.Object({
  list: t.Union([t.Literal('sent'), t.Literal('received')]),
  name: t.String({ maxLength: 1_000, default: '' }),
  query: t.String({ maxLength: 4_000, default: '' }),
  shared: t.Optional(t.String({ maxLength: 3 })),
})

/** Whoever only looks keeps views for themselves. Throws AppError forbidden. */
export function refuseSharing({ permissions, user }: Signed, { shared }: Pick<NewView, 'shared'>): void {
  if (shared && !permissions.has('faxes:write'))
    throw user ? forbidden('Your role keeps views for itself. Save it without sharing.') : beyondKey('faxes:write')
}
export const mayRemoveOthers = ({ permissions }: Signed): boolean => permissions.has('settings:write')

/** Lists that people want to see again. */
export function savedViewRoutes({ admit, shell }: { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ tenant, actor, request, query }) => {
      const views = tenant.read((tx) =>
        listViews(tx).map((view) => ({
          ...viewLink(view),
          list: view.list,
          mayRemove: view.savedBy === tx.actor.id || mayRemoveOthers(actor),
        })),
      )
      const notice = query['notice'] === 'removed' ? ({ kind: 'ok', text: 'The view was removed.' } as const) : undefined
      return page(<SavedViewsPage shell={shell(actor, request, 'sent', notice)} views={views} />)
    })
    .post(
      PLACE,
      ({ tenant, actor, request, body }) => {
        const wish = { ...body, shared: body.shared !== undefined }
        try {
          refuseSharing(actor, wish)
          return seeOther(placeOf(tenant.write((tx) => saveView(tx, wish))))
        } catch (error) {
          rethrowUnlessInvalid(error)
          const problem = { message: error.message, errors: error.fields }
          return page(
            <SaveViewPage
              shell={shell(actor, request, body.list)}
              values={wish}
              mayShare={actor.permissions.has('faxes:write')}
              problem={problem}
            />,
            422,
          )
        }
      },
      { body: Form },
    )
    .post(`${PLACE}/:id/removal`, ({ tenant, actor, params }) => {
      tenant.write((tx) => removeView(tx, params.id as ViewId, mayRemoveOthers(actor)))
      return seeOther(`${PLACE}?notice=removed`)
    })
}
