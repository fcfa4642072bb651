import { browserSecret, clientAddressOf, sessionCookie, setSession } from '../../web/index.ts'
import { endOperatorSession, type From, OPERATOR_SESSION_SECONDS, startOperatorSession } from './sessions.ts'
import type { Grant } from './sign-in.ts'

const fromOf = (request: Request): From => ({ userAgent: request.headers.get('user-agent') ?? '', address: clientAddressOf(request) })
export const knockOf = (request: Request) => ({ holder: browserSecret(request), address: clientAddressOf(request) })

/** A new session for this browser; the one it had before ends. */
export const sessionFor =
  (request: Request): Grant =>
  (tx, account) => {
    const old = sessionCookie(request)
    if (old) endOperatorSession(tx, old)
    return startOperatorSession(tx, account.id, fromOf(request))
  }

export const cookieFor = (request: Request, secret: string): string => setSession(request, secret, OPERATOR_SESSION_SECONDS)
