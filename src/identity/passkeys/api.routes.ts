import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, credentialOf, JSON_BODY, problems, type Signed, signedIn } from '../../web/index.ts'
import { selfOf } from '../factor/factor.api.routes.ts'
import { renamePasskey } from './changing.ts'
import { CreationOptions, RequestOptions, Said } from './described.ts'
import { removePasskey } from './keeping.ts'
import { listPasskeys, type Passkey } from './kept.ts'
import type { Passkeys } from './service.ts'

const One = Type.Object({
  id: Type.String(),
  name: Type.String(),
  synced: Type.Boolean({ description: 'A copy of it is kept by whoever keeps its owner’s passwords.' }),
  since: Type.String({ format: 'date-time' }),
  lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})
const Made = Type.Object({
  id: Type.String(),
  recoveryCodes: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'With the first second factor of a person, shown only this once. Every session and token ends then.',
  }),
})
const Name = Type.String({ maxLength: 200 })
const Which = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Passkeys']
const refusals = problems(401, 403)

/** One’s own passkeys in JSON; only its page’s origin can make or use one. */
export function passkeyApi({ admit, passkeys }: { readonly admit: Admit; readonly passkeys: Passkeys }): AnyElysia {
  const placeOf = ({ tenant, slug, officeName }: Signed) => ({ id: tenant.id, slug, name: officeName })
  const holderOf = (request: Request): string => credentialOf(request)?.secret ?? ''

  return new Elysia({ prefix: '/api/me' })
    .use(signedIn(admit))
    .get('/passkeys', ({ tenant, actor }) => ({ data: tenant.read((tx) => listPasskeys(tx, selfOf(actor))).map(shown) }), {
      response: { 200: Type.Object({ data: Type.Array(One) }), ...refusals },
      detail: { summary: 'List one’s own passkeys', tags },
    })
    .post('/passkeys/options', ({ actor, request }) => passkeys.askNew(placeOf(actor), selfOf(actor), holderOf(request)), {
      response: { 200: CreationOptions, ...refusals },
      detail: { summary: 'Begin a passkey', description: 'For navigator.credentials.create, within five minutes.', tags },
    })
    .post(
      '/passkeys',
      async ({ actor, request, body: { name, ...said }, status }) => {
        const named = { name, said, holder: holderOf(request) }
        const { id, recoveryCodes } = await passkeys.add(placeOf(actor), selfOf(actor), named, () => '')
        return status(201, { id, recoveryCodes: recoveryCodes ? [...recoveryCodes] : null })
      },
      {
        parse: JSON_BODY,
        body: Type.Composite([Said, Type.Object({ name: Name })], { additionalProperties: true }),
        response: { 201: Made, ...refusals, ...problems(409, 422) },
        detail: { summary: 'Add a passkey', tags },
      },
    )
    .patch(
      '/passkeys/:id',
      ({ tenant, actor, params: { id }, body: { name } }) => shown(tenant.write((tx) => renamePasskey(tx, selfOf(actor), id, name))),
      {
        parse: JSON_BODY,
        params: Which,
        body: Type.Object({ name: Name }),
        response: { 200: One, ...refusals, ...problems(404, 422) },
        detail: { summary: 'Rename a passkey', tags },
      },
    )
    .delete(
      '/passkeys/:id',
      ({ tenant, actor, request, params: { id }, status }) => {
        tenant.write((tx) => void removePasskey(tx, selfOf(actor), id, holderOf(request)))
        return status(204, undefined)
      },
      {
        params: Which,
        response: { 204: Type.Undefined(), ...refusals, ...problems(404) },
        detail: { summary: 'Remove a passkey', description: 'Every other session and every refresh token of the person ends.', tags },
      },
    )
    .post('/proofs/options', ({ tenant, actor, request }) => passkeys.askProof(tenant, actor.slug, holderOf(request)), {
      response: { 200: RequestOptions, ...refusals, ...problems(409) },
      detail: { summary: 'Ask for a passkey to prove once more who one is', description: 'Its answer goes to POST /api/me/proofs.', tags },
    })
}

const shown = ({ id, name, isSynced, since, lastUsedAt }: Passkey) => ({
  id,
  name,
  synced: isSynced,
  since: since.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})
