import { randomBytes } from 'node:crypto'
import { isHttps } from './host.ts'

/** A session, what a browser has between the password and the code, and what tells it from other browsers. */
const KEPT = ['session', 'half', 'browser'] as const
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

/** As long as browsers keep a cookie at all. */
const BROWSER_SECONDS = 400 * 24 * 3_600
const BROWSER_SECRET = /^[A-Za-z0-9_-]{43}$/
const given = new WeakMap<Request, string>()

/** What tells this browser from others: what it brought, else a new secret, the same for all of one request. It opens nothing. */
export function browserSecret(request: Request): string {
  const brought = broughtBrowser(request)
  if (brought) return brought
  const made = given.get(request) ?? randomBytes(32).toString('base64url')
  given.set(request, made)
  return made
}

/** What it kept from a sign-in before; undefined for a program, and for a browser that was never here. */
export function broughtBrowser(request: Request): string | undefined {
  const brought = cookieOf(request, cookieName(request, 'browser'))
  return brought && BROWSER_SECRET.test(brought) ? brought : undefined
}

/** The browser keeps it from then on. */
export function keepingBrowser(request: Request, answer: Response): Response {
  answer.headers.append('set-cookie', setCookie(request, 'browser', browserSecret(request), BROWSER_SECONDS))
  return answer
}

export const clearSession = (request: Request): string => setSession(request, '', 0)
