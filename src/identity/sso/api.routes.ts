import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, JSON_BODY, made, problems, type Signed, signedIn } from '../../web/index.ts'
import type { UserId } from '../people/users.ts'
import { OFFERED } from '../permissions.ts'
import { breakGlassOf } from './break-glass.ts'
import { type Connection, getConnection, listConnections, removeConnection, secretsOf } from './connections.ts'
import { CLIENT_SECRET, type Oidc } from './oidc.ts'
import { type OidcSettings, readSettings } from './oidc-settings.ts'
import type { TestConnection } from './oidc-test.ts'
import { tryOidc } from './oidc-trying.ts'
import { allowPasswords, requireSso } from './only.ts'
import { linkedPeople, unlink } from './people.ts'
import { NO_RULES } from './rules-form.routes.ts'
import { addOidc, changeOidc, getOidc, hasSecret, type OidcInput } from './setting-up.ts'
import { connectionNamed } from './settings.routes.tsx'
import { callbackPath } from './sign-in.routes.ts'
import { wordsOfTrial } from './trial-wording.ts'
import { getTrial, type Trial as TrialKept } from './trials.ts'

const Role = Type.Union(OFFERED.map((role) => Type.Literal(role)))
const Settings = Type.Object({
  preset: Type.Union([Type.Literal('google'), Type.Literal('microsoft'), Type.Literal('other')]),
  issuer: Type.String({ maxLength: 500, description: 'Of “other”; Google and Microsoft have theirs.' }),
  clientId: Type.String({ maxLength: 300 }),
  allowed: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50, description: 'Domains at Google, directory ids at Microsoft.' }),
  groupsClaim: Type.String({ maxLength: 100 }),
  factorWords: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50, description: 'In amr or acr: a second factor was asked for.' }),
})
/** What is decided about people, whatever the provider speaks. */
export const RULES = {
  name: Type.String({ maxLength: 500 }),
  isEnabled: Type.Boolean(),
  letsNewPeopleIn: Type.Boolean(),
  defaultRole: Type.Union([Role, Type.Null()]),
  groupRoles: Type.Array(Type.Object({ group: Type.String({ maxLength: 300 }), role: Role }), { maxItems: 200 }),
  groupsMakeOwners: Type.Boolean(),
  linksByAddress: Type.Boolean(),
  asksFactor: Type.Boolean(),
}
const Secret = Type.String({ maxLength: 2_000, description: 'Write-only.' })
const Change = Type.Partial(Type.Object({ ...RULES, settings: Type.Partial(Settings), clientSecret: Secret }))
const Shown = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: 'oidc or saml' }),
  ...RULES,
  defaultRole: Type.Union([Type.String(), Type.Null()]),
  groupRoles: Type.Array(Type.Object({ group: Type.String(), role: Type.String() })),
  settings: Type.Record(Type.String(), Type.Unknown()),
  hasSecret: Type.Boolean(),
  redirectUri: Type.String({ description: 'What the provider has to be told.' }),
  createdAt: Type.String({ format: 'date-time' }),
})
const Rule = Type.Object({
  breakGlassId: Type.Union([Type.String({ maxLength: 64 }), Type.Null()], { description: 'Null: everybody may.' }),
})
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Linked = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String(), linkedAt: Type.String({ format: 'date-time' }) })
const Findings = Type.Object({ findings: Type.Array(Type.Object({ standing: Type.String(), text: Type.String() })) })

export const Begun = Type.Object({
  id: Type.String(),
  url: Type.Union([Type.String(), Type.Null()], { description: 'To be opened in a browser; null where it came to nothing before.' }),
})
export const Trial = Type.Object({
  id: Type.String(),
  isGood: Type.Boolean(),
  problem: Type.Union([Type.String(), Type.Null()]),
  detail: Type.String(),
})
export function shownTrial(trial: TrialKept): Static<typeof Trial> {
  const { isGood, text } = wordsOfTrial(trial)
  return { id: trial.id, isGood, problem: trial.outcome && 'problem' in trial.outcome ? trial.outcome.problem : null, detail: text }
}

const NEW: OidcInput = {
  ...NO_RULES,
  linksByAddress: false,
  settings: { preset: 'other', issuer: '', clientId: '', allowed: [], groupsClaim: 'groups', factorWords: [] },
  clientSecret: '',
}
export type SsoApiDeps = {
  readonly admit: Admit
  readonly urlOf: (slug: string) => string
  readonly test: TestConnection
  readonly oidc: Oidc
  readonly isLocal: boolean
}

