import { type Door, PROOF, securityOf } from './doors.ts'
import { exampleOf } from './examples.ts'
import { type Json, list, object, text } from './json.ts'
import { operationIdOf } from './naming.ts'
import { COMMON_HEADERS, REFUSALS, refusalBody } from './refusals.ts'

export type Described = {
  readonly method: string
  readonly path: string
  readonly door: Door
  /** What is made there is found at an address of its own. */
  readonly hasOwnAddress: boolean
}

/** What a route says of itself, with all that its method, its path and the table of routes say of it. */
export function completeOperation(operation: Json, { method, path, door, hasOwnAddress }: Described): Json {
  const parameters = list(operation['parameters']).map(describedParameter)
  const body = object(operation['requestBody'])
  const responses = object(operation['responses'])
  const description = [text(operation['description']), door.isProven && door.byPerson ? PROOF : ''].filter(Boolean).join(' ')
  const refusals = refusalsOf({ method, path, door, takes: parameters.length > 0, hasBody: 'content' in body })
  return {
    ...operation,
    operationId: operationIdOf(method, path, isList(responses)),
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...('content' in body && { requestBody: { ...body, content: withExamples(object(body['content'])) } }),
    responses: completeResponses(responses, refusals, path, method === 'post' && hasOwnAddress),
    security: securityOf(door),
  }
}

type Facts = Pick<Described, 'method' | 'path' | 'door'> & { readonly takes: boolean; readonly hasBody: boolean }

/** What any call of this shape may be answered with, before the route itself has a say. */
function refusalsOf({ method, path, door, takes, hasBody }: Facts): readonly number[] {
  const isScim = path.startsWith('/scim/')
  return [
    ...(door.isPublic ? [] : [401, 403]),
    ...(method === 'get' ? [] : [403]),
    404,
    ...(hasBody ? [400, 413, 415] : []),
    ...(takes || hasBody ? [isScim ? 400 : 422] : []),
    429,
    503,
  ]
}

function completeResponses(said: Json, refusals: readonly number[], path: string, isMade: boolean): Json {
  const isScim = path.startsWith('/scim/')
  const statuses = [...new Set([...Object.keys(said), ...refusals.map(String)])].filter((status) => !(isScim && status === '422')).sort()
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      status >= '400' ? refusal(Number(status), object(said[status]), isScim) : answer(status, object(said[status]), isMade),
    ]),
  )
}

const NOTHING_SAID = /^Response for status/
const SAYS: Readonly<Record<string, string>> = {
  '200': 'Done, or found',
  '201': 'Made',
  '202': 'Taken; it goes on from here',
  '204': 'Done; there is nothing to say',
}

function answer(status: string, said: Json, isMade: boolean): Json {
  const description = text(said['description'])
  const content = Object.fromEntries(Object.entries(object(said['content'])).filter(([type]) => type.includes('/')))
  const location = isMade && /^20[12]$/.test(status) && { Location: { $ref: '#/components/headers/Location' } }
  return {
    description: NOTHING_SAID.test(description) || !description ? (SAYS[status] ?? 'Answered') : description,
    headers: { ...COMMON_HEADERS, ...location, ...object(said['headers']) },
    ...(Object.keys(content).length > 0 && { content: withExamples(content) }),
  }
}

/** The one shape of refusals: a reference, unless the route has words of its own for it. */
function refusal(status: number, said: Json, isScim: boolean): Json {
  const own = text(said['description'])
  if (!own || NOTHING_SAID.test(own) || own === REFUSALS[status]?.says)
    return { $ref: `#/components/responses/${isScim ? 'Scim' : 'Problem'}${status}` }
  return describedRefusal(status, isScim, own)
}

export function describedRefusal(status: number, isScim: boolean, description = REFUSALS[status]?.says ?? 'Refused'): Json {
  const { type, schema, example } = refusalBody(status, isScim)
  return { description, headers: { ...COMMON_HEADERS, ...REFUSALS[status]?.headers }, content: { [type]: { schema, example } } }
}

const isList = (responses: Json): boolean => {
  const schema = object(object(object(object(responses['200'])['content'])['application/json'])['schema'])
  return object(object(schema['properties'])['data'])['type'] === 'array'
}

const isJson = (type: string): boolean => /[/+]json$/.test(type)
const isForm = (type: string): boolean => type.startsWith('multipart/') || type.endsWith('urlencoded')

const withExamples = (content: Json): Json =>
  Object.fromEntries(
    Object.entries(content).map(([type, each]) => {
      const { schema, example } = object(each)
      const isShown = isJson(type) || isForm(type)
      return [type, isShown && schema !== undefined ? { ...object(each), example: example ?? exampleOf(schema) } : each]
    }),
  )

const describedParameter = (parameter: unknown): Json => {
  const { name, required, schema: said, example } = object(parameter)
  const schema = asNumber(object(said))
  const shown = example ?? (required === true ? exampleOf(schema, text(name)) : undefined)
  return { ...object(parameter), schema, ...(shown !== undefined && { example: shown }) }
}

const DIGITS = /^\^(\[1-9\])?\[0-9\]\{[01],(\d+)\}\$$/

/** An address is text to the route; where its pattern takes nothing but digits, who calls has a number. */
function asNumber(schema: Json): Json {
  const [, first, more] = DIGITS.exec(text(schema['pattern'])) ?? []
  if (more === undefined) return schema
  const digits = Number(more) + (first ? 1 : 0)
  const { description } = schema
  return { type: 'integer', minimum: first ? 1 : 0, maximum: 10 ** digits - 1, ...(description !== undefined && { description }) }
}
