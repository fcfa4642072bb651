import { type AnyElysia, Elysia, t } from 'elysia'
import { TakeAwayPage } from '../../views/custody/take-away.tsx'
import { AppError } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { cancelTakeaway, listTakeaways, removeTakeaway, type Takeaway } from './asking.ts'
import type { Form } from './manifest.ts'
import { progressOf } from './progress.ts'
import { ask, fetchArchive, idIn, linkFor, type TakingDeps } from './taking.ts'

const PLACE = '/settings/take-away'
const One = t.Object({ id: t.String({ maxLength: 64 }) })
const LinkParams = t.Object({
  id: t.String({ maxLength: 64 }),
  expires: t.String({ maxLength: 20 }),
  signature: t.String({ maxLength: 100 }),
})
const AskForm = t.Object({
  form: t.Union([t.Literal('encrypted'), t.Literal('open')]),
  passphrase: t.String({ maxLength: 4_096, default: '' }),
})
const hidden = { detail: { hide: true } } as const

export type TakeAwayPageDeps = TakingDeps & {
  readonly admit: Admit
  readonly shell: Shell
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
  readonly names: (tx: Tx) => ReadonlyMap<string, string>
}

/** The owner takes everything away. */
export function takeAwayRoutes({ admit, shell, clock, names, ...deps }: TakeAwayPageDeps): AnyElysia {
  function show(actor: Signed, request: Request, refused?: { readonly form: Form; readonly error: AppError }) {
    const { tenant } = actor
    const seen = tenant.read((tx) => ({ clock: clock(tx), archives: listTakeaways(tx), names: names(tx) }))
    const [newest] = seen.archives
    const href = newest ? linkFor(deps, tenant, newest, seen.clock.now) : ''
    return (
      <TakeAwayPage
        shell={shell(actor, request, 'settings')}
        clock={seen.clock}
        archives={seen.archives.map((each) => ({ ...each, ...progressOf(each), askedBy: whoAsked(each, seen.names) }))}
        href={href && `${PLACE}/${href}`}
        form={refused?.form}
        problem={refused && { message: refused.error.message, errors: refused.error.fields }}
      />
    )
  }

  return new Elysia()
    .use(signedIn(admit))

    .get(PLACE, ({ actor, request }) => page(show(actor, request)), hidden)
    .post(
      PLACE,
      async ({ tenant, actor, request, body }) => {
        const { form, passphrase } = body
        try {
          await ask(deps, tenant, { form, passphrase })
          return seeOther(PLACE)
        } catch (error) {
          if (!(error instanceof AppError) || !['invalid', 'conflict'].includes(error.code)) throw error
          return page(show(actor, request, { form, error }), error.code === 'conflict' ? 409 : 422)
        }
      },
      { body: AskForm, ...hidden },
    )
    .post(
      `${PLACE}/:id/cancellation`,
      ({ tenant, params }) => {
        tenant.write((tx) => cancelTakeaway(tx, idIn(params.id)))
        return seeOther(PLACE)
      },
      { params: One, ...hidden },
    )
    .post(
      `${PLACE}/:id/removal`,
      ({ tenant, params }) => {
        tenant.write((tx) => removeTakeaway(tx, idIn(params.id)))
        return seeOther(PLACE)
      },
      { params: One, ...hidden },
    )
    .get(
      `${PLACE}/:id/archive/:expires/:signature`,
      ({ tenant, actor, params, request }) => fetchArchive(deps, tenant, actor.slug, params, request),
      {
        params: LinkParams,
        ...hidden,
      },
    )
}

function whoAsked({ askedByKind, askedBy }: Takeaway, names: ReadonlyMap<string, string>): string {
  if (askedByKind === 'operator') return 'Your operator'
  return names.get(askedBy) ?? 'Someone no longer listed'
}
