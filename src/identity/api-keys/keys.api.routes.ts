import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import { SCOPES } from '../permissions.ts'
import { type ApiKey, addKey, changeKey, type KeyId, listKeys, MOST_PER_MINUTE, revokeKey } from './api-keys.ts'
import { DEFAULT_DAYS, MOST_DAYS } from './key-ends.ts'
import { endPrevious, LONGEST_OVERLAP_HOURS, rotateKey } from './key-rotation.ts'
import { isTestPrefix } from './key-text.ts'

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const Addresses = Type.Array(Type.String({ maxLength: 60 }), {
  maxItems: 50,
  description: 'Addresses and blocks of them (CIDR, IPv4 or IPv6) that it may be used from; none for everywhere.',
})
const PerMinute = Type.Union([Type.Integer({ minimum: 1, maximum: MOST_PER_MINUTE }), Type.Null()], {
  description: 'Requests a minute, reading and changing each; null for as many as every key has.',
})
const Key = Type.Object({
  id: Type.String(),
  name: Type.String(),
  prefix: Type.String({ description: 'The beginning of the key, to tell it from others.' }),
  test: Type.Boolean({ description: 'For tests: what it sends goes to nobody.' }),
  scopes: Type.Array(Type.String()),
  addresses: Addresses,
  perMinute: PerMinute,
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Moment,
  lastUsedAt: Moment,
  lastUsedFrom: Type.Union([Type.String(), Type.Null()]),
  revokedAt: Moment,
  rotatedAt: Moment,
  previous: Type.Union([Type.Object({ prefix: Type.String(), until: Type.String({ format: 'date-time' }) }), Type.Null()], {
    description: 'The secret before, while it still works.',
  }),
})
const Keys = Type.Object({ data: Type.Array(Key) })
const NewKeyBody = Type.Object({
  name: Type.String({ maxLength: 80 }),
  scopes: Type.Array(Type.Union(SCOPES.map((scope) => Type.Literal(scope))), { minItems: 1, maxItems: SCOPES.length }),
  expiresInDays: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: MOST_DAYS }), Type.Null()], {
      description: `Without it, ${DEFAULT_DAYS} days. null for a key without an end: whoever finds it can use it until somebody revokes it.`,
    }),
  ),
  addresses: Type.Optional(Addresses),
  perMinute: Type.Optional(PerMinute),
  test: Type.Optional(Type.Boolean({ description: 'A key for tests, which never sends a real fax nor sees one.' })),
})
const Once = Type.String({ description: 'The key itself. It is shown only this once.' })
const KeyOnce = Type.Composite([Key, Type.Object({ key: Once })])
const params = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['API keys']

export function keyNamed(text: string): KeyId {
  if (!isId(text)) throw notFound('Key')
  return text as KeyId
}

/** The office's keys, as JSON. */
export function keyApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api/keys' })
    .use(signedIn(admit))
    .get('', ({ tenant }) => ({ data: tenant.read((tx) => listKeys(tx).map((key) => shown(key, tx.now))) }), {
      response: { 200: Keys, ...problems(401, 403) },
      detail: { summary: 'List API keys', tags },
    })
    .post(
      '',
      ({ tenant, actor, body: { expiresInDays, ...input }, status }) => {
        const asked = { ...input, ...(expiresInDays !== undefined && { days: expiresInDays }) }
        return status(
          201,
          tenant.write((tx) => once(addKey(tx, actor.slug, asked), tx.now)),
        )
      },
      {
        parse: JSON_BODY,
        body: NewKeyBody,
        response: { 201: KeyOnce, ...problems(401, 403, 422) },
        detail: {
          summary: 'Make an API key',
          description: 'The key is shown once, in this answer. Its last six characters are the CRC-32 of what is before them, in base 62.',
          tags,
        },
      },
    )
    .patch('/:id', ({ tenant, params: { id }, body }) => tenant.write((tx) => shown(changeKey(tx, keyNamed(id), body), tx.now)), {
      parse: JSON_BODY,
      params,
      body: Type.Object({ addresses: Type.Optional(Addresses), perMinute: Type.Optional(PerMinute) }),
      response: { 200: Key, ...problems(401, 403, 404, 422) },
      detail: { summary: 'Say from where an API key may be used, and how often', tags },
    })
    .post(
      '/:id/rotations',
      ({ tenant, actor, params: { id }, body, status }) =>
        status(
          201,
          tenant.write((tx) => once(rotateKey(tx, actor.slug, keyNamed(id), body.overlapHours ?? 0), tx.now)),
        ),
      {
        parse: JSON_BODY,
        params,
        body: Type.Object({
          overlapHours: Type.Optional(
            Type.Integer({ minimum: 0, maximum: LONGEST_OVERLAP_HOURS, description: 'How long the old secret goes on working.' }),
          ),
        }),
        response: { 201: KeyOnce, ...problems(401, 403, 404, 409, 422) },
        detail: {
          summary: 'Give an API key another secret',
          description: 'The new one works at once and lives as long again as the key did; it is shown once, in this answer.',
          tags,
        },
      },
    )
    .delete('/:id/previous-secret', ({ tenant, params: { id } }) => tenant.write((tx) => shown(endPrevious(tx, keyNamed(id)), tx.now)), {
      params,
      response: { 200: Key, ...problems(401, 403, 404) },
      detail: { summary: 'End the secret that an API key had before', tags },
    })
    .delete('/:id', ({ tenant, params: { id } }) => tenant.write((tx) => shown(revokeKey(tx, keyNamed(id)), tx.now)), {
      params,
      response: { 200: Key, ...problems(401, 403, 404) },
      detail: { summary: 'Revoke an API key', tags },
    })
}

const once = ({ key, secret }: ReturnType<typeof addKey>, now: Date) => ({ ...shown(key, now), key: secret })

const shown = (key: ApiKey, now: Date) => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  test: isTestPrefix(key.prefix),
  scopes: [...key.scopes],
  addresses: [...key.addresses],
  perMinute: key.perMinute,
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  lastUsedFrom: key.lastUsedFrom,
  revokedAt: key.revokedAt?.toISOString() ?? null,
  rotatedAt: key.rotatedAt?.toISOString() ?? null,
  previous:
    key.previousUntil && key.previousUntil > now ? { prefix: key.previousPrefix ?? '', until: key.previousUntil.toISOString() } : null,
})
