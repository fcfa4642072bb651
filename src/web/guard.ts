import { forbidden } from '../kit/errors.ts'
import { carriesCookie } from './credentials.ts'
import { originOf } from './host.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const OURS = new Set(['same-origin', 'none'])

/** Where identity providers have browsers post to. No cookie is looked at there: whose browser it is comes out at the next step. */
const FROM_ELSEWHERE = /^\/sso\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/acs$/
export const isFromElsewhere = ({ method }: Request, path: string): boolean => method === 'POST' && FROM_ELSEWHERE.test(path)

/**
 * Refuses a change that another site, or a neighbouring office's subdomain, asks a signed-in browser to make.
 * Browsers send Sec-Fetch-Site, older ones Origin; programs send neither and carry no cookie. Safe verbs change nothing, so they pass.
 */
export function refuseCrossOrigin(request: Request): void {
  if (SAFE.has(request.method)) return
  if (/^bearer /i.test(request.headers.get('authorization') ?? '')) return
  if (!isOwn(request)) throw forbidden('This request came from another site and was refused. Open Frontdesk itself and try again.')
}

function isOwn(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return OURS.has(site)
  const origin = request.headers.get('origin')
  if (origin !== null) return origin.toLowerCase() === originOf(request)
  return !carriesCookie(request)
}
