import { type AnyElysia, Elysia, t } from 'elysia'
import { CoverPage, CoverPaper, CoversPage, type CoverValues } from '../../../views/settings/covers.tsx'
import { AppError } from '../../kit/errors.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { getOffice } from '../office.ts'
import {
  addCover,
  type CoverLook,
  type CoverTemplate,
  changeCover,
  getCover,
  keepLogo,
  listCovers,
  listRemovedCovers,
  makeDefault,
  removeCover,
  restoreCover,
} from './covers.ts'
import { type LogoDeps, withLogo } from './logos.ts'
import type { DrawSample } from './sample.ts'

export type CoverPageDeps = LogoDeps & { readonly admit: Admit; readonly shell: Shell; readonly sample: DrawSample }

const PLACE = '/settings/covers'
const hidden = { detail: { hide: true } } as const
const One = t.Object({ id: t.String({ maxLength: 64 }) })
const Named = t.Object({ name: t.String({ maxLength: 1_000 }) })
const Typed = t.Object({
  name: t.String({ maxLength: 1_000 }),
  notice: t.String({ maxLength: 20_000, default: '' }),
  showsAddress: t.Optional(t.String({ maxLength: 10 })),
})
/** A form without a picture changes nothing. */
const Chosen = t.Object({ logo: t.Optional(t.Unknown()) })
const Drawn = t.Object({
  name: t.Optional(t.String()),
  notice: t.Optional(t.String({ maxLength: 2_000 })),
  showsAddress: t.Optional(t.String({ maxLength: 10 })),
})
const Noticed = t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) })
const NOTICES: Readonly<Record<string, string>> = {
  saved: 'The cover page was saved.',
  removed: 'The cover page was removed. You find it below, to bring it back.',
  restored: 'The cover page is back.',
  default: 'New faxes get this cover page unless somebody chooses another.',
}
type Problem = { readonly message: string; readonly errors?: Readonly<Record<string, string>> }
type Trouble = { readonly values?: CoverValues; readonly problem?: Problem; readonly said?: string | undefined }

