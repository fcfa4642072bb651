import { isHttps } from './host.ts'

const PLAIN = 'session'
const LOCKED = '__Host-session'
const BEARER = /^bearer +(\S+)$/i

/** A `__Host-` cookie cannot be planted by a neighbouring subdomain; browsers only take one over https. */
const cookieName = (request: Request) => (isHttps(request) ? LOCKED : PLAIN)

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

export const sessionCookie = (request: Request): string | undefined => cookieOf(request, cookieName(request))

export const carriesCookie = (request: Request): boolean =>
  cookieOf(request, PLAIN) !== undefined || cookieOf(request, LOCKED) !== undefined

function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of request.headers.get('cookie')?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}

export const setSession = (request: Request, secret: string, maxAgeSeconds: number): string =>
  `${cookieName(request)}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isHttps(request) ? '; Secure' : ''}`

export const clearSession = (request: Request): string => setSession(request, '', 0)
