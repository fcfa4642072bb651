import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import { type Admit, JSON_BODY, originOf, problems, signedIn } from '../../web/index.ts'
import type { UserId } from '../people/users.ts'
import { LIST, SCHEMA, SERVICE, USER_SCHEMA, USER_TYPE } from './described.ts'
import { adjust, deprovision, getProvisioned, listProvisioned, type Provisioned, provision } from './provisioning.ts'
import { readAttributes, readFilter, readPatch } from './reading.ts'

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
const described = (summary: string) => ({ summary, tags: ['SCIM'] })
const refusals = problems(400, 401, 403, 404, 409)

/** SCIM 2.0: an identity provider says who works here. Its credential is a key with the scope `scim`. */
export function scimRoutes({ admit }: { readonly admit: Admit }): AnyElysia {
  const one = (request: Request, person: Provisioned, status = 200) =>
    scim(shown(request, person), status, { location: locationOf(request, person.id) })

  return new Elysia({ prefix: '/scim/v2' })
    .use(signedIn(admit))
    .get('/ServiceProviderConfig', () => scim(SERVICE), { detail: described('What this service can do') })
    .get('/ResourceTypes', () => scim(listOf([USER_TYPE], 1, 1)), { detail: described('The kinds of resources') })
    .get('/Schemas', () => scim(listOf([SCHEMA], 1, 1)), { detail: described('The attributes of a user') })
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
      { query: ListQuery, response: refusals, detail: described('Find users') },
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
        response: refusals,
        detail: described('Provision a user'),
      },
    )
    .get(
      '/Users/:id',
      ({ tenant, request, params }) =>
        one(
          request,
          tenant.read((tx) => getProvisioned(tx, userNamed(params.id))),
        ),
      {
        params: One,
        response: refusals,
        detail: described('One user'),
      },
    )
    .put(
      '/Users/:id',
      ({ tenant, request, params, body }) =>
        one(
          request,
          tenant.write((tx) => adjust(tx, userNamed(params.id), readAttributes(body))),
        ),
      { parse: JSON_BODY, params: One, response: refusals, detail: described('Replace a user') },
    )
    .patch(
      '/Users/:id',
      ({ tenant, request, params, body }) =>
        one(
          request,
          tenant.write((tx) => adjust(tx, userNamed(params.id), readPatch(body))),
        ),
      {
        parse: JSON_BODY,
        params: One,
        response: refusals,
        detail: described('Change a user; active: false ends all rights at once'),
      },
    )
    .delete(
      '/Users/:id',
      ({ tenant, params }) => {
        tenant.write((tx) => deprovision(tx, userNamed(params.id)))
        return new Response(null, { status: 204 })
      },
      { params: One, response: refusals, detail: described('Remove a user for good') },
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

const shown = (request: Request, { id, email, name, role, state, createdAt, link }: Provisioned) => ({
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
    location: locationOf(request, id),
  },
})

const userNamed = (text: string): UserId => {
  if (!isId(text)) throw notFound('User')
  return text as UserId
}

const numberOf = (text: string | undefined, usual: number): number => {
  const number = Number(text ?? usual)
  return Number.isInteger(number) ? number : usual
}
