import { type AnyElysia, Elysia } from 'elysia'
import { StepUpPage } from '../../../views/security/step-up.tsx'
import { AppError, invalid, unauthenticated } from '../../kit/errors.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { type Admit, ownPath, page, type Shell, type Signed, sessionCookie, setSession, signedIn } from '../../web/index.ts'
import { listPasskeys } from '../passkeys/kept.ts'
import { parsed } from '../passkeys/said.ts'
import type { Passkeys } from '../passkeys/service.ts'
import type { UserId } from '../people/users.ts'
import { findSession, renewSession, SESSION_SECONDS } from '../sessions/sessions.ts'
import { hasPassword, proofWays } from '../sso/ways.ts'
import { factorSince } from './factor.ts'
import { flat, goOn, type Onward, onwardOf, ProofForm } from './onward.routes.ts'
import { phoneSince } from './phone.ts'
import type { Proof, Prove } from './proof.ts'

export type StepUpDeps = { readonly admit: Admit; readonly shell: Shell; readonly prove: Prove; readonly passkeys: Passkeys }
const NOT_YET = 'Nothing has shown yet that it is you. Use one of the ways on this page first, then go on.'

/** In place of what was asked for: it asks who it is, with everything that was typed, and then goes on. */
export const stepUpPage =
  ({ admit, ...deps }: StepUpDeps) =>
  async (request: Request): Promise<Response> => {
    const actor = await admit({ request, route: '/step-up', method: 'POST' })
    return show(deps, actor, request, await onwardOf(request))
  }

const wayOf = (tenant: Tenant) => tenant.read((tx) => (factorSince(tx, tx.actor.id as UserId) ? 'code' : 'password'))

/** All that signing in takes (V7.5.1 of ASVS): who has a second factor gives a code of it beside their password, who has none the password. */
export function proofBy(tenant: Tenant, typed: string, password: string): Proof {
  if (wayOf(tenant) === 'password') return { password: typed }
  return tenant.read((tx) => hasPassword(tx, tx.actor.id as UserId)) ? { password, code: typed } : { code: typed }
}

function show({ shell }: Omit<StepUpDeps, 'admit'>, actor: Signed, request: Request, asked: Onward, error?: AppError) {
  const has = actor.tenant.read((tx) => {
    const userId = tx.actor.id as UserId
    return { passkey: listPasskeys(tx, userId).length > 0, phone: phoneSince(tx, userId) !== undefined, ...proofWays(tx, userId) }
  })
  const around = shell(actor, request, 'none')
  const way = wayOf(actor.tenant)
  const view = <StepUpPage shell={around} way={way} has={has} {...asked} error={error && refusalOf(error, way)} />
  return page(view, error ? (error.code === 'too_many' ? 429 : 422) : 403)
}

/** The proof, and on to where it was asked for, under a new cookie: a form is posted again by the browser as it was. */
export function stepUpRoutes({ admit, ...deps }: StepUpDeps): AnyElysia {
  return new Elysia({ detail: { hide: true } }).use(signedIn(admit)).post(
    '/step-up',
    async ({ tenant, actor, request, body }) => {
      const { proof, proofPassword, passkey, proofFor, proofMethod, ...rest } = body
      const [to, secret] = [ownPath(proofFor), sessionCookie(request)]
      if (!secret) throw unauthenticated()
      try {
        if (passkey) await deps.passkeys.prove(tenant, actor.slug, parsed(passkey), secret, 'step-up')
        else if (proof !== '') await deps.prove(tenant, proofBy(tenant, proof, proofPassword), 'step-up')
        else if (!isFreshAgain(tenant, secret)) throw invalid({ proof: NOT_YET })
      } catch (error) {
        if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'too_many')) throw error
        return show(deps, actor, request, { to, method: proofMethod, fields: flat(rest) }, error)
      }
      const isProven = passkey !== '' || proof !== ''
      const renewed = tenant.write((tx) => renewSession(tx, secret, isProven))
      if (!renewed) throw unauthenticated()
      return goOn(to, proofMethod, setSession(request, renewed, SESSION_SECONDS))
    },
    { body: ProofForm },
  )
}

/** By a sign-in at the provider in another tab, whose session this browser has by now. */
const isFreshAgain = (tenant: Tenant, secret: string): boolean => tenant.read((tx) => findSession(tx, secret)?.isFresh ?? false)

/** Beside the field that was wrong. */
function refusalOf({ fields, message }: AppError, way: 'code' | 'password') {
  const isOfPassword = way === 'code' && fields['password'] !== undefined
  const said = fields['code'] ?? fields['password'] ?? fields['passkey'] ?? fields['proof'] ?? message
  return { field: isOfPassword ? 'proofPassword' : 'proof', message: said } as const
}
