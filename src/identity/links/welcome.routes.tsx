import { type AnyElysia, Elysia, t } from 'elysia'
import { WelcomeExpiredPage, WelcomePage } from '../../../views/welcome.tsx'
import { AppError } from '../../kit/errors.ts'
import { system } from '../../tenancy/index.ts'
import { NO_REFERRER, page, seeOther } from '../../web/index.ts'
import { placeAt } from '../admit.routes.ts'
import type { Place } from '../directory.ts'
import { nextStep } from '../factor/factor-rules.ts'
import type { User } from '../people/users.ts'
import { halfwayFor, led, sessionFor } from '../sign-in/half-open.routes.ts'
import { passwordRules } from '../sign-in/password-rules.ts'
import { type PasswordRules, passwordProblem } from '../sign-in/passwords.ts'
import type { SignInRoutesDeps } from '../sign-in/routes.tsx'
import { signInWays } from '../sso/ways.ts'
import { acceptWelcome, findWelcome } from './owner.ts'

const WelcomeForm = t.Object({
  token: t.String({ maxLength: 100 }),
  name: t.String({ maxLength: 500 }),
  password: t.String({ maxLength: 4096 }),
})
type Filled = { readonly token: string; readonly name: string; readonly password: string }

/** An owner's first sign-in, by one-time link. Public. */
export function welcomeRoutes({ identity, baseDomain }: Pick<SignInRoutesDeps, 'identity' | 'baseDomain'>): AnyElysia {
  const { tenants, passwords } = identity
  const here = (request: Request) => placeAt(identity, request, baseDomain)
  const invited = (place: Place, token: string) => tenants.as(place.id, system('welcome')).read((tx) => findWelcome(tx, token))

  const isThroughProvider = (place: Place) => tenants.as(place.id, system('welcome')).read(signInWays).isSsoOnly
  const rulesOf = (place: Place, user: User) => tenants.as(place.id, system('welcome')).read((tx) => passwordRules(tx, user, place))

  return new Elysia({ detail: { hide: true } })
    .get('/welcome/:token', ({ request, params: { token } }) => {
      const place = here(request)
      const user = invited(place, token)
      if (user && isThroughProvider(place)) return seeOther('/sign-in?invited=1', NO_REFERRER)
      return user ? form(place, user, token, rulesOf(place, user)) : expired(place)
    })
    .post(
      '/welcome',
      async ({ request, body }) => {
        const place = here(request)
        const user = invited(place, body.token)
        if (!user) return expired(place)
        if (isThroughProvider(place)) return seeOther('/sign-in?invited=1', NO_REFERRER)
        const rules = rulesOf(place, user)
        const errors = problems(body, rules)
        if (Object.keys(errors).length > 0) return form(place, user, body.token, rules, body.name, errors)
        const passwordHash = await passwords.hash(body.password)
        try {
          const granted = tenants.as(place.id, { kind: 'user', id: user.id }).write((tx) => {
            acceptWelcome(tx, body.token, { name: body.name, passwordHash })
            const next = nextStep(tx, user)
            return { next, secret: next === 'in' ? sessionFor(request)(tx, user, null) : halfwayFor(request)(tx, user, next) }
          })
          return led(request, granted, '/', NO_REFERRER)
        } catch (error) {
          if (error instanceof AppError && error.code === 'not_found') return expired(place)
          throw error
        }
      },
      { body: WelcomeForm },
    )
}

function problems({ name, password }: Filled, rules: PasswordRules): Record<string, string> {
  const length = name.trim().length
  const weak = passwordProblem(password, { ...rules, own: [...rules.own, name] })
  return {
    ...((length < 1 || length > 120) && { name: 'Enter a name of 1 to 120 characters.' }),
    ...(weak && { password: weak }),
  }
}

function form(
  place: Place,
  { email, name }: User,
  token: string,
  { shortest }: PasswordRules,
  typed?: string,
  errors?: Record<string, string>,
): Promise<Response> {
  const problem = errors && { message: 'Check the form.', errors }
  const view = (
    <WelcomePage officeName={place.name} email={email} token={token} name={typed ?? name} shortest={shortest} problem={problem} />
  )
  return page(view, errors ? 422 : 200, NO_REFERRER)
}

const expired = (place: Place) => page(<WelcomeExpiredPage officeName={place.name} />, 404, NO_REFERRER)
