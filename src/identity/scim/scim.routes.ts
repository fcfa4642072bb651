import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Admit, JSON_BODY, originOf, signedIn } from '../../web/index.ts'
import type { UserId } from '../people/users.ts'
import { described } from './answers.routes.ts'
import { LIST, SCHEMA, SERVICE, USER_SCHEMA, USER_TYPE } from './described.ts'
import { adjust, deprovision, getProvisioned, listProvisioned, type Provisioned, provision } from './provisioning.ts'
import { readAttributes, readFilter, readPatch, readReplacement } from './reading.ts'
import { isNamed, refuseOutdated, versionOf } from './versions.ts'

const MOST = 200
const USUAL = 100
const ListQuery = Type.Object({
  filter: Type.Optional(
    Type.String({ maxLength: 400, description: 'userName, externalId or id, such as userName eq "ana@office.example".' }),
  ),
  startIndex: Type.Optional(Type.String({ maxLength: 10 })),
  count: Type.Optional(Type.String({ maxLength: 10 })),
})
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })

/** SCIM 2.0: an identity provider says who works here. Its credential is a key with the scope `scim`. */
export function scimRoutes({ admit }: { readonly admit: Admit }): AnyElysia {
  const one = (request: Request, person: Provisioned, status = 200) =>
    scim(shown(request, person), status, { location: locationOf(request, person.id), etag: versionOf(person) })
  /** Nothing is changed of somebody who was changed since whoever asks looked. */
  const changing = (tenant: Tenant, request: Request, id: UserId, act: (tx: Tx) => Provisioned) =>
    tenant.write((tx) => {
      refuseOutdated(request, getProvisioned(tx, id))
      return act(tx)
    })

  return new Elysia({ prefix: '/scim/v2' })
    .use(signedIn(admit))
    .get('/ServiceProviderConfig', () => scim(SERVICE), { detail: described('What this service can do', 'service') })
    .get('/ResourceTypes', () => scim(listOf([USER_TYPE], 1, 1)), { detail: described('The kinds of resources', 'types') })
    .get('/Schemas', () => scim(listOf([SCHEMA], 1, 1)), { detail: described('The attributes of a user', 'schemas') })
    .get(
      '/Users',
      ({ tenant, request, query }) => {
        const paging = {
          startIndex: Math.max(1, numberOf(query.startIndex, 1)),
          count: Math.min(MOST, Math.max(0, numberOf(query.count, USUAL))),
        }
        const { total, people } = tenant.read((tx) => listProvisioned(tx, query.filter ? readFilter(query.filter) : undefined, paging))
        return scim(
          listOf(
            people.map((each) => shown(request, each)),
            total,
            paging.startIndex,
          ),
        )
      },
      { query: ListQuery, detail: described('Find users', 'list') },
    )
    .post(
      '/Users',
      ({ tenant, request, body }) =>
        one(
          request,
          tenant.write((tx) => provision(tx, readAttributes(body))),
          201,
        ),
      {
        parse: JSON_BODY,
        detail: described('Provision a user', 'made', 'user'),
      },
    )
    .get(
      '/Users/:id',
      ({ tenant, request, params }) => {
        const person = tenant.read((tx) => getProvisioned(tx, userNamed(params.id)))
        const known = request.headers.get('if-none-match')
        if (known !== null && isNamed(known, person)) return new Response(null, { status: 304, headers: { etag: versionOf(person) } })
        return one(request, person)
      },
      {
        params: One,
        detail: described('One user', 'one'),
      },
    )
    .put(
      '/Users/:id',
      ({ tenant, request, params, body }) =>
        one(
          request,
          changing(tenant, request, userNamed(params.id), (tx) => adjust(tx, userNamed(params.id), readReplacement(body))),
        ),
      { parse: JSON_BODY, params: One, detail: described('Replace a user', 'changed', 'user') },
    )
    .patch(
      '/Users/:id',
      ({ tenant, request, params, body }) =>
        one(
          request,
          changing(tenant, request, userNamed(params.id), (tx) => adjust(tx, userNamed(params.id), readPatch(body))),
        ),
      {
        parse: JSON_BODY,
        params: One,
        detail: described('Change a user; active: false ends all rights at once', 'changed', 'patch'),
      },
    )
    .delete(
      '/Users/:id',
      ({ tenant, request, params }) => {
        const id = userNamed(params.id)
        tenant.write((tx) => {
          refuseOutdated(request, getProvisioned(tx, id))
          deprovision(tx, id)
        })
        return new Response(null, { status: 204 })
      },
      { params: One, detail: described('Remove a user for good', 'removed') },
    )
}

const scim = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/scim+json', ...headers } })

const listOf = (resources: readonly unknown[], totalResults: number, startIndex: number) => ({
  schemas: [LIST],
  totalResults,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
})

const locationOf = (request: Request, id: string) => `${originOf(request)}/scim/v2/Users/${id}`

const shown = (request: Request, person: Provisioned) => {
  const { id, email, name, role, state, createdAt, link } = person
  return {
    schemas: [USER_SCHEMA],
    id,
    ...(link?.externalId && { externalId: link.externalId }),
    userName: email,
    displayName: name,
    name: { formatted: name, ...(link && { givenName: link.givenName, familyName: link.familyName }) },
    emails: [{ value: email, type: 'work', primary: true }],
    roles: [{ value: role, primary: true }],
    active: state !== 'suspended',
    meta: {
      resourceType: 'User',
      created: createdAt.toISOString(),
      lastModified: (link?.changedAt ?? createdAt).toISOString(),
      location: locationOf(request, person.id),
      version: versionOf(person),
    },
  }
}

const userNamed = (text: string): UserId => {
  if (!isId(text)) throw notFound('User')
  return text as UserId
}

const numberOf = (text: string | undefined, usual: number): number => {
  const number = Number(text ?? usual)
  return Number.isInteger(number) ? number : usual
}
