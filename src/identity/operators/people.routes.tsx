import { type AnyElysia, Elysia, t } from 'elysia'
import { OperatorKeysPage } from '../../../views/console/keys.tsx'
import { OperatorPage, OperatorsPage } from '../../../views/console/operators.tsx'
import { controlFile } from '../../audit/index.ts'
import { AppError } from '../../kit/errors.ts'
import { byOperator, type Control, type Tx } from '../../tenancy/index.ts'
import { type AdmitOperator, consoleShell, type Operator, operating, page, seeOther } from '../../web/index.ts'
import { SureForm } from '../made-sure.routes.ts'
import { madeSure } from '../made-sure.ts'
import { createOperator, listOperators, type OperatorId, revokeOperator } from '../operators.ts'
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

export type ConsolePeopleDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  readonly clock: () => Date
  readonly linkOf: (token: string) => string
}

const Text = t.String({ maxLength: 320, default: '' })
const Which = t.Object({ id: t.String({ maxLength: 64 }) })

/** Who operates, and by which keys: for super admins. */
export function consolePeopleRoutes({ admitOperator, control, clock, linkOf }: ConsolePeopleDeps): AnyElysia {
  const as = (operator: Operator) => controlFile(control, byOperator(operator))
  const around = (operator: Operator, request: Request, section: 'operators' | 'keys') => ({
    shell: consoleShell(operator, request, section),
    clock: { now: clock(), zone: 'UTC' },
  })
  const handed = ({ account, token }: { readonly account: Account; readonly token: string }) => ({ name: account.name, url: linkOf(token) })

  type List = Pick<Parameters<typeof OperatorsPage>[0], 'values' | 'problem' | 'link'>
  const list = (operator: Operator, request: Request, shown: List = {}, status = 200) =>
    page(<OperatorsPage {...around(operator, request, 'operators')} operators={as(operator).read(listAccounts)} {...shown} />, status)

  type One = Pick<Parameters<typeof OperatorPage>[0], 'problem' | 'link' | 'sure'>
  function one(operator: Operator, request: Request, id: string, shown: One = {}) {
    const account = as(operator).read((tx) => getAccount(tx, id))
    const { shell } = around(operator, request, 'operators')
    const status = shown.problem && (Object.keys(shown.problem.errors ?? {}).length > 0 ? 422 : 409)
    return page(<OperatorPage shell={shell} operator={account} isSelf={id === operator.id} {...shown} />, status ?? 200)
  }
  /** The page again, with what is wrong, where it was refused. */
  function act(operator: Operator, request: Request, id: string, what: (tx: Tx) => unknown, done = `/console/operators/${id}`) {
    try {
      as(operator).write((tx) => void what(tx))
      return seeOther(done)
    } catch (error) {
      return one(operator, request, id, { problem: { message: refusal(error).message } })
    }
  }

  type Keys = Pick<Parameters<typeof OperatorKeysPage>[0], 'made' | 'name' | 'problem'>
  const keys = (operator: Operator, request: Request, shown: Keys = {}, status = 200) =>
    page(<OperatorKeysPage {...around(operator, request, 'keys')} keys={control.read(listOperators)} {...shown} />, status)

  return new Elysia({ prefix: '/console', detail: { hide: true } })
    .use(operating(admitOperator))
    .get('/operators', ({ operator, request }) => list(operator, request))
    .post(
      '/operators',
      ({ operator, request, body }) => {
        try {
          return list(operator, request, { link: handed(as(operator).write((tx) => inviteOperator(tx, body))) }, 201)
        } catch (error) {
          const { message, fields, code } = refusal(error)
          return list(operator, request, { values: body, problem: { message, errors: fields } }, code === 'invalid' ? 422 : 409)
        }
      },
      { body: t.Object({ name: Text, email: Text, role: Text }) },
    )
    .get('/operators/:id', ({ operator, request, params }) => one(operator, request, params.id), { params: Which })
    .post(
      '/operators/:id/role',
      ({ operator, request, params: { id }, body }) => act(operator, request, id, (tx) => changeOperatorRole(tx, id, body.role)),
      { params: Which, body: t.Object({ role: Text }) },
    )
    .post(
      '/operators/:id/suspension',
      ({ operator, request, params: { id } }) => act(operator, request, id, (tx) => suspendOperator(tx, id)),
      {
        params: Which,
      },
    )
    .post(
      '/operators/:id/readmission',
      ({ operator, request, params: { id } }) => act(operator, request, id, (tx) => readmitOperator(tx, id)),
      {
        params: Which,
      },
    )
    .post(
      '/operators/:id/removal',
      ({ operator, request, params: { id } }) => act(operator, request, id, (tx) => removeOperator(tx, id), '/console/operators'),
      { params: Which },
    )
    .post(
      '/operators/:id/link',
      ({ operator, request, params: { id }, body }) => {
        try {
          return one(operator, request, id, { link: handed(as(operator).write((tx) => recoverOperator(tx, id, madeSure(body)))) })
        } catch (error) {
          const { message, fields } = refusal(error)
          return one(operator, request, id, { problem: { message, errors: fields }, sure: body })
        }
      },
      { params: Which, body: SureForm },
    )
    .get('/keys', ({ operator, request }) => keys(operator, request))
    .post(
      '/keys',
      ({ operator, request, body }) => {
        try {
          const made = control.write((tx) => createOperator(tx, body.name, byOperator(operator)))
          return keys(operator, request, { made: { name: made.operator.name, key: made.key } }, 201)
        } catch (error) {
          const { message, fields } = refusal(error)
          return keys(operator, request, { name: body.name, problem: { message, errors: fields } }, 422)
        }
      },
      { body: t.Object({ name: Text }) },
    )
    .post(
      '/keys/:id/revocation',
      ({ operator, params }) => {
        control.write((tx) => revokeOperator(tx, params.id as OperatorId, byOperator(operator)))
        return seeOther('/console/keys')
      },
      { params: Which },
    )
}

function refusal(error: unknown): AppError {
  if (error instanceof AppError && (error.code === 'invalid' || error.code === 'conflict')) return error
  throw error
}
