import { type AnyElysia, Elysia } from 'elysia'
import { ApiDocsPage, type ApiDocsPageProps, type ApiOperation } from '../../views/api-docs.tsx'
import { HelpPage } from '../../views/help.tsx'
import { hostOf } from './host.ts'
import { json, page } from './page.ts'
import type { Shell } from './shell.ts'
import { type Admit, signedIn } from './signed-in.ts'

export type HelpDeps = {
  readonly admit: Admit
  readonly shell: Shell
  /** The OpenAPI document of the host that is asked. */
  readonly specification: (plane: 'office' | 'operators') => Json
  readonly baseDomain: string
}

/** Pages that explain: the keys and words, and the API. */
export function helpRoutes({ admit, shell, specification, baseDomain }: HelpDeps): AnyElysia {
  const made = new Map<string, Json>()
  // Not before the first question: by then every route is there.
  const described = (plane: 'office' | 'operators'): Json => {
    const known = made.get(plane) ?? specification(plane)
    made.set(plane, known)
    return known
  }
  return new Elysia({ detail: { hide: true } })
    .get('/api/openapi.json', ({ request }) => json(described(hostOf(request, baseDomain).kind === 'admin' ? 'operators' : 'office')))
    .use(signedIn(admit))
    .get('/help', ({ actor, request }) => page(<HelpPage shell={shell(actor, request, 'help')} />))
    .get('/api/docs', ({ actor, request }) =>
      page(<ApiDocsPage shell={shell(actor, request, 'help')} {...readable(described('office'))} />),
    )
}

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(object) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function readable(specification: Json): Omit<ApiDocsPageProps, 'shell'> {
  const { info, paths, components } = specification
  const shared = object(object(components)['responses'])
  const groups = new Map<string, ApiOperation[]>(list(specification['tags']).map(({ name }) => [text(name), []]))
  for (const [path, methods] of Object.entries(object(paths)))
    for (const [method, operation] of Object.entries(object(methods))) {
      const [tag] = Array.isArray(object(operation)['tags']) ? (object(operation)['tags'] as unknown[]) : []
      const name = text(tag) || 'Other'
      const group = groups.get(name) ?? []
      groups.set(name, group)
      group.push(operationOf(method, path, object(operation), shared))
    }
  return {
    title: text(object(info)['title']),
    description: text(object(info)['description']),
    groups: [...groups].map(([name, operations]) => ({ name, operations })),
  }
}

const operationOf = (method: string, path: string, operation: Json, shared: Json): ApiOperation => ({
  method: method.toUpperCase(),
  path,
  summary: text(operation['summary']),
  description: text(operation['description']),
  parameters: list(operation['parameters']).map((each) => ({
    name: text(each['name']),
    where: text(each['in']),
    required: each['required'] === true,
    description: text(each['description']),
  })),
  bodies: Object.entries(object(object(operation['requestBody'])['content'])).map(([type, body]) => ({
    type,
    schema: schemaText(object(body)['schema']),
  })),
  answers: Object.entries(object(operation['responses'])).map(([status, answer]) => ({
    status,
    description:
      text(object(shared[text(object(answer)['$ref']).split('/').at(-1) ?? ''])['description']) || text(object(answer)['description']),
    schema: status.startsWith('2') ? schemaText(object(Object.values(object(object(answer)['content']))[0])['schema']) : '',
  })),
})

const schemaText = (schema: unknown): string => (schema === undefined ? '' : JSON.stringify(schema, null, 2))
