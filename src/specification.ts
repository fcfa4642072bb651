import { toOpenAPISchema } from '@elysiajs/openapi'
import type { AnyElysia } from 'elysia'
import {
  completeOperation,
  type Door,
  describedRefusal,
  HEADERS,
  type Json,
  OFFICE_SCHEMES,
  OPERATOR_SCHEMES,
  object,
  REFUSALS,
  TAGS,
} from './describing/index.ts'
import { isForOperators, isScope, OPERATORS_MAY, PROVEN, ROUTES, type Route } from './identity/index.ts'
import { Problem } from './web/index.ts'

/** Which of the two hosts is asked: an office's, or the operators'. */
export type Plane = 'office' | 'operators'

/** OpenAPI 3.1 of every route of a host that is not hidden, made from the routes themselves and the table of who may call them. */
export function specificationOf(app: AnyElysia, plane: Plane = 'office'): Json {
  const { paths, components } = object(withNumbers(toOpenAPISchema(app, { staticFile: false }, undefined, undefined, '3.1.2')))
  const here = Object.entries(object(paths)).filter(([path]) => path.startsWith('/api/admin') === (plane === 'operators'))
  const known = new Set(here.flatMap(([path, methods]) => ('get' in object(methods) ? [plain(path)] : [])))
  const described = Object.fromEntries(here.map(([path, methods]) => [plain(path), describedPath(plain(path), object(methods), known)]))
  const tags = new Set(Object.values(described).flatMap((each) => Object.values(each).flatMap((one) => object(one)['tags'] as string[])))
  return {
    openapi: '3.1.2',
    info: INFO[plane],
    servers: [{ url: '/', description: 'The host that this was read from' }],
    tags: Object.entries(TAGS).flatMap(([name, description]) => (tags.has(name) ? [{ name, description }] : [])),
    paths: described,
    components: {
      ...object(components),
      schemas: { ...object(object(components)['schemas']), Problem, ScimError },
      responses: Object.fromEntries(
        Object.keys(REFUSALS).flatMap((status) => [
          [`Problem${status}`, describedRefusal(Number(status), false)],
          [`Scim${status}`, describedRefusal(Number(status), true)],
        ]),
      ),
      headers: HEADERS,
      securitySchemes: plane === 'operators' ? OPERATOR_SCHEMES : OFFICE_SCHEMES,
    },
  }
}

const describedPath = (path: string, methods: Json, known: ReadonlySet<string>): Json =>
  Object.fromEntries(
    Object.entries(methods).map(([method, operation]) => [
      method,
      completeOperation(object(operation), { method, path, door: doorOf(method, path), hasOwnAddress: hasItem(path, known) }),
    ]),
  )

/** The generator calls every choice a text, of numbers too. */
function withNumbers(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withNumbers)
  if (typeof part !== 'object' || part === null) return part
  const whole = Object.fromEntries(Object.entries(part).map(([key, each]) => [key, withNumbers(each)]))
  const isOfNumbers = Array.isArray(whole['enum']) && whole['enum'].every((each) => typeof each === 'number')
  return isOfNumbers ? { ...whole, type: 'number' } : whole
}

const plain = (path: string): string => path.replace(/(.)\/$/, '$1')
const hasItem = (path: string, known: ReadonlySet<string>): boolean =>
  [...known].some((each) => each.startsWith(`${path}/{`) && !each.slice(path.length + 1).includes('/'))

function doorOf(method: string, path: string): Door {
  const route = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}` as Route
  const access = ROUTES[route]
  const atOperators = isForOperators(access)
  const isAnybody = access === undefined || access === 'public' || access === 'signed_in'
  return {
    isPublic: access === 'public',
    right: isAnybody ? undefined : access,
    byKey: atOperators ? OPERATORS_MAY.key.has(access) : access === 'signed_in' || isScope(access ?? ''),
    byPerson: atOperators ? OPERATORS_MAY.super_admin.has(access) : access !== 'scim',
    atOperators,
    isProven: PROVEN.has(route),
  }
}

const ScimError = {
  type: 'object',
  required: ['schemas', 'status', 'detail'],
  properties: {
    schemas: { type: 'array', items: { type: 'string' } },
    status: { type: 'string' },
    scimType: { type: 'string' },
    detail: { type: 'string' },
  },
}

const about = (title: string, description: string) => ({
  title,
  version: '1',
  description: `${description} Refusals are problem details (RFC 9457), told apart by \`code\`.`,
})
const INFO: Readonly<Record<Plane, Json>> = {
  office: about('Frontdesk', 'Fax for small medical offices. Every call is made at the office’s own host.'),
  operators: about('Frontdesk for operators', 'What who hosts offices does. Every call is made at the operators’ host.'),
}
