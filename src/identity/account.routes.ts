import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { notFound } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import { type Admit, JSON_BODY, Problem, signedIn } from '../web/index.ts'
import { type ApiKey, addKey, type KeyId, listKeys, revokeKey } from './api-keys.ts'
import { SCOPES } from './permissions.ts'

const Me = Type.Object({
  tenant: Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() }),
  user: Type.Union([Type.Object({ id: Type.String(), name: Type.String(), email: Type.String(), role: Type.String() }), Type.Null()]),
  keyId: Type.Union([Type.String(), Type.Null()]),
  permissions: Type.Array(Type.String()),
})
const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const Key = Type.Object({
  id: Type.String(),
  name: Type.String(),
  prefix: Type.String({ description: 'The beginning of the key, to tell it from others.' }),
  scopes: Type.Array(Type.String()),
  createdAt: Type.String({ format: 'date-time' }),
  lastUsedAt: Moment,
  revokedAt: Moment,
})
const Keys = Type.Object({ data: Type.Array(Key) })
const NewKeyBody = Type.Object({
  name: Type.String({ maxLength: 80 }),
  scopes: Type.Array(Type.Union(SCOPES.map((scope) => Type.Literal(scope))), { minItems: 1, maxItems: SCOPES.length }),
})
const KeyOnce = Type.Composite([Key, Type.Object({ key: Type.String({ description: 'The key itself. It is shown only this once.' }) })])

/** Who am I, and the office's keys. */
export function accountApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api' })
    .use(signedIn(admit))
    .get(
      '/me',
      ({ tenant, actor: { slug, officeName, user, keyId, permissions } }) => ({
        tenant: { id: tenant.id, slug, name: officeName },
        user: user ?? null,
        keyId: keyId ?? null,
        permissions: [...permissions],
      }),
      { response: { 200: Me, 401: Problem }, detail: { summary: 'Who this credential is, and what it may do', tags: ['Sign-in'] } },
    )
    .get('/keys', ({ tenant }) => ({ data: tenant.read(listKeys).map(shown) }), {
      response: { 200: Keys, 401: Problem, 403: Problem },
      detail: { summary: 'List API keys', tags: ['API keys'] },
    })
    .post(
      '/keys',
      ({ tenant, actor, body, status }) => {
        const { key, secret } = tenant.write((tx) => addKey(tx, actor.slug, body))
        return status(201, { ...shown(key), key: secret })
      },
      {
        parse: JSON_BODY,
        body: NewKeyBody,
        response: { 201: KeyOnce, 401: Problem, 403: Problem, 422: Problem },
        detail: { summary: 'Make an API key', description: 'The key is shown once, in this answer.', tags: ['API keys'] },
      },
    )
    .delete(
      '/keys/:id',
      ({ tenant, params: { id } }) => {
        if (!isId(id)) throw notFound('Key')
        return shown(tenant.write((tx) => revokeKey(tx, id as KeyId)))
      },
      {
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: { 200: Key, 401: Problem, 403: Problem, 404: Problem },
        detail: { summary: 'Revoke an API key', tags: ['API keys'] },
      },
    )
}

const shown = ({ id, name, prefix, scopes, createdAt, lastUsedAt, revokedAt }: ApiKey) => ({
  id,
  name,
  prefix,
  scopes: [...scopes],
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
})
