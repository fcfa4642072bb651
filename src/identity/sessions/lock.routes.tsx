import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { AfreshPage } from '../../../views/security/afresh.tsx'
import { record } from '../../audit/index.ts'
import { forbidden, invalid, unauthenticated } from '../../kit/errors.ts'
import { system, type Tenant, type Tx } from '../../tenancy/index.ts'
import {
  type Admit,
  JSON_BODY,
  ownPath,
  page,
  problems,
  seeOther,
  sessionCookie,
  setSession,
  signedIn,
  signInPath,
} from '../../web/index.ts'
import { placeAt, refuseOtherTenant } from '../admit.routes.ts'
import { factorSince } from '../factor/factor.ts'
import { phoneSince } from '../factor/phone.ts'
import type { Prove } from '../factor/proof.ts'
import { recoveryCodesLeft } from '../factor/recovery-codes.ts'
import type { Identity } from '../identity.ts'
import { RequestOptions, Said } from '../passkeys/described.ts'
import { listPasskeys } from '../passkeys/kept.ts'
import type { Passkeys } from '../passkeys/service.ts'
import type { UserId } from '../people/users.ts'
import { hasPassword, proofWays } from '../sso/ways.ts'
import { findEvenLocked, findSession, lockSession, renewSession, SESSION_SECONDS } from './sessions.ts'

export type LockDeps = {
  readonly admit: Admit
  readonly identity: Identity
  readonly prove: Prove
  readonly passkeys: Passkeys
  readonly baseDomain: string
}
const Standing = Type.Object({
  userId: Type.String(),
  idleSeconds: Type.Integer({ description: 'Until it locks without use.' }),
  longestSeconds: Type.Integer({ description: 'Until it ends, however busy.' }),
})
const Proof = Type.Object({
  password: Type.Optional(Type.String({ maxLength: 4_096 })),
  code: Type.Optional(Type.String({ maxLength: 100 })),
  passkey: Type.Optional(Said),
})
const Ways = Type.Object({
  password: Type.Boolean(),
  code: Type.Boolean({ description: 'Of a phone, or a recovery code.' }),
  passkey: Type.Boolean(),
  providers: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
    description: 'Signing in afresh through one of them gives this browser another session of the same person.',
  }),
})
const OVER = 'This session is over. Sign in again.'
const tags = ['Sessions']

const unlockWays = (tx: Tx, userId: UserId): Static<typeof Ways> => {
  const { password, providers } = proofWays(tx, userId)
  return {
    password,
    providers: [...providers],
    code: phoneSince(tx, userId) !== undefined || recoveryCodesLeft(tx, userId) > 0,
    passkey: listPasskeys(tx, userId).length > 0,
  }
}

/** A session that is locked, by hand or for want of use, opens nothing but its unlocking: by the password, a code or a passkey. */
export function lockRoutes({ admit, identity, prove, passkeys, baseDomain }: LockDeps): AnyElysia {
  const { tenants } = identity

  /** Whose session this browser has, locked or not. Throws AppError unauthenticated. */
  function holding(request: Request) {
    const place = placeAt(identity, request, baseDomain)
    refuseOtherTenant(request, place)
    const secret = sessionCookie(request) ?? ''
    const found = tenants.as(place.id, system('sign-in')).read((tx) => findEvenLocked(tx, secret))
    if (!found) throw unauthenticated(OVER)
    return { place, secret, tenant: tenants.as(place.id, { kind: 'user', id: found.user.id }) }
  }
  const lock = (tenant: Tenant, request: Request) => {
    const secret = sessionCookie(request)
    if (!secret) throw forbidden('Only a session can be locked; a token or key is thrown away.')
    tenant.write((tx) => lockSession(tx, secret))
  }

  return new Elysia()
    .get('/api/auth/unlock', ({ request }) => holding(request).tenant.read((tx) => unlockWays(tx, tx.actor.id as UserId)), {
      response: { 200: Ways, ...problems(401, 403, 404) },
      detail: { summary: 'By what a session can be unlocked', tags, security: [{ session: [] }] },
    })
    .post(
      '/api/auth/unlock/options',
      ({ request }) => {
        const { place, secret, tenant } = holding(request)
        return passkeys.askProof(tenant, place.slug, secret)
      },
      {
        response: { 200: RequestOptions, ...problems(401, 403, 404, 409) },
        detail: { summary: 'Ask for a passkey to unlock a session', tags, security: [{ session: [] }] },
      },
    )
    .post(
      '/api/auth/unlock',
      async ({ request, body: { password, code, passkey } }) => {
        const { place, secret, tenant } = holding(request)
        if (passkey) await passkeys.prove(tenant, place.slug, passkey, secret, 'unlock')
        else if (code !== undefined) await prove(tenant, { code }, 'unlock')
        else if (password !== undefined) await prove(tenant, { password }, 'unlock')
        else throw invalid({ password: 'Enter your password, or a code from your phone.' })
        const renewed = tenant.write((tx) => {
          const own = tx.actor.id as UserId
          // What opens the screen again is one of them; a fresh proof is all that signing in takes.
          const isProven = passkey !== undefined || (code !== undefined ? !hasPassword(tx, own) : factorSince(tx, own) === undefined)
          const next = renewSession(tx, secret, isProven)
          if (next) record(tx, 'session.unlocked', tx.actor.id)
          return next
        })
        if (!renewed) throw unauthenticated(OVER)
        return new Response(null, { status: 204, headers: { 'set-cookie': setSession(request, renewed, SESSION_SECONDS) } })
      },
      {
        parse: JSON_BODY,
        body: Proof,
        response: { 204: Type.Undefined(), ...problems(401, 403, 404, 422, 429) },
        detail: { summary: 'Unlock a session', description: 'The session goes on under a new cookie.', tags, security: [{ session: [] }] },
      },
    )
    .use(signedIn(admit))
    .post(
      '/lock',
      ({ tenant, request }) => {
        lock(tenant, request)
        return seeOther(signInPath(ownPath(URL.parse(request.headers.get('referer') ?? '')?.pathname)))
      },
      { detail: { hide: true } },
    )
    .post(
      '/api/me/session/lock',
      ({ tenant, request, status }) => {
        lock(tenant, request)
        return status(204, undefined)
      },
      { response: { 204: Type.Undefined(), ...problems(401, 403) }, detail: { summary: 'Lock this session', tags } },
    )
    .get('/afresh', ({ actor }) => page(<AfreshPage officeName={actor.officeName} />), { detail: { hide: true } })
    .get(
      '/api/me/session',
      ({ tenant, request }) => {
        const found = tenant.read((tx) => findSession(tx, sessionCookie(request) ?? ''))
        if (!found) throw forbidden('Only a session has this, not a token or key.')
        const seconds = (ms: number) => Math.ceil(ms / 1_000)
        return { userId: found.user.id, idleSeconds: seconds(found.left.idleMs), longestSeconds: seconds(found.left.longestMs) }
      },
      {
        response: { 200: Standing, ...problems(401, 403) },
        detail: { summary: 'How long this session lasts', description: 'With the header X-By-Itself asking is no use of it.', tags },
      },
    )
}
