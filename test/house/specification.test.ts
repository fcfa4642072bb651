import { beforeAll, describe, expect, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { list, object, text } from '../../src/describing/index.ts'
import { addKey } from '../../src/identity/index.ts'
import { type Plane, specificationOf } from '../../src/specification.ts'
import { openHouse } from '../support/house.ts'

type Json = Readonly<Record<string, unknown>>
type Operation = { readonly name: string; readonly method: string; readonly path: string; readonly is: Json }

describe.each(['office', 'operators'] as const)('what programs are told of the %s', (plane) => {
  let whole: Json
  let operations: readonly Operation[]
  beforeAll(() => {
    whole = written(plane)
    operations = operationsOf(whole)
  })
  const lacking = (lacks: (operation: Operation) => boolean) => operations.filter(lacks).map(({ name }) => name)
  const resolved = (value: unknown): Json => {
    const at = text(object(value)['$ref'])
    return at
      ? at
          .split('/')
          .slice(1)
          .reduce<Json>((here, step) => object(here[step]), whole)
      : object(value)
  }

  test('is OpenAPI 3.1 as its own schema has it', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(whole) as Record<string, unknown>)
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
    expect(operations.length).toBeGreaterThan(40)
  })

  test('every operation has a summary, a tag that is explained, and a name of its own', () => {
    const tags = new Set(list(whole['tags']).flatMap((tag) => (object(tag)['description'] ? [object(tag)['name']] : [])))
    expect(lacking(({ is }) => !text(is['summary']) || !list(is['tags']).some((tag) => tags.has(tag)))).toEqual([])
    const names = operations.map(({ is }) => text(is['operationId']))
    expect(names.filter((name, at) => !/^[a-z][A-Za-z0-9]+$/.test(name) || names.indexOf(name) !== at)).toEqual([])
    expect(names.filter((name) => /(Faxe|tche)(?!s)/.test(name))).toEqual([])
  })

  test('every operation says who may, by a scheme that is described', () => {
    const schemes = new Set(Object.keys(object(object(whole['components'])['securitySchemes'])))
    const isKnown = (way: unknown) => Object.keys(object(way)).every((scheme) => schemes.has(scheme))
    expect(lacking(({ is }) => !Array.isArray(is['security']) || !is['security'].every(isKnown))).toEqual([])
  })

  test('every path parameter is described', () => {
    const named = ({ is }: Operation) =>
      new Set(list(is['parameters']).flatMap((each) => (object(each)['in'] === 'path' ? [object(each)['name']] : [])))
    expect(lacking((each) => [...each.path.matchAll(/\{(\w+)\}/g)].some(([, name]) => !named(each).has(name)))).toEqual([])
  })

  test('every operation says how it succeeds, and what is refused and how', () => {
    const codes = ({ is }: Operation) => Object.keys(object(is['responses']))
    expect(lacking((each) => !codes(each).some((code) => /^20/.test(code)))).toEqual([])
    expect(lacking((each) => ['404', '429', '503'].some((code) => !codes(each).includes(code)))).toEqual([])
    const isClosed = ({ is }: Operation) => list(is['security']).length > 0
    expect(lacking((each) => isClosed(each) && ['401', '403'].some((code) => !codes(each).includes(code)))).toEqual([])
    const takesBody = ({ is }: Operation) => 'requestBody' in is
    const ofBodies = ({ path }: Operation) => ['400', '413', '415', ...(path.startsWith('/scim/') ? [] : ['422'])]
    expect(lacking((each) => takesBody(each) && ofBodies(each).some((code) => !codes(each).includes(code)))).toEqual([])
  })

  test('every refusal has the one shape, in words and by example', () => {
    const wrong = operations.flatMap(({ name, path, is }) =>
      Object.entries(object(is['responses'])).flatMap(([status, answer]) => {
        if (status < '400') return []
        const type = path.startsWith('/scim/') ? 'application/scim+json' : 'application/problem+json'
        const said = resolved(answer)
        const { schema, example } = object(object(said['content'])[type])
        const isPlain = status === '416'
        return text(said['description']) && (isPlain || (object(schema)['$ref'] && example)) ? [] : [`${name} ${status}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  test('every answer names its headers: the id to ask by, the limits, when to come back, where it was made', () => {
    const wrong = operations.flatMap(({ name, method, path, is }) =>
      Object.entries(object(is['responses'])).flatMap(([status, answer]) => {
        const headers = Object.keys(object(resolved(answer)['headers']))
        const asked = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy']
        if (status === '429' || status === '503') asked.push('Retry-After')
        if (status === '401') asked.push('WWW-Authenticate')
        if (method === 'post' && /^20[12]$/.test(status) && isFoundAt(path)) asked.push('Location')
        return asked.every((header) => headers.includes(header)) ? [] : [`${name} ${status}`]
      }),
    )
    expect(wrong).toEqual([])
  })
  const isFoundAt = (path: string) =>
    operations.some((each) => each.method === 'get' && each.path.replace(/\/\{\w+\}$/, '') === path && each.path !== path)

  test('every body and answer has an example that its schema takes', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: false })
    addFormats(ajv)
    ajv.addSchema({ $id: 'here', components: whole['components'] })
    const wrong: string[] = []
    const checks = new Map<string, ReturnType<typeof ajv.compile>>()
    const checkOf = (schema: string) => {
      const check = checks.get(schema) ?? ajv.compile(JSON.parse(schema))
      checks.set(schema, check)
      return check
    }
    const look = (what: string, content: unknown) => {
      for (const [type, each] of Object.entries(object(content))) {
        const { schema, example } = object(each)
        if (!/json|multipart|urlencoded/.test(type)) continue
        const fits = checkOf(JSON.stringify(schema).replaceAll('"#/', '"here#/'))
        if (example === undefined || !fits(example)) wrong.push(`${what} ${type} ${ajv.errorsText(fits.errors)}`)
      }
    }
    for (const { name, is } of operations) {
      look(`${name} body`, object(is['requestBody'])['content'])
      for (const [status, answer] of Object.entries(object(is['responses']))) look(`${name} ${status}`, resolved(answer)['content'])
    }
    expect(wrong).toEqual([])
  })
})

test('an office reads of its own host alone, operators of theirs', () => {
  const paths = (plane: Plane) => Object.keys(object(written(plane)['paths']))
  expect(paths('office').filter((path) => path.startsWith('/api/admin'))).toEqual([])
  expect(paths('operators').filter((path) => !path.startsWith('/api/admin'))).toEqual([])
})

test('what most programs come for is shown first', async () => {
  const first = ['Faxes', 'Received', 'Contacts', 'Bulks']
  expect(
    list(written('office')['tags'])
      .slice(0, 4)
      .map((tag) => object(tag)['name']),
  ).toEqual(first)
  using house = openHouse()
  const { secret } = house.maple.write((tx) => addKey(tx, 'maple', { name: 'Reader', scopes: ['faxes:read'] }))
  const headers = { authorization: `Bearer ${secret}` }
  const page = await (await house.app.handle(new Request('http://maple.localhost/api/docs', { headers }))).text()
  expect([...page.matchAll(/<h2>([^<]+)/g)].slice(0, 4).map(([, name]) => name)).toEqual(first)
})

/** As a program reads it: what is only in memory is gone. */
function written(plane: Plane): Json {
  using house = openHouse()
  return JSON.parse(JSON.stringify(specificationOf(house.app, plane))) as Json
}

const operationsOf = (whole: Json): Operation[] =>
  Object.entries(object(whole['paths'])).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, is]) => ({ name: `${method.toUpperCase()} ${path}`, method, path, is: object(is) })),
  )
