import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { controlFile } from '../../audit/index.ts'
import { byOperator, type Control } from '../../tenancy/index.ts'
import { type AdmitOperator, JSON_BODY, json, made, type Operator, operating, problems } from '../../web/index.ts'
import { Sure } from '../made-sure.routes.ts'
import { madeSure } from '../made-sure.ts'
import { createOperator, listOperators, type OperatorId, type OperatorRow, revokeOperator } from '../operators.ts'
import {
  type Account,
  changeOperatorRole,
  getAccount,
  inviteOperator,
  listAccounts,
  readmitOperator,
  recoverOperator,
  removeOperator,
  suspendOperator,
} from './accounts.ts'

export type OperatorsApiDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  readonly linkOf: (token: string) => string
}

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const One = Type.Object({
  id: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  role: Type.Union([Type.Literal('super_admin'), Type.Literal('support')]),
  state: Type.String(),
  lastSignInAt: Moment,
})
const Linked = Type.Composite([One, Type.Object({ link: Type.String({ description: 'Works once, for a day. Shown only here.' }) })])
const Key = Type.Object({ id: Type.String(), name: Type.String(), createdAt: Type.String({ format: 'date-time' }), revokedAt: Moment })
const Which = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Text = Type.String({ maxLength: 320 })
const tags = ['Operators']
const refusals = problems(401, 403, 404)
const changes = problems(401, 403, 404, 409, 422)

/** Who operates, and by which keys, in JSON: for a super admin's session, with a fresh proof for what changes something. */
export function operatorsApi({ admitOperator, control, linkOf }: OperatorsApiDeps): AnyElysia {
  const as = (operator: Operator) => controlFile(control, byOperator(operator))
  const linked = ({ account, token }: { readonly account: Account; readonly token: string }) => ({ ...shown(account), link: linkOf(token) })

  return new Elysia({ prefix: '/api/admin' })
    .use(operating(admitOperator))
    .get('/me', ({ operator: { id, name, role, rights } }) => json({ id, name, role: role ?? 'key', rights: [...rights] }), {
      response: {
        200: Type.Object({ id: Type.String(), name: Type.String(), role: Type.String(), rights: Type.Array(Type.String()) }),
        ...refusals,
      },
      detail: { summary: 'Which operator this is, and what they may', tags },
    })
    .get('/operators', ({ operator }) => json({ data: as(operator).read(listAccounts).map(shown) }), {
      response: { 200: Type.Object({ data: Type.Array(One) }), ...refusals },
      detail: { summary: 'List operators', tags },
    })
    .post(
      '/operators',
      ({ operator, body }) => made('/api/admin/operators', linked(as(operator).write((tx) => inviteOperator(tx, body)))),
      {
        parse: JSON_BODY,
        body: Type.Object({ email: Text, name: Text, role: Text }),
        response: { 201: Linked, ...changes },
        detail: { summary: 'Invite an operator', tags },
      },
    )
    .get('/operators/:id', ({ operator, params }) => json(shown(as(operator).read((tx) => getAccount(tx, params.id)))), {
      params: Which,
      response: { 200: One, ...refusals },
      detail: { summary: 'One operator', tags },
    })
    .patch(
      '/operators/:id',
      ({ operator, params, body }) => json(shown(as(operator).write((tx) => changeOperatorRole(tx, params.id, body.role)))),
      {
        parse: JSON_BODY,
        params: Which,
        body: Type.Object({ role: Text }),
        response: { 200: One, ...changes },
        detail: { summary: 'Change the role of an operator', tags },
      },
    )
    .delete(
      '/operators/:id',
      ({ operator, params, status }) => {
        as(operator).write((tx) => removeOperator(tx, params.id))
        return status(204, undefined)
      },
      { params: Which, response: { 204: Type.Undefined(), ...changes }, detail: { summary: 'Remove an operator', tags } },
    )
    .post('/operators/:id/suspension', ({ operator, params }) => json(shown(as(operator).write((tx) => suspendOperator(tx, params.id)))), {
      params: Which,
      response: { 200: One, ...changes },
      detail: { summary: 'Suspend an operator', tags },
    })
    .post('/operators/:id/readmission', ({ operator, params }) => json(shown(as(operator).write((tx) => readmitOperator(tx, params.id)))), {
      params: Which,
      response: { 200: One, ...changes },
      detail: { summary: 'Let an operator in again', tags },
    })
    .post(
      '/operators/:id/links',
      ({ operator, params, body }) => json(linked(as(operator).write((tx) => recoverOperator(tx, params.id, madeSure(body)))), 201),
      {
        parse: JSON_BODY,
        params: Which,
        body: Sure,
        response: { 201: Linked, ...changes },
        detail: {
          summary: 'Give an operator a new link',
          description: 'Takes away their passkeys and phone and ends their sessions.',
          tags,
        },
      },
    )
    .get('/operator-keys', () => json({ data: control.read(listOperators).map(keyShown) }), {
      response: { 200: Type.Object({ data: Type.Array(Key) }), ...refusals },
      detail: { summary: 'List the keys of operators', tags },
    })
    .post(
      '/operator-keys',
      ({ operator, body }) => {
        const made = control.write((tx) => createOperator(tx, body.name, byOperator(operator)))
        return json({ ...keyShown(made.operator), key: made.key }, 201)
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ name: Text }),
        response: { 201: Type.Composite([Key, Type.Object({ key: Type.String({ description: 'Shown only here.' }) })]), ...changes },
        detail: { summary: 'Make a key for a program', tags },
      },
    )
    .delete(
      '/operator-keys/:id',
      ({ operator, params, status }) => {
        control.write((tx) => revokeOperator(tx, params.id as OperatorId, byOperator(operator)))
        return status(204, undefined)
      },
      { params: Which, response: { 204: Type.Undefined(), ...refusals }, detail: { summary: 'Revoke a key of operators', tags } },
    )
}

const shown = ({ id, email, name, role, state, lastSignInAt }: Account) => ({
  id,
  email,
  name,
  role,
  state,
  lastSignInAt: lastSignInAt?.toISOString() ?? null,
})
const keyShown = ({ id, name, createdAt, revokedAt }: OperatorRow) => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  revokedAt: revokedAt?.toISOString() ?? null,
})
