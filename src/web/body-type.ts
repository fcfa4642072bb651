import { AppError } from '../kit/errors.ts'

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i
const FORM_TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

const typeOf = (request: Request) => request.headers.get('content-type') ?? ''

function refuseOther({ request }: { readonly request: Request }): void {
  if (!JSON_TYPE.test(typeOf(request))) throw new AppError('unsupported_type', 'Send the body as application/json.')
}

/** How JSON routes read: Elysia's reader alone takes as JSON whatever it is said to be. */
export const JSON_BODY: [typeof refuseOther, 'json'] = [refuseOther, 'json']

/** Whether a body that a route could not use is of a kind that no route reads. */
export function isStrangeBody(request: Request): boolean {
  const { headers } = request
  const isSent = headers.has('content-type') || headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
  return isSent && !JSON_TYPE.test(typeOf(request)) && !FORM_TYPE.test(typeOf(request))
}
