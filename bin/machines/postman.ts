import { type Json, object, text } from '../../src/describing/index.ts'
import { type Operation, operationsIn } from './operations.ts'

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'

/** A Postman collection of what an API key may call: give it `url` and `key`. What a request makes, later ones use. */
export function collectionOf(whole: Json): string {
  const folders = new Map<string, Json[]>()
  for (const operation of operationsIn(whole)
    .filter(({ byKey }) => byKey)
    .sort(inOrder)) {
    const folder = folders.get(operation.tag) ?? []
    folders.set(operation.tag, folder)
    folder.push(itemOf(operation))
  }
  const collection = {
    info: { name: text(object(whole['info'])['title']), description: text(object(whole['info'])['description']), schema: SCHEMA },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{key}}', type: 'string' }] },
    variable: ['url', 'key'].map((key) => ({ key, value: '' })),
    item: [...folders].map(([name, item]) => ({ name, item })),
  }
  return `${JSON.stringify(collection, null, 2)}\n`
}

/** What is made comes before what asks for it, and what removes it last. */
const RANK: Readonly<Record<string, number>> = { POST: 0, GET: 1, PUT: 2, PATCH: 2, DELETE: 3 }
const inOrder = (one: Operation, other: Operation): number =>
  Number(one.path.includes('{')) - Number(other.path.includes('{')) || (RANK[one.method] ?? 9) - (RANK[other.method] ?? 9)

const variableOf = (path: string): string => path.replace(/^\/api\//, '').replace(/\W+/g, '_')

function itemOf(operation: Operation): Json {
  const { id, method, path, summary, parameters, body, statuses } = operation
  const at = path.split('/').filter(Boolean)
  const variable = at.flatMap((part, place) =>
    part.startsWith('{') ? [{ key: part.slice(1, -1), value: `{{${variableOf(`/${at.slice(0, place).join('/')}`)}}}` }] : [],
  )
  const headers = [
    ...(body ? [{ key: 'Content-Type', value: 'application/json' }] : []),
    ...(parameters.some((each) => each['name'] === 'Idempotency-Key') ? [{ key: 'Idempotency-Key', value: '{{$guid}}' }] : []),
  ]
  const segments = at.map((part) => (part.startsWith('{') ? `:${part.slice(1, -1)}` : part))
  return {
    name: summary,
    request: {
      method,
      header: headers,
      url: {
        raw: `{{url}}/${segments.join('/')}`,
        host: ['{{url}}'],
        path: segments,
        ...(variable.length > 0 && { variable }),
        query: parameters.filter((each) => each['in'] === 'query').map((each) => ({ key: each['name'], value: '', disabled: true })),
      },
      ...(body && { body: { mode: 'raw', raw: JSON.stringify(body.example, null, 2) } }),
      description: `operationId: ${id}`,
    },
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: testsOf(statuses, keptOf(operation)) } }],
  }
}

/** What later requests need an id of: the address of what was made, else the first of a list. */
const keptOf = ({ method, path, isAddressed }: Operation): string | undefined =>
  isAddressed
    ? `if (pm.response.code < 300) pm.collectionVariables.set('${variableOf(path)}', pm.response.headers.get('location').split('/').pop())`
    : method === 'GET' && !path.includes('{') && !path.includes('.')
      ? `const [first] = pm.response.code === 200 ? (pm.response.json().data ?? []) : []; if (first?.id && !pm.collectionVariables.get('${variableOf(path)}')) pm.collectionVariables.set('${variableOf(path)}', first.id)`
      : undefined

const testsOf = (statuses: readonly number[], kept: string | undefined): string[] => [
  `pm.test('answers as described', () => pm.expect(pm.response.code).to.be.oneOf(${JSON.stringify(statuses)}))`,
  "pm.test('is no fault of the server', () => pm.expect(pm.response.code).to.be.below(500))",
  "pm.test('names itself', () => pm.response.to.have.header('x-request-id'))",
  "if (pm.response.code >= 400) pm.test('refuses with a problem', () => pm.expect(pm.response.json()).to.include.keys('code', 'detail', 'requestId'))",
  ...(kept ? [kept] : []),
]
