import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import type { Stored } from '../../files/index.ts'
import { invalid } from '../../kit/errors.ts'
import { Nullable } from '../../kit/listing.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Admit, JSON_BODY, json, made, problems, signedIn } from '../../web/index.ts'
import {
  addCover,
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

const Name = Type.String({ maxLength: 200, description: 'At most 60 characters, unlike any other’s.', examples: ['Referrals'] })
/** One gray point. */
const POINT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAACklEQVQImWPoAAAAigCJQ82BGQAAAABJRU5ErkJggg=='
const Look = {
  showsAddress: Type.Optional(Type.Boolean({ description: 'Whether the office’s address is printed.' })),
  notice: Type.Optional(
    Type.String({ maxLength: 5_000, description: 'At most 1,000 characters; empty for the notice of `GET /api/office`.' }),
  ),
  logo: Type.Optional(
    Nullable(
      Type.String({
        maxLength: 3_000_000,
        description: 'A PNG or JPEG picture of at most 2 MB in base64; null for none.',
        examples: [POINT],
      }),
    ),
  ),
}
const New = Type.Object({ name: Name, ...Look })
const Change = Type.Object(
  { name: Type.Optional(Name), ...Look, isDefault: Type.Optional(Type.Literal(true, { description: 'Instead of the one that is.' })) },
  { minProperties: 1 },
)
const CoverJson = Type.Object({
  id: Type.String(),
  name: Type.String(),
  isDefault: Type.Boolean({ description: 'What a fax gets whose `cover` is true.' }),
  showsAddress: Type.Boolean(),
  notice: Type.String(),
  hasLogo: Type.Boolean(),
  removedAt: Nullable(Type.String({ format: 'date-time' })),
  updatedAt: Type.String({ format: 'date-time' }),
})
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })

const tags = ['Office']
const PLACE = '/api/cover-templates'

export type CoverApiDeps = LogoDeps & { readonly admit: Admit; readonly sample: DrawSample }

/** JSON of the cover pages to choose from. */
export function coverApi(deps: CoverApiDeps): AnyElysia {
  return new Elysia()
    .use(signedIn(deps.admit))
    .get(PLACE, ({ tenant }) => json({ data: tenant.read((tx) => [...listCovers(tx), ...listRemovedCovers(tx)].map(coverJson)) }), {
      response: { 200: Type.Object({ data: Type.Array(CoverJson) }), ...problems(401, 403) },
      detail: { summary: 'List cover pages, the default first, then those that were removed', tags },
    })
    .post(
      PLACE,
      async ({ tenant, body: { name, ...look } }) =>
        made(PLACE, coverJson(await written(deps, tenant, look.logo, (tx, logo) => change(tx, addCover(tx, name).id, look, logo)))),
      {
        parse: JSON_BODY,
        body: New,
        response: { 201: CoverJson, ...problems(400, 401, 403, 409, 413, 422, 503) },
        detail: { summary: 'Add a cover page', description: 'What is not sent is as on the default one.', tags },
      },
    )
    .get(`${PLACE}/:id`, ({ tenant, params }) => json(coverJson(tenant.read((tx) => getCover(tx, params.id)))), {
      params: One,
      response: { 200: CoverJson, ...problems(401, 403, 404) },
      detail: { summary: 'One cover page', tags },
    })
    .patch(
      `${PLACE}/:id`,
      async ({ tenant, params, body }) => {
        tenant.read((tx) => getCover(tx, params.id))
        return json(coverJson(await written(deps, tenant, body.logo, (tx, logo) => change(tx, params.id, body, logo))))
      },
      {
        params: One,
        parse: JSON_BODY,
        body: Change,
        response: { 200: CoverJson, ...problems(400, 401, 403, 404, 409, 413, 422, 503) },
        detail: { summary: 'Change a cover page', description: 'What is not sent stays as it is.', tags },
      },
    )
    .delete(`${PLACE}/:id`, ({ tenant, params }) => json(coverJson(tenant.write((tx) => removeCover(tx, params.id)))), {
      params: One,
      response: { 200: CoverJson, ...problems(401, 403, 404, 409) },
      detail: { summary: 'Remove a cover page', description: 'It can be brought back. The default cannot be removed.', tags },
    })
    .post(`${PLACE}/:id/restorations`, ({ tenant, params }) => json(coverJson(tenant.write((tx) => restoreCover(tx, params.id)))), {
      params: One,
      response: { 200: CoverJson, ...problems(401, 403, 404, 409) },
      detail: { summary: 'Bring a removed cover page back', tags },
    })
    .get(
      `${PLACE}/:id/sample.png`,
      ({ tenant, params }) =>
        deps.sample(
          tenant,
          tenant.read((tx) => getCover(tx, params.id)),
        ),
      {
        params: One,
        detail: {
          summary: 'A cover page as a PNG, drawn for an invented fax',
          tags,
          responses: { 200: { description: 'The page', content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } } },
        },
      },
    )
}

type Write = (tx: Tx, logo: Stored | null | undefined) => CoverTemplate

/** In one transaction, with the picture sealed when there is one. */
async function written(deps: LogoDeps, tenant: Tenant, logo: string | null | undefined, write: Write): Promise<CoverTemplate> {
  if (typeof logo !== 'string') return tenant.write((tx) => write(tx, logo))
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(logo)) throw invalid({ logo: 'This is not base64.' })
  return withLogo(deps, tenant, new Uint8Array(Buffer.from(logo, 'base64')), write)
}

function change(
  tx: Tx,
  id: string,
  { isDefault, logo: _, ...wanted }: Static<typeof Change>,
  logo: Stored | null | undefined,
): CoverTemplate {
  if (logo !== undefined) keepLogo(tx, id, logo)
  if (isDefault) makeDefault(tx, id)
  const { name, showsAddress, notice } = { ...getCover(tx, id), ...wanted }
  return changeCover(tx, id, { name, showsAddress, notice })
}

const coverJson = ({
  id,
  name,
  isDefault,
  showsAddress,
  notice,
  logoId,
  removedAt,
  updatedAt,
}: CoverTemplate): Static<typeof CoverJson> => ({
  id,
  name,
  isDefault,
  showsAddress,
  notice,
  hasLogo: logoId !== null,
  removedAt: removedAt?.toISOString() ?? null,
  updatedAt: updatedAt.toISOString(),
})