/** Settings → Single sign-on in JSON; owners only, and no key. */
export function ssoApi({ admit, urlOf, test, oidc, isLocal }: SsoApiDeps): AnyElysia {
  const homeOf = (actor: Signed, id: string) => `${urlOf(actor.slug)}${callbackPath(id)}`
  const shown = (actor: Signed, { settings, createdAt, groupRoles, ...connection }: Connection) => ({
    ...connection,
    settings: { ...settings },
    groupRoles: [...groupRoles],
    hasSecret: actor.tenant.read((tx) => hasSecret(tx, connection.id)),
    redirectUri: homeOf(actor, connection.id),
    createdAt: createdAt.toISOString(),
  })
  const described = (summary: string) => ({ summary, tags: ['Single sign-on'] })

  return new Elysia({ prefix: '/api/sso' })
    .use(signedIn(admit))
    .get('/connections', ({ actor, tenant }) => ({ data: tenant.read(listConnections).map((each) => shown(actor, each)) }), {
      response: { 200: Type.Object({ data: Type.Array(Shown) }), ...problems(401, 403) },
      detail: described('List the providers people sign in through'),
    })
    .post(
      '/connections',
      ({ actor, tenant, body }) =>
        made(
          '/api/sso/connections',
          shown(
            actor,
            tenant.write((tx) => addOidc(tx, merged(NEW, body), isLocal)),
          ),
        ),
      {
        parse: JSON_BODY,
        body: Change,
        response: { 201: Shown, ...problems(401, 403, 409, 422) },
        detail: described('Add a provider of OpenID Connect'),
      },
    )
    .get(
      '/connections/:id',
      ({ actor, tenant, params }) => {
        const id = connectionNamed(params.id)
        const people = tenant.read((tx) => linkedPeople(tx, id)).map((each) => ({ ...each, linkedAt: each.linkedAt.toISOString() }))
        return {
          ...shown(
            actor,
            tenant.read((tx) => getConnection(tx, id)),
          ),
          people,
        }
      },
      {
        params: One,
        response: { 200: Type.Composite([Shown, Type.Object({ people: Type.Array(Linked) })]), ...problems(401, 403, 404) },
        detail: described('One provider, and whom it is known to know'),
      },
    )
    .patch(
      '/connections/:id',
      ({ actor, tenant, params, body }) => {
        const id = connectionNamed(params.id)
        return shown(
          actor,
          tenant.write((tx) => changeOidc(tx, id, merged(inputOf(getOidc(tx, id)), body), isLocal)),
        )
      },
      {
        parse: JSON_BODY,
        params: One,
        body: Change,
        response: { 200: Shown, ...problems(401, 403, 404, 409, 422) },
        detail: described('Change a provider of OpenID Connect: whoever came through it signs in again'),
      },
    )
    .post(
      '/connections/:id/tests',
      async ({ actor, tenant, params }) => {
        const id = connectionNamed(params.id)
        const provider = tenant.read((tx) => ({ connection: getOidc(tx, id), clientSecret: secretsOf(tx, id).get(CLIENT_SECRET) }))
        return { findings: [...(await test(provider, homeOf(actor, id)))] }
      },
      {
        params: One,
        response: { 200: Findings, ...problems(401, 403, 404) },
        detail: described('Ask a provider of OpenID Connect, and say what is wrong'),
      },
    )
    .post(
      '/connections/:id/trials',
      async ({ actor, tenant, params }) => {
        const id = connectionNamed(params.id)
        const { trial, url } = await tryOidc(tenant, oidc, id, homeOf(actor, id))
        return made(`/api/sso/connections/${id}/trials`, { id: trial, url })
      },
      {
        params: One,
        response: { 201: Begun, ...problems(401, 403, 404) },
        detail: described('Try to sign in through a provider of OpenID Connect: nobody is signed in by it'),
      },
    )
    .get(
      '/connections/:id/trials/:trial',
      ({ tenant, params }) => shownTrial(tenant.read((tx) => getTrial(tx, connectionNamed(params.id), params.trial))),
      {
        params: Type.Object({ id: Type.String({ maxLength: 64 }), trial: Type.String({ maxLength: 64 }) }),
        response: { 200: Trial, ...problems(401, 403, 404) },
        detail: described('What came of it'),
      },
    )
    .delete(
      '/connections/:id/people/:person',
      ({ tenant, params, status }) => {
        tenant.write((tx) => unlink(tx, connectionNamed(params.id), params.person as UserId))
        return status(204, undefined)
      },
      {
        params: Type.Object({ id: Type.String({ maxLength: 64 }), person: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Undefined(), ...problems(401, 403, 404) },
        detail: described('Unlink a person from their account there'),
      },
    )
    .delete(
      '/connections/:id',
      ({ tenant, params, status }) => {
        tenant.write((tx) => removeConnection(tx, connectionNamed(params.id)))
        return status(204, undefined)
      },
      { params: One, response: { 204: Type.Undefined(), ...problems(401, 403, 404, 409) }, detail: described('Remove a provider') },
    )
    .get('/rule', ({ tenant }) => ({ breakGlassId: tenant.read(breakGlassOf) ?? null }), {
      response: { 200: Rule, ...problems(401, 403) },
      detail: described('The owner who alone may use a password'),
    })
    .put(
      '/rule',
      ({ tenant, body: { breakGlassId } }) => {
        if (breakGlassId === null) tenant.write(allowPasswords)
        else tenant.write((tx) => requireSso(tx, breakGlassId as UserId))
        return { breakGlassId }
      },
      {
        parse: JSON_BODY,
        body: Rule,
        response: { 200: Rule, ...problems(401, 403, 409, 422) },
        detail: described('Switch passwords off for all but one owner, or allow them again'),
      },
    )
}

const inputOf = ({ id: _, kind: __, createdAt: ___, settings, ...rules }: Connection): OidcInput => ({
  ...rules,
  settings: readSettings(settings),
  clientSecret: '',
})

const merged = (before: OidcInput, { settings, ...change }: Static<typeof Change>): OidcInput => ({
  ...before,
  ...change,
  settings: { ...before.settings, ...settings } as OidcSettings,
})
