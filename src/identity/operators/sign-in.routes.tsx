import { type AnyElysia, Elysia, t } from 'elysia'
import { EnrolmentOverPage, EnrolmentPage } from '../../../views/console/enrolment.tsx'
import { ConsoleSignInPage } from '../../../views/console/sign-in.tsx'
import { controlFile } from '../../audit/index.ts'
import { AppError } from '../../kit/errors.ts'
import { type Control, system } from '../../tenancy/index.ts'
import {
  authorityOf,
  clearSession,
  clientAddressOf,
  keepingBrowser,
  NO_REFERRER,
  ownPath,
  page,
  seeOther,
  sessionCookie,
} from '../../web/index.ts'
import { browserNamed } from '../browsers/named.ts'
import { qrOf } from '../factor/qr.ts'
import { totpUri } from '../factor/totp.ts'
import { parsed } from '../passkeys/said.ts'
import type { AtConsole } from './admit.routes.ts'
import { cookieFor, knockOf, sessionFor } from './cookies.routes.ts'
import type { Enrolling } from './enrolling.ts'
import type { OperatorPasskeys } from './passkeys.ts'
import { endOperatorSession } from './sessions.ts'
import type { OperatorCodes } from './sign-in.ts'

export type ConsoleSignInDeps = {
  readonly control: Control
  readonly atConsole: AtConsole
  readonly codes: OperatorCodes
  readonly passkeys: OperatorPasskeys
  readonly enrolling: Enrolling
}

const Next = t.Optional(t.String({ maxLength: 2_000 }))
const Passkey = t.String({ maxLength: 24_000, default: '' })
const Token = t.String({ maxLength: 100 })
const Flag = t.Optional(t.String({ maxLength: 10 }))
const HOME = '/console'

/** The pages of the operators' host before anybody is signed in. Public. */
export function consoleSignInRoutes({ control, atConsole, codes, passkeys, enrolling }: ConsoleSignInDeps): AnyElysia {
  const led = (request: Request, secret: string, next?: string) =>
    keepingBrowser(request, seeOther(homeOr(next), { 'set-cookie': cookieFor(request, secret) }))

  function enrolment(token: string, problem?: AppError): Promise<Response> {
    const invited = enrolling.look(token)
    if (!invited) return page(<EnrolmentOverPage />, 404, NO_REFERRER)
    const { name, secret } = invited
    const email = invited.email ?? ''
    const shown = problem && { message: problem.fields['passkey'] ?? problem.message, errors: problem.fields }
    const setUp = { qr: qrOf(totpUri(secret, 'Frontdesk operators', email)), secret, problem: shown }
    return page(<EnrolmentPage name={name} email={email} token={token} {...setUp} />, problem ? 422 : 200, NO_REFERRER)
  }
  function enrolmentAgain(error: unknown, token: string): Promise<Response> {
    if (error instanceof AppError && ['invalid', 'conflict', 'not_found'].includes(error.code)) return enrolment(token, error)
    throw error
  }

  return new Elysia({ prefix: '/console', detail: { hide: true } })
    .onParse(({ request }) => atConsole(request))
    .onBeforeHandle(({ request }) => atConsole(request))
    .get('/sign-in', ({ request, query: { next, out, undone } }) => signInPage(request, { next, notice: noticeOf(out, undone) }), {
      query: t.Object({ next: Next, out: Flag, undone: Flag }),
    })
    .post(
      '/sign-in',
      ({ request, body: { email, code, next } }) => {
        try {
          return led(request, codes.signIn({ email, code, address: clientAddressOf(request) }, sessionFor(request)), next)
        } catch (error) {
          return signInAgain(request, error, { email, next })
        }
      },
      { body: t.Object({ email: t.String({ maxLength: 320 }), code: t.String({ maxLength: 100 }), next: Next }) },
    )
    .post('/sign-in/passkey/options', ({ request }) => keepingBrowser(request, Response.json(passkeys.askSignIn(knockOf(request)))))
    .post(
      '/sign-in/passkey',
      async ({ request, body: { passkey, next } }) => {
        try {
          return led(request, await passkeys.signIn(parsed(passkey), knockOf(request), sessionFor(request)), next)
        } catch (error) {
          return signInAgain(request, error, { next })
        }
      },
      { body: t.Object({ passkey: Passkey, next: Next }) },
    )
    .post('/sign-out', ({ request }) => {
      const secret = sessionCookie(request)
      if (secret) controlFile(control, system('sign-out')).write((tx) => endOperatorSession(tx, secret))
      return seeOther('/console/sign-in?out=1', { 'set-cookie': clearSession(request) })
    })
    .get('/enrolment/:token', ({ params: { token } }) => enrolment(token), { params: t.Object({ token: Token }) })
    .post(
      '/enrolment',
      ({ request, body: { token, code } }) => {
        try {
          return led(request, enrolling.byPhone(token, code, sessionFor(request)))
        } catch (error) {
          return enrolmentAgain(error, token)
        }
      },
      { body: t.Object({ token: Token, code: t.String({ maxLength: 100 }) }) },
    )
    .post('/enrolment/passkey/options/:token', ({ params: { token } }) => enrolling.askPasskey(token), {
      params: t.Object({ token: Token }),
    })
    .post(
      '/enrolment/passkey',
      async ({ request, body: { token, passkey } }) => {
        try {
          const name = browserNamed(request.headers.get('user-agent') ?? '')
          return led(request, await enrolling.byPasskey(token, name, parsed(passkey), sessionFor(request)))
        } catch (error) {
          return enrolmentAgain(error, token)
        }
      },
      { body: t.Object({ token: Token, passkey: Passkey }) },
    )
}

type Shown = Omit<Parameters<typeof ConsoleSignInPage>[0], 'host' | 'next'> & { readonly next?: string | undefined }

function signInPage(request: Request, { next, ...shown }: Shown, status = 200, headers = {}): Promise<Response> {
  const host = authorityOf(request).replace(/^admin\./, '')
  return page(<ConsoleSignInPage {...shown} next={homeOr(next)} host={host} />, status, headers)
}

function signInAgain(request: Request, error: unknown, typed: Pick<Shown, 'email' | 'next'>): Promise<Response> {
  if (!(error instanceof AppError) || (error.code !== 'unauthenticated' && error.code !== 'too_many')) throw error
  const wait = error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }
  return signInPage(request, { ...typed, message: error.message }, error.code === 'too_many' ? 429 : 401, wait)
}

const homeOr = (next: string | undefined): string => (ownPath(next) === '/' ? HOME : ownPath(next))

function noticeOf(out: string | undefined, undone: string | undefined) {
  if (undone !== undefined)
    return { kind: 'warn', text: 'You had been signed out, so nothing was sent or saved. Sign in and do it again.' } as const
  return out === undefined ? undefined : ({ kind: 'ok', text: 'You are signed out.' } as const)
}
