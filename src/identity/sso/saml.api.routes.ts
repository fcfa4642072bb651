import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, JSON_BODY, made, problems, signedIn } from '../../web/index.ts'
import { Begun, RULES, shownTrial, Trial } from './api.routes.ts'
import type { Connection } from './connections.ts'
import { NO_RULES } from './rules-form.routes.ts'
import { addSaml, changeSaml, type SamlInput, type SamlSettingUp, samlConnection } from './saml-connections.ts'
import { addNextKey, dropNextKey, keyPairs, makeKeyPair, useNextKey } from './saml-keys.ts'
import { shownOf } from './saml-page.ts'
import { factsOf } from './saml-provider.ts'
import { readSamlSettings } from './saml-settings.ts'
import { trySaml } from './saml-trying.ts'
import { connectionNamed as idOf } from './settings.routes.tsx'
import { getTrial } from './trials.ts'

const Text = (maxLength: number, description: string) => Type.String({ maxLength, description })
const Input = Type.Object({
  ...RULES,
  metadata: Text(262_144, 'The provider’s metadata as XML.'),
  metadataUrl: Text(2_000, 'Or where it publishes it.'),
  mustBeEncrypted: Type.Boolean(),
  emailAttribute: Text(200, 'Empty: the usual ones.'),
  nameAttribute: Text(200, 'Empty: the usual ones.'),
  groupsAttribute: Text(200, 'Empty: the usual ones.'),
  factorContexts: Type.Array(Type.String({ maxLength: 200 }), {
    maxItems: 20,
    description: 'Authentication contexts that say a second factor was given. None: the provider asks for one always.',
  }),
})
const Change = Type.Partial(Input)
const NEW: SamlInput = {
  ...NO_RULES,
  linksByAddress: false,
  metadata: '',
  metadataUrl: '',
  mustBeEncrypted: true,
  emailAttribute: '',
  nameAttribute: '',
  groupsAttribute: '',
  factorContexts: [],
}
const Certificate = Type.Object({
  fingerprint: Type.String({ description: 'SHA-256.' }),
  expiresAt: Type.String({ format: 'date-time' }),
  standing: Type.String({ description: 'ok, soon or expired.' }),
})
const Shown = Type.Object({
  id: Type.String(),
  name: Type.String(),
  isEnabled: Type.Boolean(),
  ours: Type.Object({
    entityId: Type.String(),
    acsUrl: Type.String(),
    metadataUrl: Type.String(),
    certificates: Type.Array(Certificate),
  }),
  theirs: Type.Object({
    entityId: Type.String(),
    signInUrl: Type.String(),
    metadataUrl: Type.String(),
    certificates: Type.Array(Certificate),
  }),
  options: Type.Object({
    mustBeEncrypted: Type.Boolean(),
    emailAttribute: Type.String(),
    nameAttribute: Type.String(),
    groupsAttribute: Type.String(),
    factorContexts: Type.Array(Type.String()),
  }),
})
const Keys = Type.Object({ data: Type.Array(Certificate, { description: 'The one in use first, then the one that waits.' }) })
const tags = ['Single sign-on']
const refusals = problems(401, 403, 404, 409, 422)

export type SamlApiDeps = SamlSettingUp & { readonly admit: Admit; readonly urlOf: (slug: string) => string }

