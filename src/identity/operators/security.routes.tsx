import { type AnyElysia, Elysia, t } from 'elysia'
import { ConsoleNewPasskeyPage, ConsolePhonePage, ConsoleSecurityPage } from '../../../views/console/security.tsx'
import { controlFile } from '../../audit/index.ts'
import { AppError } from '../../kit/errors.ts'
import { byOperator, type Control } from '../../tenancy/index.ts'
import { type AdmitOperator, consoleShell, type Operator, operating, page, seeOther, sessionCookie } from '../../web/index.ts'
import { browserNamed } from '../browsers/named.ts'
import { qrOf } from '../factor/qr.ts'
import { totpUri } from '../factor/totp.ts'
import { parsed } from '../passkeys/said.ts'
import { type AccountId, getAccount } from './accounts.ts'
import { beginOwnPhone, confirmOwnPhone, endOtherSessions, ownSecurity, removeOwnPasskey, removeOwnPhone, shownSecret } from './own.ts'
import type { OperatorPasskeys } from './passkeys.ts'
import { endOneOperatorSession } from './sessions.ts'

export type ConsoleSecurityDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  readonly passkeys: OperatorPasskeys
  readonly clock: () => Date
}

const PLACE = '/console/security'
const Which = t.Object({ id: t.String({ maxLength: 64 }) })
export const idOf = ({ id }: Operator): AccountId => id as AccountId
export const holderOfSession = (request: Request): string => sessionCookie(request) ?? ''

/** An operator's own passkeys, phone and sessions. */
export function consoleSecurityRoutes({ admitOperator, control, passkeys, clock }: ConsoleSecurityDeps): AnyElysia {
  const as = (operator: Operator) => controlFile(control, byOperator(operator))

  function show(operator: Operator, request: Request, refused?: AppError): Promise<Response> {
    const { sessions, ...own } = as(operator).read((tx) => ownSecurity(tx, idOf(operator), holderOfSession(request)))
    const lines = sessions.map((each) => ({ ...each, browser: browserNamed(each.userAgent) }))
    const around = { shell: consoleShell(operator, request, 'security'), clock: { now: clock(), zone: 'UTC' } }
    const view = <ConsoleSecurityPage {...around} {...own} sessions={lines} message={refused?.message} />
    return page(view, refused ? 409 : 200)
  }
  function newPasskey(operator: Operator, request: Request, refused?: AppError): Promise<Response> {
    const message = refused && (refused.fields['passkey'] ?? refused.message)
    return page(<ConsoleNewPasskeyPage shell={consoleShell(operator, request, 'security')} message={message} />, refused ? 422 : 200)
  }
  function phonePage(operator: Operator, request: Request, refused?: AppError): Promise<Response> | Response {
    const { secret, email } = as(operator).read((tx) => ({
      secret: shownSecret(tx, idOf(operator), holderOfSession(request)),
      email: getAccount(tx, operator.id).email ?? '',
    }))
    if (!secret) return seeOther(PLACE)
    const problem = refused && { message: refused.message, errors: refused.fields }
    const setUp = { qr: qrOf(totpUri(secret, 'Frontdesk operators', email)), secret, problem }
    return page(<ConsolePhonePage shell={consoleShell(operator, request, 'security')} {...setUp} />, refused ? 422 : 200)
  }

  return new Elysia({ prefix: PLACE, detail: { hide: true } })
    .use(operating(admitOperator))
    .get('', ({ operator, request }) => show(operator, request))
    .post('/passkeys/setups', () => seeOther(`${PLACE}/passkeys/new`))
    .get('/passkeys/new', ({ operator, request }) => newPasskey(operator, request))
    .post('/passkeys/options', ({ operator, request }) => passkeys.askNew(idOf(operator), holderOfSession(request)))
    .post(
      '/passkeys',
      async ({ operator, request, body }) => {
        const name = browserNamed(request.headers.get('user-agent') ?? '')
        const added = passkeys.add(idOf(operator), name, parsed(body.passkey), holderOfSession(request))
        return added.then(() => seeOther(PLACE)).catch((error) => newPasskey(operator, request, refusal(error)))
      },
      { body: t.Object({ passkey: t.String({ maxLength: 24_000, default: '' }) }) },
    )
    .post(
      '/passkeys/:id/removal',
      ({ operator, request, params: { id } }) => {
        try {
          as(operator).write((tx) => removeOwnPasskey(tx, idOf(operator), id, holderOfSession(request)))
          return seeOther(PLACE)
        } catch (error) {
          return show(operator, request, refusal(error))
        }
      },
      { params: Which },
    )
    .post('/phone', ({ operator, request }) => {
      as(operator).write((tx) => void beginOwnPhone(tx, idOf(operator), holderOfSession(request)))
      return seeOther(`${PLACE}/phone`)
    })
    .get('/phone', ({ operator, request }) => phonePage(operator, request))
    .post(
      '/phone/confirmation',
      ({ operator, request, body }) => {
        try {
          as(operator).write((tx) => confirmOwnPhone(tx, idOf(operator), holderOfSession(request), body.code))
          return seeOther(PLACE)
        } catch (error) {
          return phonePage(operator, request, refusal(error))
        }
      },
      { body: t.Object({ code: t.String({ maxLength: 100 }) }) },
    )
    .post('/phone/removal', ({ operator, request }) => {
      try {
        as(operator).write((tx) => removeOwnPhone(tx, idOf(operator), holderOfSession(request)))
        return seeOther(PLACE)
      } catch (error) {
        return show(operator, request, refusal(error))
      }
    })
    .post('/sessions/others/removal', ({ operator, request }) => {
      as(operator).write((tx) => endOtherSessions(tx, idOf(operator), holderOfSession(request)))
      return seeOther(PLACE)
    })
    .post(
      '/sessions/:id/removal',
      ({ operator, params: { id } }) => {
        as(operator).write((tx) => endOneOperatorSession(tx, idOf(operator), id))
        return seeOther(PLACE)
      },
      { params: Which },
    )
}

function refusal(error: unknown): AppError {
  if (error instanceof AppError && (error.code === 'invalid' || error.code === 'conflict')) return error
  throw error
}
