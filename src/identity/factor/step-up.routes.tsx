import { type AnyElysia, Elysia, t } from 'elysia'
import { StepUpPage } from '../../../views/security/step-up.tsx'
import { AppError, unauthenticated } from '../../kit/errors.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { type Admit, ownPath, page, type Shell, type Signed, seeOther, sessionCookie, setSession, signedIn } from '../../web/index.ts'
import { listPasskeys } from '../passkeys/kept.ts'
import { parsed } from '../passkeys/said.ts'
import type { Passkeys } from '../passkeys/service.ts'
import type { UserId } from '../people/users.ts'
import { renewSession, SESSION_SECONDS } from '../sessions/sessions.ts'
import { proofWays } from '../sso/ways.ts'
import { factorSince } from './factor.ts'
import { phoneSince } from './phone.ts'
import type { Proof, Prove } from './proof.ts'

export type StepUpDeps = { readonly admit: Admit; readonly shell: Shell; readonly prove: Prove; readonly passkeys: Passkeys }
type Fields = readonly (readonly [name: string, value: string])[]
type Asked = { readonly to: string; readonly method: string; readonly fields: Fields }

const OWN_FIELDS = new Set(['proof', 'passkey', 'proofFor', 'proofMethod'])
const ProofForm = t.Object(
  {
    proof: t.String({ maxLength: 4_096, default: '' }),
    passkey: t.String({ maxLength: 24_000, default: '' }),
    proofFor: t.String({ maxLength: 2_000 }),
    proofMethod: t.String({ maxLength: 10 }),
  },
  { additionalProperties: true },
)

/** In place of what was asked for: it asks who it is, with everything that was typed, and then goes on. */
export const stepUpPage =
  ({ admit, ...deps }: StepUpDeps) =>
  async (request: Request): Promise<Response> => {
    const actor = await admit({ request, route: '/step-up', method: 'POST' })
    return show(deps, actor, request, { to: pathOf(request), method: request.method, fields: await fieldsOf(request) })
  }

/** Who has a second factor proves it is they by a code of it; who has none by the password. */
const wayOf = (tenant: Tenant) => tenant.read((tx) => (factorSince(tx, tx.actor.id as UserId) ? 'code' : 'password'))
export const proofBy = (tenant: Tenant, typed: string): Proof => (wayOf(tenant) === 'code' ? { code: typed } : { password: typed })

function show({ shell }: Omit<StepUpDeps, 'admit'>, actor: Signed, request: Request, asked: Asked, error?: AppError) {
  const has = actor.tenant.read((tx) => {
    const userId = tx.actor.id as UserId
    return { passkey: listPasskeys(tx, userId).length > 0, phone: phoneSince(tx, userId) !== undefined, ...proofWays(tx, userId) }
  })
  const around = shell(actor, request, 'none')
  const view = <StepUpPage shell={around} way={wayOf(actor.tenant)} has={has} {...asked} error={error && messageOf(error)} />
  return page(view, error ? (error.code === 'too_many' ? 429 : 422) : 403)
}

/** The proof, and on to where it was asked for, under a new cookie: a form is posted again by the browser as it was. */
export function stepUpRoutes({ admit, ...deps }: StepUpDeps): AnyElysia {
  return new Elysia({ detail: { hide: true } }).use(signedIn(admit)).post(
    '/step-up',
    async ({ tenant, actor, request, body }) => {
      const { proof, passkey, proofFor, proofMethod, ...rest } = body
      const [to, secret] = [ownPath(proofFor), sessionCookie(request)]
      if (!secret) throw unauthenticated()
      try {
        if (passkey) await deps.passkeys.prove(tenant, actor.slug, parsed(passkey), secret, 'step-up')
        else await deps.prove(tenant, proofBy(tenant, proof), 'step-up')
      } catch (error) {
        if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'too_many')) throw error
        return show(deps, actor, request, { to, method: proofMethod, fields: flat(rest) }, error)
      }
      const renewed = tenant.write((tx) => renewSession(tx, secret, true))
      if (!renewed) throw unauthenticated()
      const cookie = { 'set-cookie': setSession(request, renewed, SESSION_SECONDS) }
      return proofMethod === 'GET' ? seeOther(to, cookie) : new Response(null, { status: 307, headers: { location: to, ...cookie } })
    },
    { body: ProofForm },
  )
}

const pathOf = (request: Request): string => ownPath(new URL(request.url).pathname)
const messageOf = ({ fields, message }: AppError): string => fields['code'] ?? fields['password'] ?? fields['passkey'] ?? message

async function fieldsOf(request: Request): Promise<Fields> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return []
  const given: [string, string][] = []
  for (const [name, value] of await request.formData()) if (typeof value === 'string' && !OWN_FIELDS.has(name)) given.push([name, value])
  return given
}

const flat = (rest: Readonly<Record<string, unknown>>): Fields =>
  Object.entries(rest).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)] as const))