/** The pages of the cover pages to choose from. */
export function coverRoutes({ admit, shell, sample, ...deps }: CoverPageDeps): AnyElysia {
  const framed = (actor: Signed, request: Request, said?: string) => {
    const text = said !== undefined && Object.hasOwn(NOTICES, said) ? NOTICES[said] : undefined
    return {
      shell: shell(actor, request, 'settings', text === undefined ? undefined : { kind: 'ok', text }),
      mayWrite: actor.permissions.has('settings:write'),
    }
  }
  const all = (actor: Signed, request: Request, { said, problem, name = '' }: Trouble & { readonly name?: string }) => {
    const { covers, removed } = actor.tenant.read((tx) => ({ covers: listCovers(tx), removed: listRemovedCovers(tx) }))
    return <CoversPage {...framed(actor, request, said)} covers={covers.map(versioned)} removed={removed} name={name} problem={problem} />
  }
  const one = (actor: Signed, request: Request, id: string, { values, problem, said }: Trouble = {}) => {
    const { cover, office } = actor.tenant.read((tx) => ({ cover: getCover(tx, id), office: getOffice(tx) }))
    const shown = { ...versioned(cover), hasLogo: cover.logoId !== null }
    return (
      <CoverPage
        {...framed(actor, request, said)}
        cover={shown}
        office={office}
        values={values ?? cover}
        sample={samplePath(cover.id, values ?? cover)}
        problem={problem}
      />
    )
  }

  return new Elysia()
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => page(all(actor, request, { said: query.notice })), { query: Noticed, ...hidden })
    .post(
      PLACE,
      ({ tenant, actor, request, body: { name } }) =>
        orAgain(
          () => seeOther(`${PLACE}/${tenant.write((tx) => addCover(tx, name)).id}`),
          (problem) => all(actor, request, { name, problem }),
        ),
      { body: Named, ...hidden },
    )
    .get(`${PLACE}/:id`, ({ actor, request, params, query }) => page(one(actor, request, params.id, { said: query.notice })), {
      params: One,
      query: Noticed,
      ...hidden,
    })
    .post(
      `${PLACE}/:id`,
      ({ tenant, actor, request, params, body }) => {
        const values = { name: body.name, notice: body.notice, showsAddress: body.showsAddress !== undefined }
        return orAgain(
          () => {
            tenant.write((tx) => changeCover(tx, params.id, values))
            return seeOther(`${PLACE}/${params.id}?notice=saved`)
          },
          (problem) => one(actor, request, params.id, { values, problem }),
        )
      },
      { params: One, body: Typed, ...hidden },
    )
    .post(
      `${PLACE}/:id/logo`,
      ({ tenant, actor, request, params, body }) => {
        tenant.read((tx) => getCover(tx, params.id))
        return orAgain(
          async () => {
            if (body.logo instanceof Blob)
              await withLogo(deps, tenant, await body.logo.bytes(), (tx, logo) => keepLogo(tx, params.id, logo))
            return seeOther(`${PLACE}/${params.id}?notice=saved`)
          },
          (problem) => one(actor, request, params.id, { problem }),
        )
      },
      { params: One, body: Chosen, ...hidden },
    )
    .post(
      `${PLACE}/:id/logo/removal`,
      ({ tenant, params }) => acted(tenant, (tx) => keepLogo(tx, params.id, null), `${params.id}?notice=saved`),
      {
        params: One,
        ...hidden,
      },
    )
    .post(`${PLACE}/:id/precedence`, ({ tenant, params }) => acted(tenant, (tx) => makeDefault(tx, params.id), '?notice=default'), {
      params: One,
      ...hidden,
    })
    .post(`${PLACE}/:id/removal`, ({ tenant, params }) => acted(tenant, (tx) => removeCover(tx, params.id), '?notice=removed'), {
      params: One,
      ...hidden,
    })
    .post(`${PLACE}/:id/restoration`, ({ tenant, params }) => acted(tenant, (tx) => restoreCover(tx, params.id), '?notice=restored'), {
      params: One,
      ...hidden,
    })
    .get(
      `${PLACE}/:id/sample`,
      ({ tenant, params, query }) => {
        tenant.read((tx) => getCover(tx, params.id))
        return fragment(<CoverPaper src={samplePath(params.id, lookIn(query))} />)
      },
      { params: One, query: Drawn, ...hidden },
    )
    .get(
      `${PLACE}/:id/sample.png`,
      ({ tenant, params, query }) => {
        const cover = tenant.read((tx) => getCover(tx, params.id))
        return sample(tenant, query.notice === undefined ? cover : { ...cover, ...lookIn(query) })
      },
      { params: One, query: Drawn, ...hidden },
    )
}

/** Where it goes when it was done, or the form with what was typed. */
async function orAgain(act: () => Response | Promise<Response>, again: (problem: Problem) => JSX.Element): Promise<Response> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
    return page(again({ message: error.message, errors: error.fields }), error.code === 'invalid' ? 422 : 409)
  }
}

function acted(tenant: Tenant, act: Parameters<Tenant['write']>[0], place: string): Response {
  tenant.write(act)
  return seeOther(place.startsWith('?') ? `${PLACE}${place}` : `${PLACE}/${place}`)
}

const lookIn = ({ notice, showsAddress }: { readonly notice?: string; readonly showsAddress?: string }) => ({
  notice: notice ?? '',
  showsAddress: showsAddress === 'on',
})

/** As it is typed: a picture of what was not saved yet. */
const samplePath = (id: string, { notice, showsAddress }: Pick<CoverLook, 'notice' | 'showsAddress'>): string =>
  `${PLACE}/${id}/sample.png?${new URLSearchParams({ notice, ...(showsAddress && { showsAddress: 'on' }) })}`

/** Its picture is another one after each change. */
const versioned = ({ id, name, isDefault, updatedAt }: CoverTemplate) => ({
  id,
  name,
  isDefault,
  picture: `${PLACE}/${id}/sample.png?v=${updatedAt.getTime()}`,
})
