import { Type } from '@sinclair/typebox'
import { ParseError, ValidationError } from 'elysia'
import { AppError, diskFull, type ErrorCode, isDiskFull } from '../kit/errors.ts'

export type Refusal = {
  readonly status: number
  readonly code: ErrorCode | 'internal' | 'method_not_allowed'
  readonly message: string
  readonly fields: Readonly<Record<string, string>>
  readonly retryAfterSeconds?: number | undefined
  /** The methods that the address does answer. */
  readonly allow?: readonly string[]
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  locked: 401,
  forbidden: 403,
  unproven: 403,
  unapproved: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  outdated: 412,
  too_large: 413,
  unsupported_type: 415,
  unavailable: 503,
  too_many: 429,
}
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** What a thrown thing means to the person who asked; undefined when it is a bug of ours, which is never shown. */
export function refusalOf(code: unknown, thrown: unknown): Refusal | undefined {
  // The reader of bodies wraps whatever a hook before it throws.
  const error = isDiskFull(thrown) ? diskFull() : thrown instanceof ParseError && thrown.cause instanceof AppError ? thrown.cause : thrown
  if (error instanceof AppError) return { ...refused(error.code, error.message, error.fields), retryAfterSeconds: error.retryAfterSeconds }
  if (error instanceof ValidationError) {
    if (error.type === 'response') return undefined
    return refused('invalid', 'Check what was sent.', fieldsOf(error))
  }
  if (code === 'INVALID_FILE_TYPE') return refused('invalid', 'That kind of file is not accepted.')
  if (code === 'NOT_FOUND') return refused('not_found', 'Page not found.')
  if (code === 'PARSE' || code === 'INVALID_COOKIE_SIGNATURE')
    return { status: 400, code: 'malformed', message: 'The request could not be read.', fields: {} }
  return undefined
}

const refused = (code: ErrorCode, message: string, fields: Refusal['fields'] = {}): Refusal => ({
  status: STATUS[code],
  code,
  message,
  fields,
})

export const SOMETHING_WENT_WRONG: Refusal = { status: 500, code: 'internal', message: 'Something went wrong.', fields: {} }

export const UNSUPPORTED_TYPE = refused('unsupported_type', 'Send the body as a form or as JSON.')

export const methodNotAllowed = (allow: readonly string[]): Refusal => ({
  status: 405,
  code: 'method_not_allowed',
  message: `This address only answers ${allow.join(', ')}.`,
  fields: {},
  allow,
})

/** RFC 9457. */
export function problem(refusal: Refusal, requestId: string, headers: Readonly<Record<string, string>> = {}): Response {
  const errors = Object.entries(refusal.fields).map(([field, message]) => ({ field, message }))
  const { status, code, message: detail } = refusal
  const body = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail, requestId, errors }
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } })
}

/** RFC 7644, 3.12: as identity providers read it. What SCIM calls it is in the refusal's fields. */
export function scimProblem({ status, message, fields }: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const scimStatus = status === 422 ? 400 : status
  const scimType = fields['scimType'] ?? (status === 422 ? 'invalidValue' : undefined)
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error']
  const body = { schemas, status: String(scimStatus), ...(scimType && { scimType }), detail: message }
  return new Response(JSON.stringify(body), { status: scimStatus, headers: { 'content-type': 'application/scim+json', ...headers } })
}

/** The shape `problem` writes, for the routes' OpenAPI. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  requestId: Type.String(),
  errors: Type.Array(Type.Object({ field: Type.String(), message: Type.String() })),
})

/** The refusals a JSON route may answer with, for its description. */
export const problems = (...codes: number[]) => Object.fromEntries(codes.map((code) => [code, Problem]))

/** Which fields, in the schema's own words: neither a value nor the name of a property that the sender made up is repeated. */
function fieldsOf(error: ValidationError): Record<string, string> {
  const validator: unknown = error.validator
  const schema = isRecord(validator) ? validator['schema'] : undefined
  const fields: Record<string, string> = {}
  for (const each of error.all) {
    if (!('path' in each) || typeof each.path !== 'string') continue
    const field = knownPath(schema, each.path) || error.type
    fields[field] ??= messageOf(each)
  }
  return fields
}

function messageOf(item: object): string {
  const own = 'schema' in item && isRecord(item.schema) ? item.schema['error'] : undefined
  if (typeof own === 'string') return own
  return 'message' in item && typeof item.message === 'string' ? item.message : 'Not valid.'
}

function knownPath(schema: unknown, path: string): string {
  const known: string[] = []
  let here = schema
  for (const step of path.split('/').filter(Boolean)) {
    if (!isRecord(here)) break
    const properties = here['properties']
    const next = isRecord(properties) && Object.hasOwn(properties, step) ? properties[step] : /^\d+$/.test(step) ? here['items'] : undefined
    if (next === undefined) break
    known.push(step)
    here = next
  }
  return known.join('.')
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
