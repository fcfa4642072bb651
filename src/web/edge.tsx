import { type AnyElysia, Elysia } from 'elysia'
import type { ShellProps } from '../../views/shell.ts'
import { ErrorPage } from '../../views/ui/error-page.tsx'
import { notFound } from '../kit/errors.ts'
import { describeError, type Log, requestScope } from '../kit/log.ts'
import { type AddressOf, socketAddress } from './address.ts'
import { refuseLargeBody } from './body-size.ts'
import { isStrangeBody } from './body-type.ts'
import { isFromElsewhere, refuseCrossOrigin } from './guard.ts'
import { SECURITY_HEADERS, TWO_YEARS_OF_HTTPS } from './headers.ts'
import { hostOf, isHttps } from './host.ts'
import { signInPath } from './next.ts'
import { page, seeOther, wantsFragment } from './page.ts'
import { type Counted, type Rates, rateHeaders } from './rates.ts'
import { methodNotAllowed, problem, type Refusal, refusalOf, SOMETHING_WENT_WRONG, scimProblem, UNSUPPORTED_TYPE } from './refusal.ts'

export type EdgeOptions = {
  readonly log: Log
  readonly baseDomain: string
  /** Beginnings of paths that machines call by whatever name they know us. */
  readonly anyHost?: readonly string[]
  /** Paths that take documents, and so large bodies. */
  readonly uploads?: readonly string[]
  /** Which methods a path answers; asked when nothing was found for a request. */
  readonly methodsAt?: (path: string) => readonly string[]
  /** What stands around a page for who is signed in; undefined for a stranger. */
  readonly around?: (request: Request) => Promise<ShellProps | undefined>
  /** The page that asks who it is before it goes on with what was asked for. */
  readonly stepUp?: (request: Request) => Promise<Response>
  readonly addressOf?: AddressOf
  readonly rates?: Rates | undefined
  /** Whether this is a form of who is not inside yet. */
  readonly isEntry?: (method: string, path: string) => boolean
}

/** `id` is what a person can read out over the telephone. */
type Passage = { readonly id: string; readonly startedAt: number; status?: number; address: string; readonly counted: Counted[] }

const ANY_HOST = ['/health', '/webhooks/', '/media/']
/** Signed by who sends them, or the same for everybody. */
const UNCOUNTED = [...ANY_HOST, '/assets/']
const UPLOADS = ['/faxes', '/api/faxes', '/api/faxes/quotes', '/contacts/imports', '/api/contact-imports']
const passages = new WeakMap<Request, Passage>()

/** The id under which this request is logged. */
export const requestIdOf = (request: Request): string => passages.get(request)?.id ?? 'unknown'

/** What this request was counted as so far; what it is counted as next belongs there too. */
export const countedOf = (request: Request): Counted[] => passages.get(request)?.counted ?? []

/** Where this request came from; 'unknown' where nobody can say. */
export const clientAddressOf = (request: Request): string => passages.get(request)?.address ?? 'unknown'

/** Around every request: its id, the headers, the cross-origin guard, one log line, and the one place where an error becomes a response. */
export const edge = ({
  log,
  baseDomain,
  anyHost = ANY_HOST,
  uploads = UPLOADS,
  methodsAt,
  around,
  stepUp,
  addressOf = socketAddress,
  rates,
  isEntry,
}: EdgeOptions): AnyElysia =>
  new Elysia({ name: 'edge' })
    .onRequest(({ request, server }) => {
      const passage = begin(request)
      passage.address = addressOf(request, server)
      const path = pathOf(request)
      if (hostOf(request, baseDomain).kind === 'unknown' && !isOpen(path, anyHost)) throw notFound('Page')
      if (rates && !isOpen(path, UNCOUNTED)) {
        rates.countAddress(passage.counted, passage.address, isEntry?.(request.method, path) ?? false)
      }
      refuseLargeBody(request, uploads.includes(path))
      if (!isFromElsewhere(request, path)) refuseCrossOrigin(request)
    })
    .onError({ as: 'global' }, ({ request, code, error }) => {
      const refusal = misplaced(request, code, methodsAt) ?? refusalOf(code, error)
      if (!refusal) log('error', 'request.failed', { request: requestIdOf(request), ...describeError(error) })
      return answer(request, refusal ?? SOMETHING_WENT_WRONG, around, stepUp)
    })
    .mapResponse({ as: 'global' }, ({ request, responseValue, set }) => {
      // Headers of `set` would have every response taken apart and its body made a stream, which costs more than most pages.
      if (responseValue instanceof Response) dress(request, responseValue)
      else Object.assign(set.headers, headersFor(request))
    })
    .onAfterResponse({ as: 'global' }, ({ request, route, set, responseValue }) => {
      const { id, startedAt, status } = passages.get(request) ?? begin(request)
      log('info', 'request', {
        request: id,
        method: request.method,
        route: route || 'none',
        status: status ?? statusOf(responseValue, set.status),
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
      })
    })

function begin(request: Request): Passage {
  const passage = {
    id: crypto.getRandomValues(Buffer.alloc(6)).toString('hex'),
    startedAt: performance.now(),
    address: 'unknown',
    counted: [],
  }
  passages.set(request, passage)
  requestScope.enterWith(passage.id)
  return passage
}

