import type { Json } from './json.ts'

type Refused = { readonly says: string; readonly code: string; readonly detail: string; readonly headers?: Json }

const header = (name: string): Json => ({ $ref: `#/components/headers/${name}` })

/** Every way in which a call is refused, whichever it is: one shape, told apart by `code`. */
export const REFUSALS: Readonly<Record<number, Refused>> = {
  400: { says: 'The body could not be read', code: 'malformed', detail: 'The request could not be read.' },
  401: {
    says: 'Not signed in, or the key or token is not valid here',
    code: 'unauthenticated',
    detail: 'This key or token is not valid at this office.',
    headers: { 'WWW-Authenticate': header('WWW-Authenticate') },
  },
  403: { says: 'Not allowed to this role or key, or not from here', code: 'forbidden', detail: 'Your role does not allow this.' },
  404: { says: 'Not found, or nobody is at this host', code: 'not_found', detail: 'Fax not found.' },
  409: { says: 'Not as things stand', code: 'conflict', detail: 'Nothing of this fax can be canceled any more.' },
  410: {
    says: 'It was here, and was destroyed on purpose',
    code: 'gone',
    detail: 'The pages of this fax were destroyed after it was sent, as your office decided.',
  },
  412: { says: 'Changed by somebody else since it was looked at', code: 'outdated', detail: 'It was changed since you looked.' },
  413: { says: 'Larger than is taken here', code: 'too_large', detail: 'That is more than this page takes.' },
  415: { says: 'A body of a kind that is not read here', code: 'unsupported_type', detail: 'Send the body as application/json.' },
  422: { says: 'Not as it should be: `errors` say which fields', code: 'invalid', detail: 'Check what was sent.' },
  429: {
    says: 'Too many requests in a short time',
    code: 'too_many',
    detail: 'Too many requests in a short time. Try again in 12 seconds.',
    headers: { 'Retry-After': header('Retry-After') },
  },
  503: {
    says: 'Not now: try again later',
    code: 'unavailable',
    detail: 'The office is being moved. Try again in a moment.',
    headers: { 'Retry-After': header('Retry-After') },
  },
}

/** On every answer. */
export const COMMON_HEADERS: Json = {
  'X-Request-Id': header('X-Request-Id'),
  RateLimit: header('RateLimit'),
  'RateLimit-Policy': header('RateLimit-Policy'),
}

const string = { type: 'string' }
export const HEADERS: Json = {
  'X-Request-Id': { description: 'What to name when asking about this call.', required: true, schema: string, example: '3f9a0c1b2d4e' },
  RateLimit: {
    description: 'What is left of the tightest limit and when it is full again (draft-ietf-httpapi-ratelimit-headers).',
    schema: string,
    example: '"key-read";r=1199;t=1',
  },
  'RateLimit-Policy': { description: 'Every limit that counted this call.', schema: string, example: '"key-read";q=1200;w=60' },
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'string', pattern: '^[0-9]+$' }, example: '12' },
  'WWW-Authenticate': { description: 'How to come in.', schema: string, example: 'Bearer' },
  Location: {
    description: 'Where what was made is found.',
    required: true,
    schema: string,
    example: '/api/faxes/019a1fdd-b695-7727-93c9-a503c8ee1d5a',
  },
}

const titleOf = (status: number): string => REFUSALS[status]?.says.split(/[:,]/)[0] ?? 'Refused'

/** How a refusal is written (RFC 9457), and in SCIM (RFC 7644, 3.12). */
export function refusalBody(status: number, isScim: boolean): { readonly type: string; readonly schema: Json; readonly example: Json } {
  const { code = 'internal', detail = '' } = REFUSALS[status] ?? {}
  if (isScim) {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error']
    return {
      type: 'application/scim+json',
      schema: { $ref: '#/components/schemas/ScimError' },
      example: { schemas, status: String(status), detail },
    }
  }
  const errors = status === 422 ? [{ field: 'name', message: 'Enter a name.' }] : []
  return {
    type: 'application/problem+json',
    schema: { $ref: '#/components/schemas/Problem' },
    example: { type: 'about:blank', title: titleOf(status), status, code, detail, requestId: '3f9a0c1b2d4e', errors },
  }
}
