import { type AnyElysia, Elysia, t } from 'elysia'
import { ForgottenPage, ForgottenSentPage, LinkOverPage, ResetPage, VerifyPage } from '../../../views/forgotten.tsx'
import type { ErrorSummaryProps } from '../../../views/ui/error-summary.tsx'
import { AppError } from '../../kit/errors.ts'
import { system } from '../../tenancy/index.ts'
import { type AddressOf, NO_REFERRER, page, seeOther, socketAddress } from '../../web/index.ts'
import { placeAt } from '../admit.routes.ts'
import type { Place } from '../directory.ts'
import type { Identity } from '../identity.ts'
import type { User } from '../people/users.ts'
import { passwordRules } from '../sign-in/password-rules.ts'
import { type PasswordRules, passwordProblem } from '../sign-in/passwords.ts'
import { acceptNewAddress, findVerification } from './addresses.ts'
import { onTheBeat } from './beat.ts'
import { acceptReset, askReset, findReset } from './resets.ts'

export type ForgottenDeps = {
  readonly identity: Identity
  readonly baseDomain: string
  readonly byMail: boolean
  readonly addressOf?: AddressOf
}

const Token = t.String({ maxLength: 100 })

/** Links that come by mail, and asking for one. Public; the JSON of it is beside the tokens' (links.api.routes.ts). */
export function forgottenRoutes({ identity, baseDomain, byMail, addressOf = socketAddress }: ForgottenDeps): AnyElysia {
  const { tenants, passwords, resetLimit } = identity
  const here = (request: Request) => placeAt(identity, request, baseDomain)
  const resetOf = (place: Place, token: string) => tenants.as(place.id, system('link')).read((tx) => findReset(tx, token))
  const rulesOf = (place: Place, user: User) => tenants.as(place.id, system('link')).read((tx) => passwordRules(tx, user, place))
  const verificationOf = (place: Place, token: string) => tenants.as(place.id, system('link')).read((tx) => findVerification(tx, token))
  const form = (place: Place, { email }: User, token: string, { shortest }: PasswordRules, problem?: ErrorSummaryProps) =>
    page(
      <ResetPage officeName={place.name} email={email} token={token} shortest={shortest} problem={problem} />,
      problem ? 422 : 200,
      NO_REFERRER,
    )
  const over = (place: Place) => page(<LinkOverPage officeName={place.name} />, 404, NO_REFERRER)

  return new Elysia({ detail: { hide: true } })
    .get('/forgotten', ({ request }) => page(<ForgottenPage officeName={here(request).name} byMail={byMail} />))
    .post(
      '/forgotten',
      async ({ request, body, server }) => {
        const place = here(request)
        try {
          resetLimit(place.id, addressOf(request, server), body.email)
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'too_many') throw error
          const wait = { 'retry-after': String(error.retryAfterSeconds ?? 60) }
          const view = <ForgottenPage officeName={place.name} byMail={byMail} email={body.email} problem={{ message: error.message }} />
          return page(view, 429, wait)
        }
        if (byMail) await onTheBeat(() => tenants.as(place.id, system('forgotten')).write((tx) => askReset(tx, body.email)))
        return page(<ForgottenSentPage officeName={place.name} />)
      },
      { body: t.Object({ email: t.String({ maxLength: 320 }) }) },
    )
    .get('/reset/:token', ({ request, params: { token } }) => {
      const place = here(request)
      const user = resetOf(place, token)
      return user ? form(place, user, token, rulesOf(place, user)) : over(place)
    })
    .post(
      '/reset',
      async ({ request, body: { token, password } }) => {
        const place = here(request)
        const user = resetOf(place, token)
        if (!user) return over(place)
        const rules = rulesOf(place, user)
        const weak = passwordProblem(password, rules)
        if (weak) return form(place, user, token, rules, { message: 'Check the form.', errors: { password: weak } })
        const passwordHash = await passwords.hash(password)
        return ended(
          () => tenants.as(place.id, { kind: 'user', id: user.id }).write((tx) => acceptReset(tx, token, passwordHash)),
          () => seeOther('/sign-in?reset=1', NO_REFERRER),
          () => over(place),
        )
      },
      { body: t.Object({ token: Token, password: t.String({ maxLength: 4096 }) }) },
    )
    .get('/verify/:token', ({ request, params: { token } }) => {
      const place = here(request)
      const found = verificationOf(place, token)
      return found ? page(<VerifyPage officeName={place.name} email={found.email} token={token} />, 200, NO_REFERRER) : over(place)
    })
    .post(
      '/verify',
      ({ request, body: { token } }) => {
        const place = here(request)
        const found = verificationOf(place, token)
        if (!found) return over(place)
        return ended(
          () => tenants.as(place.id, { kind: 'user', id: found.user.id }).write((tx) => acceptNewAddress(tx, token)),
          () => seeOther('/sign-in?verified=1', NO_REFERRER),
          () => over(place),
        )
      },
      { body: t.Object({ token: Token }) },
    )
}

/** Used up between the look and the act, by another tab: over all the same. */
function ended(act: () => unknown, well: () => Response, over: () => Promise<Response>): Response | Promise<Response> {
  try {
    act()
    return well()
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'conflict')) return over()
    throw error
  }
}
