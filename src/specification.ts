import { toOpenAPISchema } from '@elysiajs/openapi'
import type { AnyElysia } from 'elysia'

type Json = Record<string, unknown>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

/** OpenAPI 3.1 of every route that is not hidden, made from the routes themselves. */
export function specificationOf(app: AnyElysia): Json {
  const { paths, components } = toOpenAPISchema(app, { staticFile: false }, undefined, undefined, '3.1.2')
  for (const methods of Object.values(object(paths)))
    for (const operation of Object.values(object(methods))) describeProblems(object(object(operation)['responses']))
  return {
    openapi: '3.1.2',
    info: { title: 'Frontdesk', version: '1', description: 'Fax for small medical offices. Every call is made at the office’s own host.' },
    servers: [{ url: '/' }],
    paths,
    components: { ...object(components), securitySchemes: SECURITY },
    security: [{ bearer: [] }, { session: [] }],
  }
}

/** The generator writes every schema as application/json; refusals are problem details. */
function describeProblems(responses: Json): void {
  for (const [status, response] of Object.entries(responses)) {
    const content = object(object(response)['content'])
    if (status < '400' || !('application/json' in content)) continue
    content['application/problem+json'] = content['application/json']
    delete content['application/json']
  }
}

const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key (fd_…) or an access token of POST /api/auth/token.' },
  session: { type: 'apiKey', in: 'cookie', name: 'session' },
}
