import { Type } from '@sinclair/typebox'
import type { DocumentDecoration } from 'elysia'
import { LIST, SCHEMA, SERVICE, USER_SCHEMA, USER_TYPE } from './described.ts'

/* How SCIM's routes are described. Their bodies are read by hand (reading.ts), as leniently as providers write them. */

const TYPE = 'application/scim+json'
const ID = '019a1fdd-b695-7727-93c9-a503c8ee1d5a'
const Name = Type.Partial(Type.Object({ formatted: Type.String(), givenName: Type.String(), familyName: Type.String() }))
/** As leniently as it is read: null empties a part. */
const Part = Type.Optional(Type.Union([Type.String({ maxLength: 254 }), Type.Null()]))
const WrittenName = Type.Object({ formatted: Part, givenName: Part, familyName: Part })
const Written = {
  userName: Type.String({ maxLength: 254, description: 'The e-mail address that somebody signs in with.' }),
  externalId: Type.Optional(Type.Union([Type.String({ maxLength: 254 }), Type.Null()])),
  displayName: Part,
  name: Type.Optional(WrittenName),
  active: Type.Optional(Type.Boolean()),
  roles: Type.Optional(Type.Unknown({ description: 'The first one that means something here, by its name.' })),
}
const NewUser = Type.Object({ schemas: Type.Optional(Type.Unknown()), ...Written })
const User = Type.Object({
  schemas: Type.Array(Type.String()),
  id: Type.String(),
  externalId: Type.Optional(Type.String()),
  userName: Type.String(),
  displayName: Type.String(),
  name: Name,
  emails: Type.Array(Type.Object({ value: Type.String(), type: Type.String(), primary: Type.Boolean() })),
  roles: Type.Array(Type.Object({ value: Type.String(), primary: Type.Boolean() })),
  active: Type.Boolean(),
  meta: Type.Object({
    resourceType: Type.String(),
    created: Type.String({ format: 'date-time' }),
    lastModified: Type.String({ format: 'date-time' }),
    location: Type.String(),
    version: Type.String(),
  }),
})
const listOf = (item: object) => ({
  type: 'object',
  required: ['schemas', 'totalResults', 'startIndex', 'itemsPerPage', 'Resources'],
  properties: {
    schemas: { type: 'array', items: { type: 'string', const: LIST } },
    totalResults: { type: 'integer' },
    startIndex: { type: 'integer' },
    itemsPerPage: { type: 'integer' },
    Resources: { type: 'array', items: item },
  },
})
const Patch = {
  type: 'object',
  properties: {
    schemas: {},
    Operations: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: { type: 'object', required: ['op'], properties: { op: { type: 'string' }, path: { type: 'string' }, value: {} } },
    },
  },
  required: ['Operations'],
}

const person = {
  schemas: [USER_SCHEMA],
  userName: 'ben@maple.example',
  displayName: 'Ben Ortiz',
  name: { givenName: 'Ben', familyName: 'Ortiz' },
}
const PATCH = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', path: 'active', value: false }] }
const shown = {
  ...person,
  id: ID,
  emails: [{ value: person.userName, type: 'work', primary: true }],
  roles: [{ value: 'user', primary: true }],
  active: true,
  meta: {
    resourceType: 'User',
    created: '2026-11-23T14:30:00.000Z',
    lastModified: '2026-11-23T14:30:00.000Z',
    location: `https://maple.frontdesk.example/scim/v2/Users/${ID}`,
    version: 'W/"v1"',
  },
}
const found = { schemas: [LIST], totalResults: 1, startIndex: 1, itemsPerPage: 1 }
const ETAG = { ETag: { description: 'The version of this user, for If-Match and If-None-Match.', schema: { type: 'string' } } }
const LOCATION = { Location: { $ref: '#/components/headers/Location' } }

const answer = (description: string, schema: object, example: object, headers: object = {}) => ({
  description,
  headers,
  content: { [TYPE]: { schema, example } },
})
const refused = (...codes: number[]) => Object.fromEntries(codes.map((code) => [code, { description: '' }]))
const ONE = { 200: answer('The user', User, shown, { ...ETAG, ...LOCATION }) }
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'Only while it is this version.',
}
const IF_NONE = { ...IF_MATCH, name: 'If-None-Match', description: 'Only when it is no longer this version.' }

const SCIM = {
  service: { 200: answer('What it can do', { type: 'object' }, SERVICE) },
  types: { 200: answer('The kinds', listOf({ type: 'object' }), { ...found, Resources: [USER_TYPE] }) },
  schemas: { 200: answer('The attributes', listOf({ type: 'object' }), { ...found, Resources: [SCHEMA] }) },
  list: { 200: answer('Who was found', listOf(User), { ...found, Resources: [shown] }) },
  one: { ...ONE, 304: { description: 'It is still that version', headers: ETAG } },
  made: { 201: answer('The user', User, shown, { ...ETAG, ...LOCATION }), ...refused(409) },
  changed: { ...ONE, ...refused(409, 412) },
  removed: { 204: { description: 'They may come in no more' }, ...refused(409, 412) },
}

type Named = keyof typeof SCIM

/** OpenAPI 3.1, which the decoration's type does not speak. */
export const described = (summary: string, responses: Named, body?: 'user' | 'patch'): DocumentDecoration => {
  const parameters = responses === 'one' ? [IF_NONE] : responses === 'changed' || responses === 'removed' ? [IF_MATCH] : []
  const content = body && { schema: body === 'patch' ? Patch : NewUser, example: body === 'patch' ? PATCH : person }
  return {
    summary,
    tags: ['SCIM'],
    ...(parameters.length > 0 && { parameters }),
    ...(content && { requestBody: { required: true, content: { [TYPE]: content, 'application/json': content } } }),
    responses: SCIM[responses],
  } as unknown as DocumentDecoration
}
