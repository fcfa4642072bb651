import { isHttps } from './host.ts'

/** A session, and what a browser has between the password and the code. */
const KEPT = ['session', 'half'] as const
type Kept = (typeof KEPT)[number]
const BEARER = /^bearer +(\S+)$/i

/** A `__Host-` cookie cannot be planted by a neighbouring subdomain; browsers only take one over https. */
const cookieName = (request: Request, kept: Kept) => (isHttps(request) ? (`__Host-${kept}` as const) : kept)

/**
 * What the request offers. An Authorization header, good or bad, hides the cookie: the cross-origin guard lets such
 * requests pass, so they must never fall back to what the browser adds by itself.
 */
export type Offered = { readonly kind: 'bearer' | 'cookie'; readonly secret: string } | undefined

export function credentialOf(request: Request): Offered {
  const authorization = request.headers.get('authorization')
  if (authorization === null) return offeredCookie(request)
  const secret = BEARER.exec(authorization)?.[1]
  return secret === undefined ? undefined : { kind: 'bearer', secret }
}

function offeredCookie(request: Request): Offered {
  const secret = sessionCookie(request)
  return secret === undefined ? undefined : { kind: 'cookie', secret }
}

export const sessionCookie = (request: Request): string | undefined => cookieOf(request, cookieName(request, 'session'))

export const carriesCookie = (request: Request): boolean =>
  KEPT.some((kept) => cookieOf(request, kept) !== undefined || cookieOf(request, `__Host-${kept}`) !== undefined)

function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of request.headers.get('cookie')?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}

/** Of who gave a password and not yet a code. */
export const halfOpenCookie = (request: Request): string | undefined => cookieOf(request, cookieName(request, 'half'))

const setCookie = (request: Request, kept: Kept, secret: string, maxAgeSeconds: number): string =>
  `${cookieName(request, kept)}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isHttps(request) ? '; Secure' : ''}`

export const setSession = (request: Request, secret: string, maxAgeSeconds: number): string =>
  setCookie(request, 'session', secret, maxAgeSeconds)
export const setHalfOpen = (request: Request, secret: string, maxAgeSeconds: number): string =>
  setCookie(request, 'half', secret, maxAgeSeconds)

export const clearSession = (request: Request): string => setSession(request, '', 0)
