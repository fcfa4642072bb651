import { type AnyElysia, Elysia, t } from 'elysia'
import { FindOfficePage } from '../../../views/find-office.tsx'
import { SignInPage } from '../../../views/sign-in.tsx'
import { AppError, notFound } from '../../kit/errors.ts'
import { system } from '../../tenancy/index.ts'
import {
  type AddressOf,
  authorityOf,
  clearSession,
  formsLeadTo,
  hostOf,
  ownPath,
  page,
  seeOther,
  sessionCookie,
  socketAddress,
} from '../../web/index.ts'
import { placeAt, refuseOtherTenant } from '../admit.routes.ts'
import type { Place } from '../directory.ts'
import type { Identity } from '../identity.ts'
import { endSession } from '../sessions/sessions.ts'
import { wordsOf } from '../sso/messages.ts'
import { type SignInWays, signInWays } from '../sso/ways.ts'
import { leave } from '../support/visits.ts'
import { halfwayFor, led, sessionFor } from './half-open.routes.ts'

export type SignInRoutesDeps = {
  readonly identity: Identity
  readonly baseDomain: string
  /** Where an office's own start page is. */
  readonly home: string
  readonly addressOf?: AddressOf
}

const SignInForm = t.Object({
  email: t.String({ maxLength: 320 }),
  password: t.String({ maxLength: 1024 }),
  next: t.Optional(t.String({ maxLength: 2000 })),
})
const SLUG = /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/

/** The pages before anyone is signed in. Public. */
export function signInRoutes({ identity, baseDomain, home, addressOf = socketAddress }: SignInRoutesDeps): AnyElysia {
  const { tenants, signIn } = identity
  const here = (request: Request) => placeAt(identity, request, baseDomain)
  const waysOf = (place: Place): SignInWays => tenants.as(place.id, system('sign-in')).read(signInWays)
  const end = (place: Place, secret: string) =>
    tenants.as(place.id, system('sign-out')).write((tx) => {
      endSession(tx, secret)
      leave(tx, secret)
    })

  return new Elysia({ detail: { hide: true } })
    .get('/', ({ request }) => {
      const { kind } = hostOf(request, baseDomain)
      if (kind === 'base') return findOffice(request)
      if (kind === 'admin') return seeOther('/console')
      here(request)
      return seeOther(home)
    })
    .get(
      '/office',
      ({ request, query }) => {
        if (hostOf(request, baseDomain).kind !== 'base') throw notFound('Page')
        return openOffice(request, query.office.trim().toLowerCase())
      },
      { query: t.Object({ office: t.String({ maxLength: 100 }) }) },
    )
    .get(
      '/sign-in',
      ({ request, query }) => {
        const notice = noticeOf(query)
        const place = here(request)
        const shown = { next: ownPath(query.next), notice, message: wordsOf(query.sso), ...waysOf(place) }
        return page(<SignInPage officeName={place.name} {...shown} />)
      },
      {
        query: t.Object({
          next: t.Optional(t.String({ maxLength: 2000 })),
          out: t.Optional(t.String({ maxLength: 10 })),
          undone: t.Optional(t.String({ maxLength: 10 })),
          late: t.Optional(t.String({ maxLength: 10 })),
          reset: t.Optional(t.String({ maxLength: 10 })),
          verified: t.Optional(t.String({ maxLength: 10 })),
          sso: t.Optional(t.String({ maxLength: 20 })),
          invited: t.Optional(t.String({ maxLength: 10 })),
        }),
      },
    )
    .post(
      '/sign-in',
      async ({ request, body, server }) => {
        const place = here(request)
        refuseOtherTenant(request, place)
        const { email, password } = body
        const entry = { grant: sessionFor(request), halfway: halfwayFor(request) }
        try {
          return led(request, await signIn(place.id, { email, password, ip: addressOf(request, server) }, entry), body.next)
        } catch (error) {
          return signInAgain(error, place, body, waysOf(place))
        }
      },
      { body: SignInForm },
    )
    .post('/sign-out', ({ request }) => {
      const place = here(request)
      const secret = sessionCookie(request)
      if (secret) end(place, secret)
      return seeOther('/sign-in?out=1', { 'set-cookie': clearSession(request) })
    })
}

function findOffice(request: Request, office?: string, error?: string): Promise<Response> {
  const host = authorityOf(request)
  return page(<FindOfficePage host={host} office={office} error={error} />, error ? 422 : 200, formsLeadTo(host))
}

/** Every office has its own name under this host; whether it exists is for that host to say. */
function openOffice(request: Request, office: string): Response | Promise<Response> {
  if (SLUG.test(office)) return seeOther(`//${office}.${authorityOf(request)}/sign-in`)
  return findOffice(request, office, 'That cannot be an office’s name: use letters, digits and dashes only.')
}

type Typed = { readonly email: string; readonly next?: string | undefined }

export function signInAgain(error: unknown, place: Place, { email, next }: Typed, ways: SignInWays): Promise<Response> {
  if (!(error instanceof AppError) || (error.code !== 'unauthenticated' && error.code !== 'too_many')) throw error
  const wait = error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }
  const form = <SignInPage officeName={place.name} email={email} message={error.message} next={ownPath(next)} {...ways} />
  return page(form, error.code === 'too_many' ? 429 : 401, wait)
}

type Why = Readonly<Partial<Record<'out' | 'undone' | 'late' | 'reset' | 'verified' | 'invited', string>>>

/** Why the sign-in page is shown, where that is known. */
function noticeOf({ out, undone, late, reset, verified, invited }: Why) {
  if (invited !== undefined) return { kind: 'ok', text: 'Welcome. People sign in here through a provider: choose it below.' } as const
  if (late !== undefined) return { kind: 'warn', text: 'That took too long. Sign in again.' } as const
  if (undone !== undefined)
    return { kind: 'warn', text: 'You had been signed out, so nothing was sent or saved. Sign in and do it again.' } as const
  if (reset !== undefined) return { kind: 'ok', text: 'Your password is set. Sign in with it.' } as const
  if (verified !== undefined) return { kind: 'ok', text: 'Your new address is confirmed. Sign in with it from now on.' } as const
  return out === undefined ? undefined : ({ kind: 'ok', text: 'You are signed out.' } as const)
}
