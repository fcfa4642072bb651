import { type AnyElysia, Elysia, t } from 'elysia'
import { SsoPage } from '../../../views/sso/index.tsx'
import { NewOidcPage } from '../../../views/sso/oidc.tsx'
import { ProviderPage, type ProviderPageProps, ProviderRemovalPage } from '../../../views/sso/show.tsx'
import { TrialPage } from '../../../views/sso/trial.tsx'
import { AppError, invalid, notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import type { UserId } from '../people/users.ts'
import { OFFERED } from '../permissions.ts'
import { breakGlassOf } from './break-glass.ts'
import { getConnection, listConnections, removeConnection, secretsOf } from './connections.ts'
import { EMPTY, inputOf, OidcForm, typedOf, valuesOf } from './form.routes.ts'
import { CLIENT_SECRET, type Oidc } from './oidc.ts'
import type { TestConnection } from './oidc-test.ts'
import { tryOidc } from './oidc-trying.ts'
import { allowPasswords, possibleBreakGlass, requireSso } from './only.ts'
import { linkedPeople, unlink } from './people.ts'
import type { ConnectionId } from './schema.tenant.ts'
import { addOidc, changeOidc, getOidc, hasSecret } from './setting-up.ts'
import { callbackPath } from './sign-in.routes.ts'
import { claimsIn, wordsOfTrial } from './trial-wording.ts'
import { getTrial } from './trials.ts'

export type SsoSettingsDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
  readonly urlOf: (slug: string) => string
  readonly test: TestConnection
  readonly oidc: Oidc
  /** A provider on one's own machine may be named. */
  readonly isLocal: boolean
}

const PLACE = '/settings/single-sign-on'
const NOTICES = new Map([
  ['added', { kind: 'ok', text: 'The provider was added. Enter the redirect address there, test, then switch it on.' } as const],
  ['saved', { kind: 'ok', text: 'Saved. Whoever came through this provider signs in again.' } as const],
  ['removed', { kind: 'ok', text: 'The provider was removed.' } as const],
  ['unlinked', { kind: 'ok', text: 'Unlinked and signed out.' } as const],
  ['only', { kind: 'ok', text: 'Passwords are switched off, but for that owner.' } as const],
  ['passwords', { kind: 'ok', text: 'Passwords are allowed again.' } as const],
])
const Noticed = t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) })

export const connectionNamed = (text: string): ConnectionId => {
  if (!isId(text)) throw notFound('Connection')
  return text as ConnectionId
}

