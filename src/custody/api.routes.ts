import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { recordAct } from '../audit/index.ts'
import { Nullable, oneOf } from '../kit/listing.ts'
import { asTenantId, byOperator, type Control, getActiveTenant, type Tenant } from '../tenancy/index.ts'
import {
  type Admit,
  type AdmitOperator,
  inRanges,
  JSON_BODY,
  made,
  type Operator,
  operating,
  Problem,
  problems,
  signedIn,
  writtenOut,
} from '../web/index.ts'
import { cancelTakeaway, getTakeaway, isBeingMade, listTakeaways, removeTakeaway, type Takeaway } from './asking.ts'
import { progressOf } from './progress.ts'
import { TAKEAWAY_STATES } from './schema.tenant.ts'
import { ask, fetchArchive, idIn, linkFor, type TakingDeps } from './taking.ts'

const Instant = Type.String({ format: 'date-time' })
const Archive = Type.Object({
  id: Type.String(),
  form: oneOf(['encrypted', 'open']),
  state: oneOf(TAKEAWAY_STATES),
  percent: Type.Integer(),
  message: Type.String({ description: 'What is being done, in words.' }),
  askedBy: Type.Object({ kind: Type.String(), id: Type.String() }),
  askedAt: Instant,
  madeAt: Nullable(Instant),
  expiresAt: Nullable(Instant),
  fetchedAt: Nullable(Instant),
  bytes: Nullable(Type.Integer()),
  sha256: Nullable(Type.String()),
  documents: Nullable(Type.Integer()),
  cause: Nullable(Type.String()),
  link: Nullable(Type.String({ description: 'Where the archive is fetched, while it is ready: by whoever may ask for it.' })),
})
const Archives = Type.Object({ data: Type.Array(Archive) })
const Wanted = {
  form: oneOf(['encrypted', 'open']),
  passphrase: Type.Optional(
    Type.String({ maxLength: 4_096, description: 'For the encrypted form: at least 15 characters, or a raw key x’64 hex digits’.' }),
  ),
}
const ARCHIVE = writtenOut(inRanges('application/x-tar'), [404])
const LinkParams = { expires: Type.String({ maxLength: 20 }), signature: Type.String({ maxLength: 100 }) }
const Id = Type.String({ maxLength: 64 })

function archiveJson(takeaway: Takeaway, base: string, link: string): Static<typeof Archive> {
  const { percent, words } = progressOf(takeaway)
  const { id, form, state, askedByKind, askedBy, askedAt, bytes, sha256, documents, cause } = takeaway
  return {
    id,
    form,
    state,
    percent,
    message: words,
    askedBy: { kind: askedByKind, id: askedBy },
    askedAt: askedAt.toISOString(),
    madeAt: takeaway.madeAt?.toISOString() ?? null,
    expiresAt: takeaway.expiresAt?.toISOString() ?? null,
    fetchedAt: takeaway.fetchedAt?.toISOString() ?? null,
    bytes,
    sha256,
    documents,
    cause,
    link: link ? `${base}/${link}` : null,
  }
}

/** Ends it, whether it is being made or ready. Throws AppError conflict when nothing of it is left. */
const drop = (tenant: Tenant, id: string): Takeaway =>
  tenant.write((tx) => (isBeingMade(getTakeaway(tx, id).state) ? cancelTakeaway(tx, id) : removeTakeaway(tx, id)))

const tags = ['Take-away']
const refusals = problems(401, 403, 404, 422)
type ApiDeps = TakingDeps & { readonly clock: () => Date }

