import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { controlFile } from '../../audit/index.ts'
import { byOperator, type Control } from '../../tenancy/index.ts'
import { type AdmitOperator, JSON_BODY, type Operator, operating, problems } from '../../web/index.ts'
import { browserNamed } from '../browsers/named.ts'
import { totpUri } from '../factor/totp.ts'
import { CreationOptions, Said } from '../passkeys/described.ts'
import { getAccount } from './accounts.ts'
import { beginOwnPhone, confirmOwnPhone, endOtherSessions, ownSecurity, removeOwnPasskey, removeOwnPhone } from './own.ts'
import type { OperatorPasskeys } from './passkeys.ts'
import { holderOfSession, idOf } from './security.routes.tsx'
import { endOneOperatorSession } from './sessions.ts'

export type OwnApiDeps = { readonly admitOperator: AdmitOperator; readonly control: Control; readonly passkeys: OperatorPasskeys }

const Moment = Type.String({ format: 'date-time' })
const Own = Type.Object({
  email: Type.String(),
  phoneSince: Type.Union([Moment, Type.Null()]),
  passkeys: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), synced: Type.Boolean(), since: Moment })),
  sessions: Type.Array(
    Type.Object({ id: Type.String(), browser: Type.String(), address: Type.String(), since: Moment, lastAt: Moment, own: Type.Boolean() }),
  ),
})
const Which = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Operators']
const refusals = problems(401, 403)
const changes = problems(401, 403, 404, 409, 422)
const Nothing = Type.Undefined()

/** An operator's own passkeys, phone and sessions in JSON. */
export function operatorOwnApi({ admitOperator, control, passkeys }: OwnApiDeps): AnyElysia {
  const as = (operator: Operator) => controlFile(control, byOperator(operator))

  return new Elysia({ prefix: '/api/admin/me' })
    .use(operating(admitOperator))
    .get(
      '/security',
      ({ operator, request }) => shown(as(operator).read((tx) => ownSecurity(tx, idOf(operator), holderOfSession(request)))),
      {
        response: { 200: Own, ...refusals },
        detail: { summary: 'What one signs in with, and where one is signed in', tags },
      },
    )
    .post('/passkeys/options', ({ operator, request }) => passkeys.askNew(idOf(operator), holderOfSession(request)), {
      response: { 200: CreationOptions, ...refusals },
      detail: { summary: 'Begin an operator’s passkey', description: 'For navigator.credentials.create, within five minutes.', tags },
    })
    .post(
      '/passkeys',
      async ({ operator, request, body: { name, ...said }, status }) =>
        status(201, { id: await passkeys.add(idOf(operator), name, said, holderOfSession(request)) }),
      {
        parse: JSON_BODY,
        body: Type.Composite([Said, Type.Object({ name: Type.String({ maxLength: 200 }) })], { additionalProperties: true }),
        response: { 201: Type.Object({ id: Type.String() }), ...changes },
        detail: { summary: 'Add an operator’s passkey', tags },
      },
    )
    .delete(
      '/passkeys/:id',
      ({ operator, request, params, status }) => {
        as(operator).write((tx) => removeOwnPasskey(tx, idOf(operator), params.id, holderOfSession(request)))
        return status(204, undefined)
      },
      {
        params: Which,
        response: { 204: Nothing, ...changes },
        detail: { summary: 'Remove an operator’s passkey', description: 'Never the last way in. Every other session ends.', tags },
      },
    )
    .post(
      '/phone/setups',
      ({ operator, request, status }) =>
        status(
          201,
          as(operator).write((tx) => {
            const secret = beginOwnPhone(tx, idOf(operator), holderOfSession(request))
            return { secret, uri: totpUri(secret, 'Frontdesk operators', getAccount(tx, operator.id).email ?? '') }
          }),
        ),
      {
        response: { 201: Type.Object({ secret: Type.String(), uri: Type.String() }), ...refusals },
        detail: { summary: 'Begin an operator’s phone', description: 'A secret for an authenticator app, shown only here.', tags },
      },
    )
    .put(
      '/phone',
      ({ operator, request, body, status }) => {
        as(operator).write((tx) => confirmOwnPhone(tx, idOf(operator), holderOfSession(request), body.code))
        return status(204, undefined)
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ code: Type.String({ maxLength: 100 }) }),
        response: { 204: Nothing, ...changes },
        detail: { summary: 'Confirm an operator’s phone by its first code', tags },
      },
    )
    .delete(
      '/phone',
      ({ operator, request, status }) => {
        as(operator).write((tx) => removeOwnPhone(tx, idOf(operator), holderOfSession(request)))
        return status(204, undefined)
      },
      {
        response: { 204: Nothing, ...changes },
        detail: { summary: 'Remove an operator’s phone', description: 'Never the last way in.', tags },
      },
    )
    .delete(
      '/sessions',
      ({ operator, request, status }) => {
        as(operator).write((tx) => endOtherSessions(tx, idOf(operator), holderOfSession(request)))
        return status(204, undefined)
      },
      { response: { 204: Nothing, ...refusals }, detail: { summary: 'End every other session of an operator', tags } },
    )
    .delete(
      '/sessions/:id',
      ({ operator, params, status }) => {
        as(operator).write((tx) => endOneOperatorSession(tx, idOf(operator), params.id))
        return status(204, undefined)
      },
      { params: Which, response: { 204: Nothing, ...changes }, detail: { summary: 'End one session of an operator', tags } },
    )
}

const shown = ({ email, phone, passkeys, sessions }: ReturnType<typeof ownSecurity>) => ({
  email,
  phoneSince: phone?.toISOString() ?? null,
  passkeys: passkeys.map(({ id, name, isSynced, since }) => ({ id, name, synced: isSynced, since: since.toISOString() })),
  sessions: sessions.map(({ id, userAgent, address, createdAt, seenAt, isOwn }) => ({
    id,
    browser: browserNamed(userAgent),
    address,
    since: createdAt.toISOString(),
    lastAt: seenAt.toISOString(),
    own: isOwn,
  })),
})
