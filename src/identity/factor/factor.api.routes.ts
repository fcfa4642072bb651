import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { record } from '../../audit/index.ts'
import { forbidden, notFound, unauthenticated } from '../../kit/errors.ts'
import {
  type Admit,
  credentialOf,
  JSON_BODY,
  Problem,
  problems,
  type Signed,
  sessionCookie,
  setSession,
  signedIn,
} from '../../web/index.ts'
import { placeAt } from '../admit.routes.ts'
import type { Identity } from '../identity.ts'
import { Said } from '../passkeys/described.ts'
import type { Passkeys } from '../passkeys/service.ts'
import { getUser, type UserId } from '../people/users.ts'
import { renewSession, SESSION_SECONDS } from '../sessions/sessions.ts'
import { refuseWeakAlone } from '../sign-in/password-rules.ts'
import { confirmFactor, factorSince, removeFactor } from './factor.ts'
import { isFactorForAll, listFactors, needsFactor, ownFactor, setFactorForAll } from './factor-rules.ts'
import { beginFactor, phoneSince } from './phone.ts'
import { type Prove, proveByPassword } from './proof.ts'
import { renewRecoveryCodes } from './recovery-codes.ts'
import { proofBy } from './step-up.routes.tsx'
import { totpUri } from './totp.ts'

const Own = Type.Object({
  since: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'When the phone that makes codes was set up.' }),
  passkeys: Type.Integer(),
  recoveryCodesLeft: Type.Integer(),
  required: Type.Boolean({ description: 'By the role, or by the office’s rule.' }),
})
const SetUp = Type.Object({ secret: Type.String(), uri: Type.String({ description: 'What the QR code says.' }) })
const Codes = Type.Object({ recoveryCodes: Type.Array(Type.String(), { description: 'Shown only this once.' }) })
const Text = (description: string) => Type.String({ maxLength: 4_096, description })
const Confirmation = Type.Object({
  code: Text('The first code of the new one.'),
  password: Type.Optional(Text('One’s own, where another factor is replaced.')),
})
const Both = Type.Object({ password: Type.Optional(Text('One’s own, of who has one.')), code: Text('A code of now, or a recovery code.') })
const Rules = Type.Object({ factorForAll: Type.Boolean({ description: 'Else of owners and admins only.' }) })
const Change = Type.Composite([
  Rules,
  Type.Object({
    understood: Type.Optional(
      Type.Boolean({ description: 'Needed with false: that one stolen password is then enough to come in (NIST SP 800-63B, AAL1).' }),
    ),
  }),
])
const People = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      email: Type.String(),
      role: Type.String(),
      hasFactor: Type.Boolean(),
      isRequired: Type.Boolean(),
    }),
  ),
})
const ProofGiven = Type.Object({
  accessToken: Type.Union([Type.String(), Type.Null()], {
    description: 'For who came with a token: another that is fresh for five minutes.',
  }),
})
const tags = ['Second factor']
const refusals = problems(401, 403, 422)

export type FactorApiDeps = {
  readonly admit: Admit
  readonly prove: Prove
  readonly passkeys: Passkeys
  readonly identity: Identity
  readonly baseDomain: string
}

