import { t } from 'elysia'
import { ownPath, seeOther } from '../../web/index.ts'

type Fields = readonly (readonly [name: string, value: string])[]
/** What was asked for before it had to be shown once more who asks. */
export type Onward = { readonly to: string; readonly method: string; readonly fields: Fields }

const OWN_FIELDS = new Set(['proof', 'proofPassword', 'passkey', 'proofFor', 'proofMethod'])
/** What signs somebody or something in stands in no page: it is typed again, in the form that comes back with everything else. */
const SIGNS_IN = new Set(['password', 'current', 'code', 'apiKey'])
export const ProofForm = t.Object(
  {
    proof: t.String({ maxLength: 4_096, default: '' }),
    proofPassword: t.String({ maxLength: 4_096, default: '' }),
    passkey: t.String({ maxLength: 24_000, default: '' }),
    proofFor: t.String({ maxLength: 2_000 }),
    proofMethod: t.String({ maxLength: 10 }),
  },
  { additionalProperties: true },
)

export const onwardOf = async (request: Request): Promise<Onward> => ({
  to: ownPath(new URL(request.url).pathname),
  method: request.method,
  fields: await fieldsOf(request),
})

/** Under a new cookie; a form is posted again by the browser as it was. */
export function goOn(to: string, method: string, setCookie: string): Response {
  const headers = { 'set-cookie': setCookie }
  return method === 'GET' ? seeOther(to, headers) : new Response(null, { status: 307, headers: { location: to, ...headers } })
}

async function fieldsOf(request: Request): Promise<Fields> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return []
  const given: [string, string][] = []
  for (const [name, value] of await request.formData())
    if (typeof value === 'string' && !OWN_FIELDS.has(name) && !SIGNS_IN.has(name)) given.push([name, value])
  return given
}

export const flat = (rest: Readonly<Record<string, unknown>>): Fields =>
  Object.entries(rest).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)] as const))