/** Settings → Single sign-on, what only SAML has, in JSON. */
export function samlApi({ admit, urlOf, ...deps }: SamlApiDeps): AnyElysia {
  return new Elysia({ prefix: '/api/sso' })
    .use(signedIn(admit))
    .post(
      '/saml',
      async ({ tenant, actor, body }) => {
        const connection = await addSaml(tenant, merged(NEW, body), deps)
        return made('/api/sso/saml', inJson(tenant.read((tx) => shownOf(tx, connection, urlOf(actor.slug)))))
      },
      {
        parse: JSON_BODY,
        body: Change,
        response: { 201: Shown, ...refusals },
        detail: { summary: 'Add a SAML provider, switched off', tags },
      },
    )
    .get(
      '/saml/:id',
      ({ tenant, actor, params }) => inJson(tenant.read((tx) => shownOf(tx, samlConnection(tx, idOf(params.id)), urlOf(actor.slug)))),
      { response: { 200: Shown, ...refusals }, detail: { summary: 'A SAML provider, and what it must be told', tags } },
    )
    .patch(
      '/saml/:id',
      async ({ tenant, actor, params, body }) => {
        const id = idOf(params.id)
        const connection = await changeSaml(tenant, id, merged(inputOf(tenant.read((tx) => samlConnection(tx, id))), body), deps)
        return inJson(tenant.read((tx) => shownOf(tx, connection, urlOf(actor.slug))))
      },
      {
        parse: JSON_BODY,
        body: Change,
        response: { 200: Shown, ...refusals },
        detail: {
          summary: 'Change a SAML provider',
          description: 'Without metadata what is known of it stays. Who came in by it signs in again.',
          tags,
        },
      },
    )
    .post(
      '/saml/:id/trials',
      async ({ tenant, actor, params }) => {
        const { trial, url } = await trySaml(tenant, idOf(params.id), urlOf(actor.slug), deps.clock())
        return made(`/api/sso/saml/${params.id}/trials`, { id: trial, url })
      },
      {
        response: { 201: Begun, ...refusals },
        detail: { summary: 'Try a SAML provider', description: 'Nobody is signed in by it.', tags },
      },
    )
    .get('/saml/:id/trials/:trial', ({ tenant, params }) => shownTrial(tenant.read((tx) => getTrial(tx, idOf(params.id), params.trial))), {
      response: { 200: Trial, ...refusals },
      detail: { summary: 'What came of a trial', tags },
    })
    .get(
      '/saml-keys',
      ({ tenant }) => tenant.read((tx) => ({ data: keyPairs(tx).map(({ certificate }) => dated(factsOf(certificate, tx.now))) })),
      {
        response: { 200: Keys, ...refusals },
        detail: { summary: 'Frontdesk’s own SAML certificates', tags },
      },
    )
    .post(
      '/saml-keys',
      async ({ tenant, status }) => {
        const pair = await makeKeyPair(deps.clock())
        return status(
          201,
          tenant.write((tx) => {
            addNextKey(tx, pair)
            return dated(factsOf(pair.certificate, tx.now))
          }),
        )
      },
      {
        response: { 201: Certificate, ...refusals },
        detail: { summary: 'Make a SAML key that waits beside the one in use', tags },
      },
    )
    .post(
      '/saml-keys/exchange',
      ({ tenant, status }) => {
        tenant.write(useNextKey)
        return status(204, undefined)
      },
      {
        response: { 204: Type.Void(), ...refusals },
        detail: { summary: 'Put the waiting SAML key in use', tags },
      },
    )
    .delete(
      '/saml-keys/next',
      ({ tenant, status }) => {
        tenant.write(dropNextKey)
        return status(204, undefined)
      },
      {
        response: { 204: Type.Void(), ...refusals },
        detail: { summary: 'Throw the waiting SAML key away', tags },
      },
    )
}

const inputOf = ({ settings, ...rules }: Connection): SamlInput => ({
  ...rules,
  ...readSamlSettings(settings),
  metadata: '',
  metadataUrl: '',
})
const merged = (before: SamlInput, change: Static<typeof Change>): SamlInput => ({ ...before, ...change })

const dated = ({ expiresAt, ...facts }: ReturnType<typeof factsOf>) => ({ ...facts, expiresAt: expiresAt.toISOString() })

function inJson({ ours, theirs, ...shown }: ReturnType<typeof shownOf>) {
  const { factorContexts, ...options } = shown.options
  return {
    ...shown,
    ours: { ...ours, certificates: ours.certificates.map(dated) },
    theirs: { ...theirs, certificates: theirs.certificates.map(dated) },
    options: { ...options, factorContexts: [...factorContexts] },
  }
}