/** JSON of the same, for the owner. */
export function takeAwayApi({ admit, ...deps }: ApiDeps & { readonly admit: Admit }): AnyElysia {
  const BASE = '/api/takeaways'
  const show = (tenant: Tenant, takeaway: Takeaway) => archiveJson(takeaway, BASE, linkFor(deps, tenant, takeaway, deps.clock()))
  return new Elysia()
    .use(signedIn(admit))

    .get(BASE, ({ tenant }) => ({ data: tenant.read(listTakeaways).map((each) => show(tenant, each)) }), {
      response: { 200: Archives, ...refusals },
      detail: { summary: 'List archives, newest first', description: 'The owner only.', tags },
    })
    .post(BASE, async ({ tenant, body }) => made(BASE, show(tenant, await ask(deps, tenant, body)), 202), {
      parse: JSON_BODY,
      body: Type.Object(Wanted),
      response: { 202: Archive, 400: Problem, ...refusals, 409: Problem },
      detail: { summary: 'Make an archive of all records', description: 'By a job: ask for its state until it is ready.', tags },
    })
    .get(
      `${BASE}/:id`,
      ({ tenant, params }) =>
        show(
          tenant,
          tenant.read((tx) => getTakeaway(tx, idIn(params.id))),
        ),
      {
        params: Type.Object({ id: Id }),
        response: { 200: Archive, ...refusals },
        detail: { summary: 'One archive', description: 'How far it is, and its link once it is ready.', tags },
      },
    )
    .delete(`${BASE}/:id`, ({ tenant, params }) => show(tenant, drop(tenant, idIn(params.id))), {
      params: Type.Object({ id: Id }),
      response: { 200: Archive, ...refusals, 409: Problem },
      detail: { summary: 'Cancel or remove an archive', tags },
    })
    .get(
      `${BASE}/:id/archive/:expires/:signature`,
      ({ tenant, actor, params, request }) => fetchArchive(deps, tenant, actor.slug, params, request),
      {
        params: Type.Object({ id: Id, ...LinkParams }),
        detail: {
          summary: 'Fetch an archive',
          description:
            'A tar file, by the link of the archive, within its day. One range of bytes may be asked for, with If-Range and the ETag: a download that broke off goes on.',
          tags,
          responses: ARCHIVE,
        },
      },
    )
}

export type OperatorDeps = ApiDeps & { readonly admitOperator: AdmitOperator; readonly control: Control }

/** JSON of the same on the admin host. The office's trail and page say that an operator asked. */
export function takeAwayOperations({ admitOperator, control, ...deps }: OperatorDeps): AnyElysia {
  const office = (id: string) => control.read((tx) => getActiveTenant(tx, asTenantId(id)))
  const enter = (id: string, operator: Operator) => deps.tenants.as(office(id).id, byOperator(operator))
  const show = (tenant: Tenant, takeaway: Takeaway) =>
    archiveJson(takeaway, `/api/admin/tenants/${tenant.id}/takeaways`, linkFor(deps, tenant, takeaway, deps.clock()))
  const one = Type.Object({ id: Id, takeaway: Id })
  const tags = ['Operators']
  const refusals = problems(401, 404, 422)

  return new Elysia({ prefix: '/api/admin/tenants/:id/takeaways' })
    .use(operating(admitOperator))

    .get(
      '',
      ({ params, operator }) => {
        const tenant = enter(params.id, operator)
        return { data: tenant.read(listTakeaways).map((each) => show(tenant, each)) }
      },
      { params: Type.Object({ id: Id }), response: { 200: Archives, ...refusals }, detail: { summary: 'List a tenant’s archives', tags } },
    )
    .post(
      '',
      async ({ params, operator, body }) => {
        const tenant = enter(params.id, operator)
        const asked = await ask(deps, tenant, body)
        control.write((tx) => recordAct(tx, tenant.actor, 'tenant.exported', tenant.id, { archive: asked.id, form: asked.form }))
        return made(`/api/admin/tenants/${tenant.id}/takeaways`, show(tenant, asked), 202)
      },
      {
        parse: JSON_BODY,
        params: Type.Object({ id: Id }),
        body: Type.Object(Wanted),
        response: { 202: Archive, 400: Problem, ...refusals, 409: Problem },
        detail: { summary: 'Make an archive of all of a tenant’s records', description: 'By a job. The office sees that it was.', tags },
      },
    )
    .get(
      '/:takeaway',
      ({ params, operator }) => {
        const tenant = enter(params.id, operator)
        return show(
          tenant,
          tenant.read((tx) => getTakeaway(tx, idIn(params.takeaway))),
        )
      },
      { params: one, response: { 200: Archive, ...refusals }, detail: { summary: 'One archive of a tenant', tags } },
    )
    .delete(
      '/:takeaway',
      ({ params, operator }) => {
        const tenant = enter(params.id, operator)
        return show(tenant, drop(tenant, idIn(params.takeaway)))
      },
      {
        params: one,
        response: { 200: Archive, ...refusals, 409: Problem },
        detail: { summary: 'Cancel or remove an archive of a tenant', tags },
      },
    )
    .get(
      '/:takeaway/archive/:expires/:signature',
      ({ params, operator, request }) => {
        const { takeaway, expires, signature } = params
        return fetchArchive(deps, enter(params.id, operator), office(params.id).slug, { id: takeaway, expires, signature }, request)
      },
      {
        params: Type.Object({ id: Id, takeaway: Id, ...LinkParams }),
        detail: {
          summary: 'Fetch an archive of a tenant',
          description:
            'A tar file, by the link of the archive, within its day. One range of bytes may be asked for, with If-Range and the ETag: a download that broke off goes on.',
          tags,
          responses: ARCHIVE,
        },
      },
    )
}
