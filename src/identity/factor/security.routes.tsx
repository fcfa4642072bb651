import { type AnyElysia, Elysia, t } from 'elysia'
import { SecurityPage } from '../../../views/security/index.tsx'
import { CodesPage } from '../../../views/security/recovery-codes.tsx'
import { SetUpPage } from '../../../views/security/set-up.tsx'
import { record } from '../../audit/index.ts'
import { AppError, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { credentialOf, page, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { newBrowsers } from '../browsers/known.ts'
import { getUser, type UserId } from '../people/users.ts'
import { type SessionLimits, sessionLimitsOf, setSessionLimits } from '../sessions/session-limits.ts'
import { cookiesIn, sessionFor } from '../sign-in/half-open.routes.ts'
import { refuseWeakAlone } from '../sign-in/password-rules.ts'
import { hasPassword } from '../sso/ways.ts'
import { confirmFactor, factorSince, removeFactor } from './factor.ts'
import { isFactorForAll, listFactors, needsFactor, ownFactor, setFactorForAll } from './factor-rules.ts'
import { beginFactor, findSetup, phoneSince } from './phone.ts'
import { proveByPassword } from './proof.ts'
import { qrOf } from './qr.ts'
import { renewRecoveryCodes } from './recovery-codes.ts'
import type { StepUpDeps } from './step-up.routes.tsx'
import { totpUri } from './totp.ts'

const PLACE = '/settings/security'
const NOTICES: Readonly<Record<string, string>> = {
  off: 'Codes from your phone are switched off.',
  passkey: 'Your passkey was added. From now on it signs you in by itself.',
  renamed: 'The passkey was renamed.',
  removed: 'The passkey was removed, and you are signed out everywhere else.',
  saved: 'The rule was saved.',
  reset: 'The second factor was reset. They set up another one the next time they sign in.',
}
const Password = t.String({ maxLength: 4_096, default: '' })
const Flag = t.Optional(t.String({ maxLength: 10 }))
const Code = t.String({ maxLength: 100, default: '' })

export type SecurityDeps = StepUpDeps & { readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string } }

/** Settings → Security: a person's own second factor, and the office's rule. */
export function securityRoutes({ admit, shell, prove, clock }: SecurityDeps): AnyElysia {
  function show(actor: Signed, request: Request, refused?: AppError, notice?: string, typed?: Typed) {
    const userId = selfOf(actor)
    const seen = actor.tenant.read((tx) => ({
      clock: clock(tx),
      own: ownFactor(tx, userId),
      hasPassword: hasPassword(tx, userId),
      news: newBrowsers(tx, userId),
      office: actor.permissions.has('security')
        ? {
            limits: typed ?? asTyped(sessionLimitsOf(tx)),
            factorForAll: isFactorForAll(tx),
            people: listFactors(tx).map((each) => ({ ...each, isSelf: each.id === userId })),
          }
        : undefined,
    }))
    const text = notice !== undefined && Object.hasOwn(NOTICES, notice) ? NOTICES[notice] : undefined
    const { since, passkeys, codesLeft, isRequired } = seen.own
    return (
      <SecurityPage
        shell={shell(actor, request, actor.permissions.has('settings:read') ? 'settings' : 'none', text ? { kind: 'ok', text } : undefined)}
        clock={seen.clock}
        phoneSince={since}
        passkeys={passkeys}
        hasPassword={seen.hasPassword}
        codesLeft={codesLeft}
        news={seen.news}
        isRequired={isRequired}
        office={seen.office}
        problem={refused && { message: refused.message, errors: refused.fields }}
      />
    )
  }
  function showSetUp(actor: Signed, request: Request, refused?: AppError): Response | Promise<Response> {
    const userId = selfOf(actor)
    const seen = actor.tenant.read((tx) => ({
      secret: findSetup(tx, userId, holderOf(request)),
      replaces: phoneSince(tx, userId) !== undefined,
      hasPassword: hasPassword(tx, userId),
    }))
    const { secret, ...rest } = seen
    if (!secret) return seeOther(PLACE)
    const qr = qrOf(totpUri(secret, `Frontdesk ${actor.officeName}`, actor.user?.email ?? ''))
    const problem = refused && { message: refused.message, errors: refused.fields }
    const view = <SetUpPage shell={shell(actor, request, 'none')} qr={qr} secret={secret} {...rest} problem={problem} />
    return page(view, refused ? statusOf(refused) : 200)
  }
  const showCodes = (actor: Signed, request: Request, codes: readonly string[], headers = {}) => {
    const { officeName, user } = actor
    return page(
      <CodesPage shell={shell(actor, request, 'none')} officeName={officeName} email={user?.email ?? ''} codes={codes} next={PLACE} />,
      200,
      headers,
    )
  }

  return new Elysia({ prefix: PLACE, detail: { hide: true } })
    .use(signedIn(admit))

    .get('/', ({ actor, request, query }) => page(show(actor, request, undefined, query.notice)), {
      query: t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) }),
    })
    .post('/factor', ({ tenant, actor, request }) => {
      tenant.write((tx) => beginFactor(tx, selfOf(actor), holderOf(request)))
      return seeOther(`${PLACE}/factor`)
    })
    .get('/factor', ({ actor, request }) => showSetUp(actor, request))
    .post(
      '/factor/confirmation',
      async ({ tenant, actor, request, body: { code, password } }) => {
        const userId = selfOf(actor)
        try {
          if (tenant.read((tx) => phoneSince(tx, userId))) await proveByPassword(prove, tenant, { password }, 'factor')
          const { codes, secret } = tenant.write((tx) => ({
            codes: confirmFactor(tx, userId, holderOf(request), code),
            secret: sessionFor(request)(tx, getUser(tx, userId), tx.now),
          }))
          return showCodes(actor, request, codes, cookiesIn(request, secret))
        } catch (error) {
          if (isRefusal(error)) return showSetUp(actor, request, error)
          throw error
        }
      },
      { body: t.Object({ code: Code, password: Password }) },
    )
    .post(
      '/factor/removal',
      async ({ tenant, actor, request, body }) => {
        const userId = selfOf(actor)
        try {
          await proveByPassword(prove, tenant, body, 'factor')
          refuseWeakAlone(tenant, body.password)
          const secret = tenant.write((tx) => {
            const user = getUser(tx, userId)
            removeFactor(tx, userId, needsFactor(tx, user))
            return sessionFor(request)(tx, user, factorSince(tx, userId) ? tx.now : null)
          })
          return seeOther(`${PLACE}?notice=off`, cookiesIn(request, secret))
        } catch (error) {
          if (isRefusal(error)) return page(show(actor, request, error), statusOf(error))
          throw error
        }
      },
      { body: t.Object({ code: Code, password: Password }) },
    )
    .post('/recovery-codes', ({ tenant, actor, request }) => {
      const userId = selfOf(actor)
      const codes = tenant.write((tx) => {
        if (!factorSince(tx, userId)) throw notFound('Second factor')
        record(tx, 'factor.codes_renewed', userId)
        return renewRecoveryCodes(tx, userId)
      })
      return showCodes(actor, request, codes)
    })
    .post(
      '/rule',
      ({ tenant, actor, request, body }) => {
        try {
          tenant.write((tx) => setFactorForAll(tx, { factorForAll: body.factorForAll === 'on', understood: body.understood === 'on' }))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          if (isRefusal(error)) return page(show(actor, request, error), statusOf(error))
          throw error
        }
      },
      { body: t.Object({ factorForAll: Flag, understood: Flag }) },
    )
    .post(
      '/limits',
      ({ tenant, actor, request, body }) => {
        try {
          tenant.write((tx) => setSessionLimits(tx, { idleMinutes: Number(body.idleMinutes), longestHours: Number(body.longestHours) }))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          if (isRefusal(error)) return page(show(actor, request, error, undefined, body), statusOf(error))
          throw error
        }
      },
      { body: t.Object({ idleMinutes: t.String({ maxLength: 10 }), longestHours: t.String({ maxLength: 10 }) }) },
    )
}

type Typed = { readonly idleMinutes: string; readonly longestHours: string }
const asTyped = ({ idleMinutes, longestHours }: SessionLimits): Typed => ({
  idleMinutes: String(idleMinutes),
  longestHours: String(longestHours),
})

export const selfOf = ({ user }: Signed): UserId => {
  if (!user) throw notFound('Person')
  return user.id as UserId
}
const holderOf = (request: Request): string => credentialOf(request)?.secret ?? ''
const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && ['invalid', 'conflict', 'too_many'].includes(error.code)
const statusOf = ({ code }: AppError): number => (code === 'too_many' ? 429 : code === 'conflict' ? 409 : 422)