/** Settings → Security in JSON. */
export function factorApi({ admit, prove, passkeys, identity, baseDomain }: FactorApiDeps): AnyElysia {
  return new Elysia({ prefix: '/api' })
    .use(signedIn(admit))
    .get(
      '/me/factor',
      ({ tenant, actor }) => {
        const { since, passkeys, codesLeft, isRequired } = tenant.read((tx) => ownFactor(tx, selfOf(actor)))
        return { since: since?.toISOString() ?? null, passkeys: passkeys.length, recoveryCodesLeft: codesLeft, required: isRequired }
      },
      { response: { 200: Own, ...refusals }, detail: { summary: 'One’s own second factor', tags } },
    )
    .post(
      '/me/factor/setups',
      ({ tenant, actor, request, status }) => {
        const secret = tenant.write((tx) => beginFactor(tx, selfOf(actor), holderOf(request)))
        return status(201, { secret, uri: totpUri(secret, `Frontdesk ${actor.officeName}`, actor.user?.email ?? '') })
      },
      {
        response: { 201: SetUp, ...refusals },
        detail: {
          summary: 'Begin a second factor',
          description: 'It counts once PUT /api/me/factor confirms it, with this credential.',
          tags,
        },
      },
    )
    .put(
      '/me/factor',
      async ({ tenant, actor, request, body: { code, password = '' } }) => {
        const userId = selfOf(actor)
        if (tenant.read((tx) => phoneSince(tx, userId))) await proveByPassword(prove, tenant, { password }, 'factor')
        return { recoveryCodes: tenant.write((tx) => confirmFactor(tx, userId, holderOf(request), code)) }
      },
      {
        parse: JSON_BODY,
        body: Confirmation,
        response: { 200: Codes, ...refusals, 409: Problem, 429: Problem },
        detail: { summary: 'Confirm a second factor', description: 'Every session and token of the person ends.', tags },
      },
    )
    .post(
      '/me/factor/removal',
      async ({ tenant, actor, body, status }) => {
        const userId = selfOf(actor)
        await proveByPassword(prove, tenant, body, 'factor')
        refuseWeakAlone(tenant, body.password)
        tenant.write((tx) => removeFactor(tx, userId, needsFactor(tx, getUser(tx, userId))))
        return status(204, undefined)
      },
      {
        parse: JSON_BODY,
        body: Both,
        response: { 204: Type.Undefined(), ...refusals, 429: Problem },
        detail: { summary: 'Switch one’s second factor off', description: 'Refused where it is required. Every session ends.', tags },
      },
    )
    .post(
      '/me/recovery-codes',
      ({ tenant, actor, status }) => {
        const userId = selfOf(actor)
        const recoveryCodes = tenant.write((tx) => {
          if (!factorSince(tx, userId)) throw notFound('Second factor')
          record(tx, 'factor.codes_renewed', userId)
          return renewRecoveryCodes(tx, userId)
        })
        return status(201, { recoveryCodes })
      },
      { response: { 201: Codes, ...refusals, 404: Problem }, detail: { summary: 'Make recovery codes anew', tags } },
    )
    .post(
      '/me/proofs',
      async ({ tenant, actor, request, body }) => {
        if (body.passkey) await passkeys.prove(tenant, actor.slug, body.passkey, holderOf(request), 'step-up')
        else await prove(tenant, proofBy(tenant, body.proof ?? '', body.password ?? ''), 'step-up')
        const secret = sessionCookie(request)
        if (credentialOf(request)?.kind === 'cookie' && secret) {
          const renewed = tenant.write((tx) => renewSession(tx, secret, true))
          if (!renewed) throw unauthenticated()
          return Response.json({ accessToken: null }, { headers: { 'set-cookie': setSession(request, renewed, SESSION_SECONDS) } })
        }
        const place = placeAt(identity, request, baseDomain)
        const borne = await identity.tokens.verify(place, holderOf(request))
        const { user, now } = tenant.read((tx) => ({ user: getUser(tx, selfOf(actor)), now: tx.now }))
        return Response.json({ accessToken: await identity.tokens.issue(place, user, now, borne?.family ?? '') })
      },
      {
        parse: JSON_BODY,
        body: Type.Object({
          proof: Type.Optional(Text('A code of one’s second factor; without one the password.')),
          password: Type.Optional(Text('Beside the code of who has both.')),
          passkey: Type.Optional(Said),
        }),
        response: { 200: ProofGiven, ...refusals, 429: Problem },
        detail: {
          summary: 'Prove once more who one is',
          description: 'For what is refused as “unproven”: good for five minutes. A session goes on under a new cookie.',
          tags,
        },
      },
    )
    .get('/sign-in-rules', ({ tenant }) => ({ factorForAll: tenant.read(isFactorForAll) }), {
      response: { 200: Rules, ...refusals },
      detail: { summary: 'What this office asks of everybody who signs in', description: 'The owner only.', tags },
    })
    .patch(
      '/sign-in-rules',
      ({ tenant, body }) => {
        const { factorForAll, understood = false } = body
        tenant.write((tx) => setFactorForAll(tx, { factorForAll, understood }))
        return { factorForAll }
      },
      {
        parse: JSON_BODY,
        body: Change,
        response: { 200: Rules, ...refusals },
        detail: { summary: 'Change it', description: 'The owner only. A new office asks a second factor of everybody.', tags },
      },
    )
    .get('/factors', ({ tenant }) => ({ data: tenant.read(listFactors) }), {
      response: { 200: People, ...refusals },
      detail: { summary: 'Who has a second factor', description: 'The owner only.', tags },
    })
}

export function selfOf({ user }: Signed): UserId {
  if (!user) throw forbidden('Only a person has a second factor, not a key.')
  return user.id as UserId
}
const holderOf = (request: Request): string => credentialOf(request)?.secret ?? ''