/** A request with a Host that is none has no address that can be parsed. */
const pathOf = (request: Request) => URL.parse(request.url)?.pathname ?? '/'
const isOpen = (path: string, anyHost: readonly string[]) =>
  anyHost.some((open) => (open.endsWith('/') ? path.startsWith(open) : path === open))

const statusOf = (response: unknown, set: number | string | undefined): number => {
  if (response instanceof Response) return response.status
  return typeof set === 'number' ? set : 200
}

/** What is wrong before what was sent is looked at: the method, or a body of a kind that nothing here reads. */
function misplaced(request: Request, code: unknown, methodsAt: EdgeOptions['methodsAt']): Refusal | undefined {
  if (code === 'VALIDATION' && isStrangeBody(request)) return UNSUPPORTED_TYPE
  // An id may stand where another method has a name of its own: such a name is no id.
  const isNowhere = code === 'NOT_FOUND' || code === 'VALIDATION'
  const allow = isNowhere ? (methodsAt?.(pathOf(request)) ?? []) : []
  return allow.length > 0 && !allow.includes(request.method) ? methodNotAllowed(allow) : undefined
}

function answer(
  request: Request,
  refusal: Refusal,
  around: EdgeOptions['around'],
  stepUp: EdgeOptions['stepUp'],
): Response | Promise<Response> {
  const page = refusal.code === 'unproven' && stepUp ? stepUp : (request: Request) => asPage(request, refusal, around)
  const response = wantsJson(request) ? asProblem(request, refusal) : page(request)
  const passage = passages.get(request)
  if (passage) passage.status = response instanceof Response ? response.status : refusal.status
  return response instanceof Response ? dress(request, response) : response.then((page) => dress(request, page))
}

const headersFor = (request: Request): Readonly<Record<string, string>> => ({
  ...SECURITY_HEADERS,
  'x-request-id': requestIdOf(request),
  ...rateHeaders(countedOf(request)),
  ...(isHttps(request) && { 'strict-transport-security': TWO_YEARS_OF_HTTPS }),
})

/** What a response says for itself stays. */
function dress(request: Request, response: Response): Response {
  for (const [name, value] of Object.entries(headersFor(request))) if (!response.headers.has(name)) response.headers.set(name, value)
  return response
}

/** A program is not led to the sign-in page: it has the routes, the header or the credential of one. */
const wantsJson = (request: Request) =>
  pathOf(request).startsWith('/api/') ||
  isScim(request) ||
  request.headers.has('authorization') ||
  (request.headers.get('accept')?.includes('application/json') ?? false)

const isScim = (request: Request) => pathOf(request).startsWith('/scim/')

function asProblem(request: Request, refusal: Refusal): Response {
  const headers = { ...headersOf(refusal), ...(isStranger(refusal) && { 'www-authenticate': 'Bearer' }) }
  return isScim(request) ? scimProblem(refusal, headers) : problem(refusal, requestIdOf(request), headers)
}

const isStranger = ({ code }: Refusal): boolean => code === 'unauthenticated' || code === 'locked'

function asPage(request: Request, refusal: Refusal, around: EdgeOptions['around']): Response | Promise<Response> {
  if (refusal.code === 'unapproved') return atDevice(request, refusal)
  const stranger = isStranger(refusal)
  // The page that is open locks itself and keeps what was typed.
  if (refusal.code === 'locked' && wantsFragment(request)) return new Response(null, { status: 401 })
  if (stranger && wantsFragment(request))
    return new Response(null, { status: 401, headers: { 'hx-redirect': signInPath(openPage(request), request.method !== 'GET') } })
  if (stranger && request.method === 'GET') return seeOther(signInPath(pathOf(request)))
  // Not a redirect: a form that was posted must not look as if it had been taken.
  const way = stranger ? { href: signInPath(openPage(request), true), label: 'Sign in' } : undefined
  const props = { message: refusal.message, requestId: requestIdOf(request), way }
  const shown = (shell?: ShellProps) => page(<ErrorPage {...props} shell={shell} />, refusal.status, headersOf(refusal))
  // Where they go on from is beside the error for who is signed in; a piece of a page has it already.
  return stranger || !around || wantsFragment(request) ? shown() : around(request).then(shown)
}

const DEVICE = { href: '/device', label: 'What to do' }

/** On to the page that says what to do at this device, and asks for its approval. */
function atDevice(request: Request, refusal: Refusal): Response | Promise<Response> {
  if (wantsFragment(request)) return new Response(null, { status: refusal.status, headers: { 'hx-redirect': DEVICE.href } })
  if (request.method === 'GET') return seeOther(DEVICE.href)
  return page(<ErrorPage message={refusal.message} way={DEVICE} />, refusal.status)
}

/** The page a piece was asked for; the piece's own address shows nothing by itself. */
const openPage = (request: Request) => URL.parse(request.headers.get('hx-current-url') ?? '')?.pathname

const headersOf = ({ retryAfterSeconds, allow }: Refusal): Record<string, string> => ({
  ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
  ...(allow && { allow: allow.join(', ') }),
})
