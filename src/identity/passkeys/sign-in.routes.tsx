import { type AnyElysia, Elysia, t } from 'elysia'
import { FirstCodesPage } from '../../../views/security/recovery-codes.tsx'
import { AppError, unauthenticated } from '../../kit/errors.ts'
import { system, type Tx } from '../../tenancy/index.ts'
import {
  type AddressOf,
  browserSecret,
  halfOpenCookie,
  JSON_BODY,
  keepingBrowser,
  ownPath,
  page,
  problems,
  seeOther,
  socketAddress,
} from '../../web/index.ts'
import { placeAt, refuseOtherTenant } from '../admit.routes.ts'
import { browserNamed } from '../browsers/named.ts'
import type { Place } from '../directory.ts'
import { nextStep } from '../factor/factor-rules.ts'
import type { Identity } from '../identity.ts'
import { familyOf, startFamily } from '../sessions/refresh.ts'
import { ACCESS_SECONDS } from '../sessions/tokens.ts'
import { TokenPair } from '../sign-in/api.routes.ts'
import { browserOf, cookiesIn, fromOf, halfOf, led, sessionFor } from '../sign-in/half-open.routes.ts'
import { findHalfOpen } from '../sign-in/half-open.ts'
import { signInAgain } from '../sign-in/routes.tsx'
import { succeed } from '../sign-in/sign-in.ts'
import { signInWays } from '../sso/ways.ts'
import { RequestOptions, Said } from './described.ts'
import { parsed } from './said.ts'
import type { Passkeys } from './service.ts'

export type PasskeySignInDeps = {
  readonly identity: Identity
  readonly passkeys: Passkeys
  readonly baseDomain: string
  readonly addressOf?: AddressOf
}
const PasskeyForm = t.Object({ passkey: t.String({ maxLength: 24_000, default: '' }), next: t.Optional(t.String({ maxLength: 2_000 })) })
const LATE = 'That took too long. Sign in again.'
const tags = ['Sign-in']

/** Signing in by a passkey alone, and making the first one of who must have a second factor. Public. */
export function passkeySignInRoutes({ identity, passkeys, baseDomain, addressOf = socketAddress }: PasskeySignInDeps): AnyElysia {
  const { tenants, tokens } = identity
  function here(request: Request): Place {
    const place = placeAt(identity, request, baseDomain)
    refuseOtherTenant(request, place)
    return place
  }
  const halfIn = (place: Place, request: Request) => {
    const { secret, userAgent } = halfOf(request)
    return tenants.as(place.id, system('sign-in')).read((tx) => {
      const user = findHalfOpen(tx, secret, userAgent)
      return user && { user, next: nextStep(tx, user) }
    })
  }
  /** Who gave the password and has nothing else yet. Throws AppError unauthenticated. */
  function settingUp(place: Place, request: Request) {
    const half = halfIn(place, request)
    if (half?.next !== 'set_up') throw unauthenticated(LATE)
    return { user: half.user, holder: halfOpenCookie(request) ?? '' }
  }

  return new Elysia()
    .post(
      '/sign-in/passkey',
      async ({ request, body, server }) => {
        const place = here(request)
        const knock = { holder: browserSecret(request), ip: addressOf(request, server) }
        try {
          return led(request, await passkeys.signIn(place, parsed(body.passkey), knock, sessionFor(request)), body.next)
        } catch (error) {
          return signInAgain(error, place, { email: '', next: body.next }, tenants.as(place.id, system('sign-in')).read(signInWays))
        }
      },
      { body: PasskeyForm, detail: { hide: true } },
    )
    .post(
      '/sign-in/factor/passkey/options',
      ({ request }) => {
        const place = here(request)
        const { user, holder } = settingUp(place, request)
        return passkeys.askNew(place, user.id, holder)
      },
      { detail: { hide: true } },
    )
    .post(
      '/sign-in/factor/passkey',
      async ({ request, body }) => {
        const place = here(request)
        try {
          const { user, holder } = settingUp(place, request)
          const added = { name: browserNamed(browserOf(request)), said: parsed(body.passkey), holder, isFirst: true } as const
          const grant = (tx: Tx) => succeed(tx, user, tx.now, sessionFor(request), 'passkey').secret
          const { recoveryCodes = [], secret } = await passkeys.add(place, user.id, added, grant)
          const view = <FirstCodesPage officeName={place.name} email={user.email} codes={recoveryCodes} next={ownPath(body.next)} />
          return keepingBrowser(request, await page(view, 200, cookiesIn(request, secret)))
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          return seeOther(error.code === 'unauthenticated' ? '/sign-in?late=1' : '/sign-in/factor')
        }
      },
      { body: PasskeyForm, detail: { hide: true } },
    )
    .post(
      '/api/auth/passkeys/options',
      ({ request, server }) => {
        const place = here(request)
        const half = halfIn(place, request)
        const knock = { holder: browserSecret(request), ip: addressOf(request, server) }
        const options = passkeys.askSignIn(place, knock, half?.next === 'code' ? half.user.id : undefined)
        return keepingBrowser(request, Response.json(options))
      },
      {
        response: { 200: RequestOptions, ...problems(403, 404, 429) },
        detail: {
          summary: 'Ask for a passkey',
          description: 'Good for one sign-in within five minutes, together with the cookie that comes with it.',
          tags,
          security: [],
        },
      },
    )
    .post(
      '/api/auth/passkeys',
      async ({ request, body, server }) => {
        const place = here(request)
        const knock = { holder: browserSecret(request), ip: addressOf(request, server) }
        const { user, secret, provenAt } = await passkeys.signIn(place, body, knock, (tx, { id }, at) =>
          startFamily(tx, id, at, fromOf(request)),
        )
        const family = tenants.as(place.id, system('token')).read((tx) => familyOf(tx, secret)) ?? ''
        const accessToken = await tokens.issue(place, user, provenAt, family)
        return { accessToken, refreshToken: secret, expiresIn: ACCESS_SECONDS, tokenType: 'Bearer' as const }
      },
      {
        parse: JSON_BODY,
        body: Said,
        response: { 200: TokenPair, ...problems(401, 403, 404, 422, 429) },
        detail: { summary: 'Sign in by a passkey and get a pair of tokens', tags, security: [] },
      },
    )
}
