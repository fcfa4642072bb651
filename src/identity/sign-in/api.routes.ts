import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { unauthenticated } from '../../kit/errors.ts'
import { system } from '../../tenancy/index.ts'
import { type AddressOf, Problem, socketAddress } from '../../web/index.ts'
import { placeAt, refuseOtherTenant } from '../admit.routes.ts'
import type { Place } from '../directory.ts'
import type { Identity } from '../identity.ts'
import type { User } from '../people/users.ts'
import { endTokens, familyOf, rotate, startFamily } from '../sessions/refresh.ts'
import { ACCESS_SECONDS } from '../sessions/tokens.ts'
import { fromOf } from './half-open.routes.ts'
import type { Entry } from './sign-in.ts'

export type AuthApiDeps = { readonly identity: Identity; readonly baseDomain: string; readonly addressOf?: AddressOf }

const Credentials = Type.Object({
  email: Type.String({ maxLength: 320 }),
  password: Type.String({ maxLength: 1024 }),
  code: Type.Optional(
    Type.String({ maxLength: 100, description: 'Of the second factor, for who has one: the six digits, or a recovery code.' }),
  ),
})
const NEEDED = {
  code: 'This person has a second factor: send its code too.',
  set_up: 'This person must set up a second factor first: sign in once with a browser.',
}
const RefreshToken = Type.Object({ refreshToken: Type.String({ minLength: 43, maxLength: 43 }) })
export const TokenPair = Type.Object({
  accessToken: Type.String(),
  refreshToken: Type.String(),
  expiresIn: Type.Integer({ description: 'Seconds until the access token runs out.' }),
  tokenType: Type.Literal('Bearer'),
})
const tags = ['Sign-in']

/** Tokens for programs that act for a person. Public. */
export function authApi({ identity, baseDomain, addressOf = socketAddress }: AuthApiDeps): AnyElysia {
  const { tenants, tokens, signIn } = identity
  const pair = async (place: Place, user: User, refreshToken: string, provenAt: Date | null, family: string) => ({
    accessToken: await tokens.issue(place, user, provenAt, family),
    refreshToken,
    expiresIn: ACCESS_SECONDS,
    tokenType: 'Bearer' as const,
  })
  const begunBy = (place: Place, secret: string) => tenants.as(place.id, system('token')).read((tx) => familyOf(tx, secret)) ?? ''
  function here(request: Request): Place {
    const place = placeAt(identity, request, baseDomain)
    refuseOtherTenant(request, place)
    return place
  }

  return new Elysia({ prefix: '/api/auth' })
    .post(
      '/token',
      async ({ request, body, server }) => {
        const place = here(request)
        const attempt = { ...body, ip: addressOf(request, server) }
        const grant: Entry['grant'] = (tx, { id }, provenAt) => startFamily(tx, id, provenAt, fromOf(request))
        const { user, secret, next, provenAt } = await signIn(place.id, attempt, { grant })
        if (next !== 'in') throw unauthenticated(NEEDED[next])
        return pair(place, user, secret, provenAt, begunBy(place, secret))
      },
      {
        body: Credentials,
        response: { 200: TokenPair, 401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem },
        detail: { summary: 'Sign in and get a pair of tokens', tags, security: [] },
      },
    )
    .post(
      '/refresh',
      async ({ request, body }) => {
        const place = here(request)
        const next = tenants.as(place.id, system('token')).write((tx) => rotate(tx, body.refreshToken))
        if (!next) throw unauthenticated('That refresh token no longer works. Sign in again.')
        return pair(place, next.user, next.secret, next.provenAt, next.family)
      },
      {
        body: RefreshToken,
        response: { 200: TokenPair, 401: Problem, 403: Problem, 404: Problem, 422: Problem },
        detail: { summary: 'Trade a refresh token for the next pair', tags, security: [] },
      },
    )
    .post(
      '/sign-out',
      ({ request, body, status }) => {
        const place = here(request)
        tenants.as(place.id, system('token')).write((tx) => endTokens(tx, body.refreshToken))
        return status(204, undefined)
      },
      {
        body: RefreshToken,
        response: { 204: Type.Undefined(), 403: Problem, 404: Problem, 422: Problem },
        detail: { summary: 'End the tokens of one sign-in', tags, security: [] },
      },
    )
}
