import { type Json, list, object, text } from '../../src/describing/index.ts'
import { type Operation, operationsIn } from './operations.ts'

/** A client of one file and no dependency, for Node, Bun, Deno and browsers. */
export const clientOf = (whole: Json): string => [HEAD, ...operationsIn(whole).map(methodOf), '}', REFUSAL].join('\n')

function methodOf(operation: Operation): string {
  const { id, method, path, summary, parameters, body, answer, isFile } = operation
  const args = [
    ...parameters
      .filter((each) => each['in'] !== 'header')
      .map((each) => field(text(each['name']), each['schema'], each['required'] === true)),
    ...(body ? [`body: ${typeOf(body.schema)}`] : []),
    ...(parameters.some((each) => each['name'] === 'Idempotency-Key') ? ['idempotencyKey?: string'] : []),
  ]
  const needed = args.some((each) => !/^[^:]+\?:/.test(each))
  const taken = args.length === 0 ? '' : needed ? `args: { ${args.join('; ')} }` : `args: { ${args.join('; ')} } = {}`
  const gives = answer === undefined ? (isFile ? 'Response' : 'void') : typeOf(answer)
  const kind = answer === undefined ? (isFile ? 'file' : 'nothing') : 'json'
  return `
  /** ${summary} */
  ${id}(${taken}): Promise<${gives}> {
    return this.call('${method}', '${path}', ${args.length === 0 ? '{}' : 'args'}, '${kind}')
  }`
}

const field = (name: string, schema: unknown, isNeeded: boolean): string =>
  `${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}${isNeeded ? '' : '?'}: ${typeOf(schema)}`

function typeOf(schema: unknown): string {
  const { type, enum: choices, const: only, anyOf, oneOf, allOf, properties, required, items } = object(schema)
  if (only !== undefined) return JSON.stringify(only)
  if (choices !== undefined)
    return (
      list(choices)
        .map((each) => JSON.stringify(each))
        .join(' | ') || 'never'
    )
  if (allOf !== undefined) return list(allOf).map(typeOf).join(' & ')
  const ways = [...list(anyOf), ...list(oneOf)]
  if (ways.length > 0) return [...new Set(ways.map(typeOf))].join(' | ')
  if (Array.isArray(type)) return type.map((each) => typeOf({ ...object(schema), type: each })).join(' | ')
  switch (type) {
    case 'object': {
      const needed = new Set(list(required))
      const fields = Object.entries(object(properties)).map(([name, each]) => field(name, each, needed.has(name)))
      return fields.length > 0 ? `{ ${fields.join('; ')} }` : 'Record<string, unknown>'
    }
    case 'array':
      return `Array<${typeOf(items)}>`
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return type
    default:
      return 'unknown'
  }
}

const HEAD = `// Made from the OpenAPI of Frontdesk by bin/machines.ts: not written by hand. One file, no dependency.

/** A refusal: \`code\` tells them apart, \`errors\` name the fields, \`requestId\` is what to ask about it by. */
export class FrontdeskError extends Error {
  override readonly name = 'FrontdeskError'
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: ReadonlyArray<{ field: string; message: string }>,
    readonly requestId: string,
    /** Seconds to wait before trying again, where the office said so. */
    readonly retryAfter: number | undefined,
  ) {
    super(message)
  }
}

export type FrontdeskOptions = {
  /** The office, such as https://maple.frontdesk.example. */
  readonly url: string
  /** An API key (fd_…) or an access token. */
  readonly key: string
  /** Instead of the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>
}

type Kind = 'json' | 'file' | 'nothing'

export class Frontdesk {
  constructor(private readonly options: FrontdeskOptions) {}

  private async call<T>(method: string, template: string, args: Readonly<Record<string, unknown>>, kind: Kind): Promise<T> {
    const { body, idempotencyKey, ...others } = args
    const query = new URLSearchParams()
    let path = template
    for (const [name, value] of Object.entries(others)) {
      if (value === undefined) continue
      if (path.includes(\`{\${name}}\`)) path = path.replace(\`{\${name}}\`, encodeURIComponent(String(value)))
      else query.append(name, String(value))
    }
    const search = query.size > 0 ? \`?\${query}\` : ''
    const headers: Record<string, string> = { authorization: \`Bearer \${this.options.key}\`, accept: 'application/json' }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (typeof idempotencyKey === 'string') headers['idempotency-key'] = idempotencyKey
    const request = new Request(new URL(path + search, this.options.url).href, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await (this.options.fetch ?? fetch)(request)
    if (!answer.ok) throw await refusalIn(answer)
    if (kind === 'file') return answer as T
    return (kind === 'json' ? await answer.json() : undefined) as T
  }`

const REFUSAL = `
async function refusalIn(answer: Response): Promise<FrontdeskError> {
  const problem = (await answer.json().catch(() => ({}))) as {
    code?: string
    detail?: string
    errors?: Array<{ field: string; message: string }>
    requestId?: string
  }
  const wait = Number(answer.headers.get('retry-after') ?? Number.NaN)
  const { code = 'unknown', detail = 'Refused.', errors = [], requestId = '' } = problem
  return new FrontdeskError(answer.status, code, detail, errors, requestId, Number.isNaN(wait) ? undefined : wait)
}
`
