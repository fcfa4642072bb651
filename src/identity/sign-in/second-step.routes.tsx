import { type AnyElysia, Elysia, t } from 'elysia'
import { CodePage } from '../../../views/security/code.tsx'
import { FirstCodesPage } from '../../../views/security/recovery-codes.tsx'
import { FirstSetUpPage } from '../../../views/security/set-up.tsx'
import { AppError } from '../../kit/errors.ts'
import { system } from '../../tenancy/index.ts'
import { keepingBrowser, ownPath, page, seeOther } from '../../web/index.ts'
import { placeAt, refuseOtherTenant } from '../admit.routes.ts'
import type { Place } from '../directory.ts'
import { findSetup, phoneSince } from '../factor/phone.ts'
import { qrOf } from '../factor/qr.ts'
import { totpUri } from '../factor/totp.ts'
import { listPasskeys } from '../passkeys/kept.ts'
import type { User } from '../people/users.ts'
import { cookiesIn, halfOf, led, sessionFor, stepPath } from './half-open.routes.ts'
import type { SignInRoutesDeps } from './routes.tsx'
import { WRONG_CODE } from './second-step.ts'

const Next = t.Optional(t.String({ maxLength: 2000 }))
const Flag = t.Optional(t.String({ maxLength: 1 }))
const CodeForm = t.Object({ code: t.String({ maxLength: 100 }), next: Next, recovery: Flag })
const AGAIN = '/sign-in?late=1'

/** The second step of signing in: a code, or setting up what makes codes. Public, and worth something only half-way in. */
export function secondStepRoutes({ identity, baseDomain }: Pick<SignInRoutesDeps, 'identity' | 'baseDomain'>): AnyElysia {
  const { tenants, secondStep } = identity
  const here = (request: Request) => placeAt(identity, request, baseDomain)

  const waysOf = (place: Place, user: User | undefined) =>
    tenants.as(place.id, system('sign-in')).read((tx) => ({
      phone: !user || phoneSince(tx, user.id) !== undefined,
      passkey: user !== undefined && listPasskeys(tx, user.id).length > 0,
    }))

  function showSetUp(request: Request, place: Place, next: string | undefined, problem?: AppError) {
    const half = halfOf(request)
    const found = secondStep.find(place.id, half)
    const secret =
      found?.next === 'set_up' && tenants.as(place.id, system('sign-in')).read((tx) => findSetup(tx, found.user.id, half.secret))
    if (!found || !secret) return seeOther(found?.next === 'code' ? stepPath('code', next) : AGAIN)
    const qr = qrOf(totpUri(secret, `Frontdesk ${place.name}`, found.user.email))
    const shown = problem && { message: problem.message, errors: problem.fields }
    const view = <FirstSetUpPage officeName={place.name} next={ownPath(next)} qr={qr} secret={secret} problem={shown} />
    return page(view, problem ? statusOf(problem) : 200, waitOf(problem))
  }

  return new Elysia({ prefix: '/sign-in', detail: { hide: true } })
    .get(
      '/code',
      ({ request, query: { next, recovery } }) => {
        const place = here(request)
        const found = secondStep.find(place.id, halfOf(request))
        if (found?.next !== 'code') return seeOther(found ? stepPath('set_up', next) : AGAIN)
        return page(<CodePage officeName={place.name} next={ownPath(next)} recovery={recovery === '1'} has={waysOf(place, found.user)} />)
      },
      { query: t.Object({ next: Next, recovery: Flag }) },
    )
    .post(
      '/code',
      ({ request, body: { code, next, recovery } }) => {
        const place = here(request)
        refuseOtherTenant(request, place)
        try {
          return led(request, secondStep.byCode(place.id, halfOf(request), code, sessionFor(request)), next)
        } catch (error) {
          if (!isRefusal(error)) throw error
          if (error.code === 'unauthenticated') return seeOther(AGAIN)
          const shown = error.code === 'invalid' ? { error: WRONG_CODE } : { message: error.message }
          const has = waysOf(place, secondStep.find(place.id, halfOf(request))?.user)
          const form = <CodePage officeName={place.name} next={ownPath(next)} recovery={recovery === '1'} has={has} {...shown} />
          return page(form, error.code === 'invalid' ? 401 : 429, waitOf(error))
        }
      },
      { body: CodeForm },
    )
    .get('/factor', ({ request, query: { next } }) => showSetUp(request, here(request), next), { query: t.Object({ next: Next }) })
    .post(
      '/factor',
      ({ request, body: { code, next } }) => {
        const place = here(request)
        refuseOtherTenant(request, place)
        try {
          const { secret, user, recoveryCodes } = secondStep.bySetUp(place.id, halfOf(request), code, sessionFor(request))
          const view = <FirstCodesPage officeName={place.name} email={user.email} codes={recoveryCodes} next={ownPath(next)} />
          return page(view, 200, cookiesIn(request, secret)).then((answer) => keepingBrowser(request, answer))
        } catch (error) {
          if (!isRefusal(error)) throw error
          return error.code === 'unauthenticated' ? seeOther(AGAIN) : showSetUp(request, place, next, error)
        }
      },
      { body: CodeForm },
    )
}

const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && ['unauthenticated', 'invalid', 'conflict', 'too_many'].includes(error.code)
const statusOf = ({ code }: AppError): number => (code === 'too_many' ? 429 : code === 'conflict' ? 409 : 422)
const waitOf = (error: AppError | undefined): Record<string, string> =>
  error?.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }
