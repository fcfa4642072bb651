export type Host =
  | { readonly kind: 'tenant'; readonly slug: string }
  | { readonly kind: 'admin' }
  | { readonly kind: 'base' }
  | { readonly kind: 'unknown' }

const AUTHORITY = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.?(?::\d{1,5})?$/
const SLUG = /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/

/** Whose door was knocked on. Anything that is not exactly one of ours is unknown: an IP, two labels, a list, a user@host. */
export function hostOf(request: Request, baseDomain: string): Host {
  const name = AUTHORITY.exec(authorityOf(request))?.[1]
  if (name === undefined) return { kind: 'unknown' }
  if (name === baseDomain) return { kind: 'base' }
  if (!name.endsWith(`.${baseDomain}`)) return { kind: 'unknown' }
  const slug = name.slice(0, -baseDomain.length - 1)
  if (slug === 'admin') return { kind: 'admin' }
  return SLUG.test(slug) ? { kind: 'tenant', slug } : { kind: 'unknown' }
}

/** What the client calls us, port included. A request made without a server has no Host header, only its URL; a bad one has neither. */
export const authorityOf = (request: Request): string => (request.headers.get('host') ?? URL.parse(request.url)?.host ?? '').toLowerCase()

/** True behind a proxy that ended TLS too. A client that lies here changes only its own answer. */
export const isHttps = (request: Request): boolean =>
  request.url.startsWith('https:') || request.headers.get('x-forwarded-proto')?.toLowerCase() === 'https'

export const originOf = (request: Request): string => `${isHttps(request) ? 'https' : 'http'}://${authorityOf(request)}`
