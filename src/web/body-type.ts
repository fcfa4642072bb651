import { AppError, invalid } from '../kit/errors.ts'

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i
const FORM_TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

const typeOf = (request: Request) => request.headers.get('content-type') ?? ''

async function readObject({ request }: { readonly request: Request }): Promise<object> {
  if (!JSON_TYPE.test(typeOf(request))) throw new AppError('unsupported_type', 'Send the body as application/json.')
  const body: unknown = await request.json().catch(() => {
    throw new AppError('malformed', 'The request could not be read.')
  })
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid({ body: 'Send a JSON object.' }, 'Check what was sent.')
  return body
}

/**
 * How JSON routes read. Elysia's own reader takes as JSON whatever it is said to be, and what is no object as an empty one; it is named for
 * the description alone.
 */
export const JSON_BODY: [typeof readObject, 'json'] = [readObject, 'json']

/** Whether a body that a route could not use is of a kind that no route reads. */
export function isStrangeBody(request: Request): boolean {
  const { headers } = request
  const isSent = headers.has('content-type') || headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
  return isSent && !JSON_TYPE.test(typeOf(request)) && !FORM_TYPE.test(typeOf(request))
}
