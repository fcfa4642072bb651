import type { Tx } from '../../tenancy/index.ts'
import {
  browserSecret,
  clientAddressOf,
  halfOpenCookie,
  keepingBrowser,
  ownPath,
  seeOther,
  sessionCookie,
  setHalfOpen,
  setSession,
} from '../../web/index.ts'
import { noteBrowser } from '../browsers/known.ts'
import type { NextStep } from '../factor/factor-rules.ts'
import { beginFactor } from '../factor/phone.ts'
import type { User } from '../people/users.ts'
import { endSession, type From, SESSION_SECONDS, startSession } from '../sessions/sessions.ts'
import { HALF_OPEN_SECONDS, startHalfOpen } from './half-open.ts'
import type { Half } from './second-step.ts'
import type { Entry, Granted } from './sign-in.ts'

export const browserOf = (request: Request): string => request.headers.get('user-agent') ?? ''
export const fromOf = (request: Request): From => ({ userAgent: browserOf(request), address: clientAddressOf(request) })
export const halfOf = (request: Request): Half => ({ secret: halfOpenCookie(request) ?? '', ...fromOf(request) })

/** A new session for this browser; the one it had before ends. */
export const sessionFor =
  (request: Request): Entry['grant'] =>
  (tx, user, provenAt) => {
    const old = sessionCookie(request)
    if (old) endSession(tx, old)
    noteBrowser(tx, user, browserSecret(request), fromOf(request))
    return startSession(tx, user.id, fromOf(request), provenAt)
  }

/** What a browser gets half-way: with a secret to set up where the person has to. */
export function halfwayFor(request: Request) {
  return (tx: Tx, user: User, next: NextStep): string => {
    const half = startHalfOpen(tx, user.id, browserOf(request))
    if (next === 'set_up') beginFactor(tx, user.id, half)
    return half
  }
}

const STEPS = { code: '/sign-in/code', set_up: '/sign-in/factor' } as const
export function stepPath(step: 'code' | 'set_up', next: string | undefined): string {
  const back = ownPath(next)
  return back === '/' ? STEPS[step] : `${STEPS[step]}?${new URLSearchParams({ next: back })}`
}

/** Inside, or on to the next step. */
export function led(
  request: Request,
  { next: step, secret }: Pick<Granted, 'next' | 'secret'>,
  next: string | undefined,
  headers = {},
): Response {
  if (step === 'in') return keepingBrowser(request, seeOther(ownPath(next), { ...headers, ...cookiesIn(request, secret) }))
  return seeOther(stepPath(step, next), { ...headers, 'set-cookie': setHalfOpen(request, secret, HALF_OPEN_SECONDS) })
}

export const cookiesIn = (request: Request, secret: string) => ({ 'set-cookie': setSession(request, secret, SESSION_SECONDS) })
