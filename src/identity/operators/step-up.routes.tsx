import { type AnyElysia, Elysia } from 'elysia'
import { ConsoleStepUpPage } from '../../../views/console/step-up.tsx'
import { controlFile } from '../../audit/index.ts'
import { AppError, unauthenticated } from '../../kit/errors.ts'
import { byOperator, type Control } from '../../tenancy/index.ts'
import { type AdmitOperator, consoleShell, type Operator, operating, ownPath, page, sessionCookie } from '../../web/index.ts'
import { flat, goOn, type Onward, onwardOf, ProofForm } from '../factor/onward.routes.ts'
import { parsed } from '../passkeys/said.ts'
import { cookieFor } from './cookies.routes.ts'
import { waysOf } from './own.ts'
import type { OperatorPasskeys } from './passkeys.ts'
import { idOf } from './security.routes.tsx'
import { renewOperatorSession } from './sessions.ts'
import type { OperatorCodes } from './sign-in.ts'

export type ConsoleStepUpDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  readonly codes: OperatorCodes
  readonly passkeys: OperatorPasskeys
}

/** In place of what an operator asked for: it asks who it is, with everything that was typed, and then goes on. */
export const consoleStepUpPage =
  ({ admitOperator, control }: ConsoleStepUpDeps) =>
  async (request: Request): Promise<Response> => {
    const operator = await admitOperator({ request, route: '/console/step-up', method: 'POST' })
    return show(control, operator, request, await onwardOf(request))
  }

function show(control: Control, operator: Operator, request: Request, onward: Onward, error?: AppError): Promise<Response> {
  const has = controlFile(control, byOperator(operator)).read((tx) => waysOf(tx, idOf(operator)))
  const message = error && (error.fields['code'] ?? error.fields['passkey'] ?? error.message)
  const view = <ConsoleStepUpPage shell={consoleShell(operator, request, 'none')} has={has} {...onward} error={message} />
  return page(view, error ? (error.code === 'too_many' ? 429 : 422) : 403)
}

export function consoleStepUpRoutes({ admitOperator, control, codes, passkeys }: ConsoleStepUpDeps): AnyElysia {
  return new Elysia({ prefix: '/console/step-up', detail: { hide: true } })
    .use(operating(admitOperator))
    .post('/passkey/options', ({ operator, request }) => passkeys.askProof(idOf(operator), sessionCookie(request) ?? ''))
    .post(
      '',
      async ({ operator, request, body }) => {
        const { proof, passkey, proofFor, proofMethod, ...rest } = body
        const [to, secret] = [ownPath(proofFor), sessionCookie(request) ?? '']
        try {
          if (passkey) await passkeys.prove(idOf(operator), parsed(passkey), secret)
          else codes.prove(idOf(operator), proof)
        } catch (error) {
          if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'too_many')) throw error
          return show(control, operator, request, { to, method: proofMethod, fields: flat(rest) }, error)
        }
        const renewed = controlFile(control, byOperator(operator)).write((tx) => renewOperatorSession(tx, secret))
        if (!renewed) throw unauthenticated()
        return goOn(to, proofMethod, cookieFor(request, renewed))
      },
      { body: ProofForm },
    )
}
