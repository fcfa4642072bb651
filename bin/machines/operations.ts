import { type Json, list, object, text } from '../../src/describing/index.ts'

export type Operation = {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly parameters: readonly Json[]
  /** The JSON body's schema and example; undefined where none is taken. */
  readonly body?: { readonly schema: unknown; readonly example: unknown } | undefined
  /** The JSON that is answered when all goes well; none for files and where there is nothing to say. */
  readonly answer?: unknown
  readonly isFile: boolean
  readonly statuses: readonly number[]
  readonly byKey: boolean
  readonly isAddressed: boolean
}

/** What programs may call, in the order of the description. SCIM is the identity provider's, which brings its own client. */
export function operationsIn(whole: Json): Operation[] {
  return Object.entries(object(whole['paths'])).flatMap(([path, methods]) =>
    path.startsWith('/scim/') ? [] : Object.entries(object(methods)).map(([method, each]) => operationOf(method, path, object(each))),
  )
}

function operationOf(method: string, path: string, each: Json): Operation {
  const responses = object(each['responses'])
  const done = Object.entries(responses).find(([status]) => /^20/.test(status))?.[1]
  const content = object(object(done)['content'])
  const body = object(object(object(each['requestBody'])['content'])['application/json'])
  return {
    id: text(each['operationId']),
    method: method.toUpperCase(),
    path,
    tag: text(list(each['tags'])[0]),
    summary: text(each['summary']),
    parameters: list(each['parameters']).map(object),
    body: 'schema' in body ? { schema: body['schema'], example: body['example'] } : undefined,
    answer: object(content['application/json'])['schema'],
    isFile: Object.keys(content).some((type) => type !== 'application/json'),
    statuses: Object.keys(responses).map(Number),
    byKey: list(each['security']).some((way) => 'apiKey' in object(way)),
    isAddressed: 'Location' in object(object(done)['headers']),
  }
}