/** Settings → Single sign-on, for owners. */
export function ssoSettingsRoutes({ admit, shell, clock, urlOf, test, oidc, isLocal }: SsoSettingsDeps): AnyElysia {
  const around = (actor: Signed, request: Request, notice?: string) => shell(actor, request, 'settings', NOTICES.get(notice ?? ''))
  const homeOf = (actor: Signed, id: string) => `${urlOf(actor.slug)}${callbackPath(id)}`

  function list(actor: Signed, request: Request, notice?: string, problem?: Problem) {
    const seen = actor.tenant.read((tx) => ({
      connections: listConnections(tx),
      breakGlassId: breakGlassOf(tx),
      owners: possibleBreakGlass(tx),
    }))
    return <SsoPage {...seen} shell={around(actor, request, notice)} problem={problem} />
  }
  type Shown = Partial<Pick<ProviderPageProps, 'values' | 'findings' | 'problem'>>
  function one(actor: Signed, request: Request, id: ConnectionId, notice?: string, shown: Shown = {}) {
    const seen = actor.tenant.read((tx) => ({
      values: valuesOf(getOidc(tx, id)),
      hasSecret: hasSecret(tx, id),
      people: linkedPeople(tx, id),
      clock: clock(tx),
    }))
    const props = { ...seen, ...shown, id, roles: OFFERED, redirectUri: homeOf(actor, id) }
    return <ProviderPage {...props} shell={around(actor, request, notice)} />
  }
  const added = (actor: Signed, request: Request, values = EMPTY, problem?: Problem) => (
    <NewOidcPage shell={around(actor, request)} values={values} hasSecret={false} roles={OFFERED} action={PLACE} problem={problem} />
  )

  return new Elysia({ prefix: PLACE, detail: { hide: true } })
    .use(signedIn(admit))
    .get('/', ({ actor, request, query }) => page(list(actor, request, query.notice)), { query: Noticed })
    .get('/new', ({ actor, request }) => page(added(actor, request)))
    .post(
      '/',
      ({ actor, tenant, request, body }) => {
        try {
          const { id } = tenant.write((tx) => addOidc(tx, inputOf(body), isLocal))
          return seeOther(`${PLACE}/${id}?notice=added`)
        } catch (error) {
          const { status, problem } = refusal(error)
          return page(added(actor, request, typedOf(body), problem), status)
        }
      },
      { body: OidcForm },
    )
    .post(
      '/rule',
      ({ actor, tenant, request, body }) => {
        try {
          if (body.only === undefined) tenant.write(allowPasswords)
          else tenant.write((tx) => requireSso(tx, ownerNamed(body.breakGlass)))
          return seeOther(`${PLACE}?notice=${body.only === undefined ? 'passwords' : 'only'}`)
        } catch (error) {
          const { status, problem } = refusal(error)
          return page(list(actor, request, undefined, problem), status)
        }
      },
      { body: t.Object({ only: t.Optional(t.String({ maxLength: 10 })), breakGlass: t.String({ maxLength: 64, default: '' }) }) },
    )
    .get('/:id', ({ actor, request, params, query }) => page(one(actor, request, connectionNamed(params.id), query.notice)), {
      query: Noticed,
    })
    .post(
      '/:id',
      ({ actor, tenant, request, params, body }) => {
        const id = connectionNamed(params.id)
        try {
          tenant.write((tx) => void changeOidc(tx, id, inputOf(body), isLocal))
          return seeOther(`${PLACE}/${id}?notice=saved`)
        } catch (error) {
          const { status, problem } = refusal(error)
          return page(one(actor, request, id, undefined, { values: typedOf(body), problem }), status)
        }
      },
      { body: OidcForm },
    )
    .post('/:id/test', async ({ actor, tenant, request, params }) => {
      const id = connectionNamed(params.id)
      const provider = tenant.read((tx) => ({ connection: getOidc(tx, id), clientSecret: secretsOf(tx, id).get(CLIENT_SECRET) }))
      const findings = await test(provider, homeOf(actor, id))
      return page(one(actor, request, id, undefined, { findings }))
    })
    .get('/:id/trial', async ({ actor, tenant, params }) => {
      const id = connectionNamed(params.id)
      const { trial, url } = await tryOidc(tenant, oidc, id, homeOf(actor, id))
      return seeOther(url ?? `${PLACE}/${id}/trials/${trial}`)
    })
    .get('/:id/trials/:trial', ({ actor, tenant, request, params }) => {
      const id = connectionNamed(params.id)
      const { name, trial } = tenant.read((tx) => ({ name: getOidc(tx, id).name, trial: getTrial(tx, id, params.trial) }))
      const { isGood, text } = wordsOfTrial(trial)
      const said = { kind: isGood ? 'ok' : 'error', text } as const
      const place = `${PLACE}/${id}`
      return page(<TrialPage shell={around(actor, request)} name={name} place={place} said={said} claims={claimsIn(trial.outcome)} />)
    })
    .get('/:id/removal', ({ actor, tenant, request, params }) => {
      const { id, name } = tenant.read((tx) => getConnection(tx, connectionNamed(params.id)))
      return page(<ProviderRemovalPage shell={around(actor, request)} id={id} name={name} />)
    })
    .post('/:id/removal', ({ actor, tenant, request, params }) => {
      const id = connectionNamed(params.id)
      try {
        tenant.write((tx) => removeConnection(tx, id))
        return seeOther(`${PLACE}?notice=removed`)
      } catch (error) {
        const { status, problem } = refusal(error)
        const { name } = tenant.read((tx) => getConnection(tx, id))
        return page(<ProviderRemovalPage shell={around(actor, request)} id={id} name={name} problem={problem} />, status)
      }
    })
    .post('/:id/people/:person/unlinking', ({ tenant, params }) => {
      const id = connectionNamed(params.id)
      tenant.write((tx) => unlink(tx, id, params.person as UserId))
      return seeOther(`${PLACE}/${id}?notice=unlinked`)
    })
}

type Problem = { readonly message: string; readonly errors: Readonly<Record<string, string>> }

function ownerNamed(text: string): UserId {
  if (!isId(text)) throw invalid({ breakGlass: 'Choose an owner.' })
  return text as UserId
}

/** What a person can put right comes back on the page they were on; everything else is the edge's to answer. */
function refusal(error: unknown): { readonly status: number; readonly problem: Problem } {
  if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
  return { status: error.code === 'invalid' ? 422 : 409, problem: { message: error.message, errors: error.fields } }
}
